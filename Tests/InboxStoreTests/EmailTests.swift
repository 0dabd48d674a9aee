import InboxModel
import InboxStore
import Testing

/// E-mails in the outbox, as the server's own sender takes them: what they say, and to whom they may still say it.
struct EmailTests {
  /// Where each test begins.
  let world: World
  /// An interaction at Paris.
  let review: InteractionID
  /// On whose behalf e-mails are sent.
  let system: Caller

  /// Everybody has an address.
  init() throws {
    world = try World()
    review = try world.reviewed()
    system = Caller.system(in: world.admin.workspace, slug: "demo")
    for user in ["eve", "vic", "bob"] {
      try change(user) { $0.email = "\(user)@bistro.example" }
    }
  }

  /// Changes a user.
  private func change(_ user: String, _ change: @escaping @Sendable (inout User) -> Void) throws {
    try world.write { [admin = world.admin] (tx) throws(InboxError) in
      _ = try tx.updateUser(user, by: admin) { (user) throws(InboxError) in change(&user) }
    }
  }

  /// Leases what is ready.
  private func lease(_ domain: String = "relay.example") throws -> [Delivery] {
    try world.write { [system] (tx) throws(InboxError) in
      try tx.leaseEmails(leaseMicroseconds: 60_000_000, limit: 10, serverDomain: domain, by: system)
    }
  }

  /// What is to be done with a delivery.
  private func order(_ delivery: Delivery) throws -> EmailOrder {
    try world.test.read { [system] (tx) throws(InboxError) in try tx.email(of: delivery, for: system) }
  }

  /// Writes a note that mentions users.
  private func mention(_ users: [String], _ text: String = "Look") throws -> NoteID {
    try world.write { [admin = world.admin, review] (tx) throws(InboxError) in
      try tx.createNote(NoteDraft(body: text, mentions: users), on: review, by: admin).id
    }
  }

  @Test func aMentionSaysWhatTheNoteSaysNow() throws {
    let note = try mention(["eve"])
    try world.write { [admin = world.admin, review] (tx) throws(InboxError) in
      _ = try tx.updateNote(note, of: review, NoteEdit(body: "Better"), by: admin)
    }
    let leased = try lease()
    #expect(leased.count == 1 && leased[0].kind == .notification && leased[0].user == "eve")
    guard case .send(let email) = try order(leased[0]) else { return #expect(Bool(false)) }
    #expect(email.recipient == "eve@bistro.example" && email.language == "en")
    #expect(
      email.content
        == .notification(.mentioned, actorName: "Ada", noteText: "Better", interaction: review, note: note))
  }

  /// Goal: whoever lost his access, his address or his place between the event and the e-mail gets no word of it.
  @Test func whoMayNotReadAnyMoreGetsNothing() throws {
    let cases: [(user: String, change: @Sendable (inout User) -> Void, reason: String)] = [
      ("eve", { $0.accesses = [UserAccess(.location(World.lyon), .editor)] }, "may not see"),
      ("vic", { $0.accesses = [] }, "may not see"),
      ("bob", { $0.isDeactivated = true }, "not in the team"),
      ("bob", { $0.isEmailMuted = true }, "no notifications by e-mail"),
      ("bob", { $0.email = "" }, "no notifications by e-mail"),
    ]
    for (user, loss, reason) in cases {
      try change(user) {
        $0.isDeactivated = false; $0.isEmailMuted = false; $0.email = "\(user)@bistro.example"
      }
      _ = try mention([user])
      try change(user, loss)
      let leased = try lease()
      #expect(leased.count == 1)
      guard case .drop(let why) = try order(leased[0]) else { return #expect(Bool(false), "\(user) is told") }
      #expect(why.contains(reason))
      try world.write { [system] (tx) throws(InboxError) in
        try tx.dropEmail(leased[0], because: why, by: system)
      }
      let dropped = try world.test.read { [system] (tx) throws(InboxError) in
        try tx.delivery(leased[0].id, for: system)
      }
      #expect(dropped.state == .cancelled && dropped.failureReason == why)
    }
  }

  @Test func aDeletedNoteAndOldNewsAreDropped() throws {
    let note = try mention(["bob"])
    try world.write { [admin = world.admin, review] (tx) throws(InboxError) in
      _ = try tx.deleteNote(note, of: review, by: admin)
    }
    #expect(try order(lease()[0]) == .drop("The note was deleted"))
    _ = try mention(["bob"])
    world.test.clock.advance(seconds: 25 * 3600)
    #expect(try order(lease()[0]) == .drop("A notification older than 24 hours is no news any more"))
  }

  @Test func aMessageIDStaysFromTheFirstLeaseOn() throws {
    _ = try mention(["bob"])
    let first = try lease("one.example")[0]
    #expect(first.externalID == "<\(first.idempotencyKey).demo@one.example>")
    try world.write { (tx) throws(InboxError) in try tx.releaseEmails() }
    let second = try lease("two.example")[0]
    #expect(second.id == first.id && second.externalID == first.externalID)
    #expect(second.fencingToken > first.fencingToken && second.attempt == 2)
  }

  @Test func onlyTheServersOwnLeasesAreReleasedAtItsStart() throws {
    let chat = try world.push(World.review("w1", "hello", source: .whatsapp))[0].interaction
    try world.write { [admin = world.admin, connector = world.connector] (tx) throws(InboxError) in
      _ = try tx.sendResponse(SendCommand(on: .provider, text: ResponseText("hi")), of: chat, by: admin)
      _ = try tx.leaseDeliveries(DeliveryWish(channels: [.provider]), limit: 1, by: connector)
    }
    _ = try mention(["bob"])
    _ = try lease()
    try world.write { (tx) throws(InboxError) in try tx.releaseEmails() }
    let states = try world.test.read { [admin = world.admin] (tx) throws(InboxError) in
      try tx.deliveries(DeliveryListQuery(limit: 10), for: admin).map { "\($0.channel) \($0.state)" }
    }
    #expect(states == ["email queued", "provider leased"])
  }

  @Test func theNextEmailIsWaitedFor() throws {
    let workspace = world.admin.workspace
    let next = { [world] () throws -> Int64? in
      try world.test.read { (tx) throws(InboxError) in try tx.nextEmailTime(in: workspace) }
    }
    #expect(try next() == nil)
    _ = try mention(["bob"])
    let leased = try lease()[0]
    try world.write { [system] (tx) throws(InboxError) in
      let report = DeliveryReport(.failedTemporarily, fencingToken: leased.fencingToken)
      _ = try tx.report(report, of: leased.id, random: 0, by: system)
    }
    #expect(try next() == world.test.clock.now + DeliveryBackoff.firstMicroseconds)
  }
}
