import InboxModel
import InboxStore
import Testing

@testable import struct InboxStore.DueTimes

/// What goes out because its time has come.
struct DueTests {
  /// Where each test begins.
  let world: World
  /// A conversation.
  let id: InteractionID

  /// A conversation with one customer message.
  init() throws {
    world = try World()
    id = try world.push(World.review("w1", "hello", source: .whatsapp))[0].interaction
  }

  /// Schedules a text so many seconds ahead.
  private func schedule(
    _ text: String, in seconds: Int64 = 60, of interaction: InteractionID? = nil, on channel: Channel = .provider,
    by caller: Caller
  ) throws {
    let due = world.test.clock.now + seconds * 1_000_000
    try world.write { [id = interaction ?? id] (tx) throws(InboxError) in
      try tx.scheduleResponse(ResponseText(text), on: channel, of: id, at: due, by: caller)
    }
  }

  /// Lets time pass. The writer looks at its clock with every batch, so a batch is what it gets.
  private func pass(seconds: Int64) throws {
    world.test.clock.advance(seconds: seconds)
    try world.write { (_) throws(InboxError) in }
  }

  /// The direction, state, author and text of what was sent.
  private func sent(_ interaction: InteractionID? = nil) throws -> [String] {
    var lines: [String] = []
    try world.test.read { (tx) throws(InboxError) in
      _ = try tx.listMessages(of: interaction ?? id, .oldest, limit: 100, for: world.admin) {
        (row) throws(InboxError) in
        if row.direction == .outbound { lines.append("\(row.state) \(row.author.string) \(row.text.string)") }
      }
    }
    return lines
  }

  /// The draft of a channel.
  private func draft(on channel: Channel = .provider) throws -> Draft? {
    try world.test.read { (tx) throws(InboxError) in try tx.draft(on: channel, of: id, for: world.admin) }
  }

  @Test func goesOutAtItsTimeAndNotBefore() throws {
    try schedule("later", by: world.editorOfEverything)
    try pass(seconds: 59)
    #expect(try sent().isEmpty)
    try pass(seconds: 1)
    #expect(try sent() == ["queued users/bob later"])
    let look = try world.look(id)
    #expect(look.status == .processed && look.schedules.isEmpty && look.waitingTime == nil)
    #expect(try world.events(id).suffix(2) == [.responseSent, .statusChanged])
    try pass(seconds: 100)
    #expect(try sent().count == 1, "never twice")
  }

  /// What fell due while the server was down goes out when it starts.
  @Test func goesOutAfterDowntime() throws {
    let first = try World()
    let id = try first.push(World.review("w1", "hello", source: .whatsapp))[0].interaction
    let due = first.test.clock.now + 1_000_000
    try first.write { [admin = first.admin] (tx) throws(InboxError) in
      try tx.scheduleResponse(ResponseText("down"), on: .provider, of: id, at: due, by: admin)
    }
    first.test.store.close()
    let clock = TestClock()
    clock.advance(seconds: 3600)
    let again = try Store.open(StoreConfiguration(directory: first.test.directory) { clock.now })
    defer { again.close() }
    let command = TestCommand { (_) throws(InboxError) in }
    #expect(again.writer.submit(command))
    try command.wait()
    let reader = try again.makeReader()
    defer { reader.endTurn() }
    var texts: [String] = []
    _ = try reader.snapshot().listMessages(of: id, .latest, limit: 1, for: first.admin) { (row) throws(InboxError) in
      texts.append("\(row.state) \(row.text.string)")
    }
    #expect(texts == ["queued down"])
  }

  /// The gate is passed in the transaction that claims, whatever the mode was when it was scheduled.
  @Test func theGateIsAskedWhenItIsDue() throws {
    try world.write { [id, admin = world.admin] (tx) throws(InboxError) in try tx.setMode(.human, of: id, by: admin) }
    try schedule("auto", by: world.workflow)
    try schedule("mine", on: .provider, by: world.workflow)
    try pass(seconds: 60)
    #expect(try sent().isEmpty)
    #expect(try draft()?.content.text == "mine")
    #expect(try draft()?.returnReason == .automationBlocked)
    #expect(try world.events(id).suffix(2) == [.scheduleReturned, .draftSaved])
    #expect(try world.look(id).status == .pending)
    try world.write { [id, admin = world.admin] (tx) throws(InboxError) in try tx.setMode(.ai, of: id, by: admin) }
    try pass(seconds: 60)
    #expect(try sent().isEmpty, "back to AI releases nothing")
  }

  @Test func whatAHumanScheduledGoesOutInAnyMode() throws {
    try schedule("auto", by: world.workflow)
    let due = world.test.clock.now + 60_000_000
    try world.write { [id, admin = world.admin] (tx) throws(InboxError) in
      try tx.scheduleResponse(nil, on: .provider, of: id, at: due, keepingText: true, by: admin)
      try tx.setMode(.human, of: id, by: admin)
    }
    try pass(seconds: 60)
    #expect(try sent() == ["queued users/admin auto"])
  }

  @Test func automaticOnesGoOutWhileTheModeIsAI() throws {
    try schedule("auto", by: world.workflow)
    try pass(seconds: 60)
    #expect(try sent() == ["queued workflows/w1 auto"])
  }

  /// A channel that cannot send when the time comes: the text is a draft that says so, and who scheduled it is told.
  @Test func anUnusableChannelGivesTheTextBack() throws {
    var item = World.review("w1", "hello", source: .whatsapp)
    item.customer?.profile.phone = "+33612345678"
    try world.push(item)
    try schedule("by sms", on: .sms, by: world.admin)
    item.customer?.profile.smsConsent = .optedOut
    item.updateTime = 1_700_000_900_000_000
    try world.push(item)
    try pass(seconds: 60)
    #expect(try sent().isEmpty)
    #expect(try draft(on: .sms)?.returnReason == .channelUnusable)
    #expect(try draft(on: .sms)?.actor == "users/admin")
  }

  /// A waiting AI draft on another channel is retired by what goes out.
  @Test func retiresWaitingAIDrafts() throws {
    try world.write { [id, admin = world.admin] (tx) throws(InboxError) in
      _ = try tx.saveDraft(ResponseText("by model"), on: .email, of: id, origin: .ai, by: admin)
    }
    try schedule("later", by: world.admin)
    try pass(seconds: 60)
    #expect(try world.look(id).drafts.isEmpty)
  }

  /// Each workspace has its turn: a great many in one do not hold up another's.
  @Test func manyAtOnceAllGoOut() throws {
    let ids = try (0..<200).map { number in
      try world.push(World.review("b\(number)", "hi", source: .whatsapp))[0].interaction
    }
    for id in ids { try schedule("bulk", of: id, by: world.admin) }
    try pass(seconds: 60)
    // Idle batches do the rest by themselves; each of these waits for one commit more.
    for _ in 0..<400 where try world.readyCount() < ids.count { try world.write { (_) throws(InboxError) in } }
    #expect(try world.readyCount() == ids.count)
    for id in ids { #expect(try sent(id) == ["queued users/admin bulk"]) }
  }

  /// The heap of due times, against the plainest way to keep them.
  @Test func dueTimesComeInOrder() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = ConvergenceTests.Generator(state: seed)
    var times = DueTimes()
    var plain: [Int64: Int64] = [:]
    for _ in 0..<2000 {
      let workspace = Int64.random(in: 0..<20, using: &generator)
      let time = Int64.random(in: 0..<1000, using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0:
        times.set(time, in: WorkspaceID(workspace))
        plain[workspace] = time
      case 1:
        times.set(nil, in: WorkspaceID(workspace))
        plain[workspace] = nil
      case 2:
        if let taken = times.takeDue(at: time) {
          #expect(plain[taken.rawValue] == plain.values.min(), "seed \(seed)")
          plain[taken.rawValue] = nil
        } else {
          #expect(plain.values.allSatisfy { $0 > time }, "seed \(seed)")
        }
      default:
        times.note(time, in: WorkspaceID(workspace))
        plain[workspace] = min(plain[workspace] ?? time, time)
      }
      #expect(times.next() == plain.values.min(), "seed \(seed)")
    }
  }
}

extension World {
  /// An admin who is not the owner.
  var editorOfEverything: Caller {
    get throws { try test.read { (tx) throws(InboxError) in try tx.caller(workspace: "demo", actor: .user("bob")) } }
  }

  /// How many deliveries on the sources' own channels can be taken now.
  func readyCount() throws -> Int {
    try test.read { (tx) throws(InboxError) in
      try tx.readyDeliveries(DeliveryWish(channels: [.provider]), limit: 1000, in: admin.workspace).count
    }
  }
}
