import InboxModel
import InboxStore
import Testing

/// What pushing does, one rule at a time.
struct IngestTests {
  /// Later than the review by hours.
  private static let later: Int64 = 1_700_000_000_000_000 + 3_600_000_000

  @Test func itemMakesCustomerInteractionAndThread() throws {
    let world = try World()
    let result = try world.push(World.review("r1"))[0]
    #expect(result.outcome == .created)
    #expect(result.createdMessages == 1)
    let look = try world.look(result.interaction)
    #expect(look.status == .pending)
    #expect(look.mode == .ai)
    #expect(look.rating == 4)
    #expect(look.locationName == "Paris")
    #expect(look.customerName == "Customer r1")
    #expect(look.snippet == "Great pizza")
    #expect(look.waitingTime == 1_700_000_000_000_000)
    #expect(look.keywords == ["Pizza"])
    #expect(try world.events(result.interaction) == [.interactionCreated, .messageReceived, .keywordsChanged])
  }

  @Test func repeatChangesNothing() throws {
    let world = try World()
    let first = try world.push(World.review("r1"))[0]
    let events = try world.events(first.interaction)
    let again = try world.push(World.review("r1"), World.review("r1"))
    #expect(again.map(\.outcome) == [.unchanged, .unchanged])
    #expect(again.map(\.interaction) == [first.interaction, first.interaction])
    #expect(try world.events(first.interaction) == events)
  }

  /// Each item of a batch answers for itself and leaves nothing when it fails.
  @Test func itemsOfABatchStandAlone() throws {
    let world = try World()
    var broken = World.review("r2")
    broken.messages.append(IngestMessage("", .inbound, "x", at: 1))
    var stranger = World.review("r3")
    stranger.customer = nil
    let items = [World.review("r1"), broken, stranger, World.review("r4")]
    let connector = world.connector
    let results = try world.write { (tx) throws(InboxError) in try tx.ingest(items, by: connector) }
    let failures = results.map { result -> InboxError? in
      if case .failure(let error) = result { error } else { nil }
    }
    #expect(
      failures == [nil, .fieldRequired(field: "messages[1].external_id"), .fieldRequired(field: "customer"), nil])
    #expect(try world.push(World.review("r2"))[0].outcome == .created)
  }

  @Test func newMessageReopensProcessedAndUnarchives() throws {
    let world = try World()
    let admin = world.admin
    var next = World.review("w1", "hello", source: .whatsapp)
    let id = try world.push(next)[0].interaction
    try world.write { (tx) throws(InboxError) in
      try tx.setStatus(.processed, of: id, by: admin)
      try tx.setMode(.human, of: id, by: admin)
      try tx.archive(id, by: admin)
    }
    next.messages = [IngestMessage("m2", .inbound, "are you there?", at: Self.later)]
    try world.push(next)
    let look = try world.look(id)
    #expect(look.status == .pending)
    #expect(!look.isArchived)
    #expect(look.mode == .human)
    #expect(look.snippet == "are you there?")
    #expect(look.activityTime == Self.later)
    #expect(try world.events(id).suffix(3) == [.messageReceived, .statusChanged, .unarchived])
  }

  @Test func ignoredStaysAndTrashComesBackOnlyFromAUser() throws {
    let world = try World()
    let admin = world.admin
    var item = World.review("w1", "hello", source: .whatsapp)
    let id = try world.push(item)[0].interaction
    try world.write { (tx) throws(InboxError) in
      try tx.setStatus(.ignored, of: id, by: admin)
      try tx.trash(id, by: admin)
    }
    item.messages = [IngestMessage("m2", .inbound, "again", at: Self.later)]
    try world.push(item)
    #expect(try world.look(id).status == .ignored)
    #expect(try world.look(id).trashCause == nil)
    item.isRemoved = true
    item.updateTime = Self.later + 1
    item.messages = [IngestMessage("m3", .inbound, "and again", at: Self.later)]
    try world.push(item)
    #expect(try world.look(id).trashCause == .removedAtSource)
    item.isRemoved = false
    item.updateTime = Self.later + 2
    try world.push(item)
    #expect(try world.look(id).trashCause == nil)
  }

  /// A changed review: the same interaction, revision kept, pending again.
  @Test func changedReviewKeepsARevisionWithItsRating() throws {
    let world = try World()
    let admin = world.admin
    let id = try world.reviewed()
    try world.write { (tx) throws(InboxError) in try tx.setStatus(.processed, of: id, by: admin) }
    let changed = World.review("r1", "Cold", rating: 1, version: Self.later)
    #expect(try world.push(changed)[0].outcome == .updated)
    let look = try world.look(id)
    #expect(look.status == .pending)
    #expect(look.rating == 1)
    #expect(look.snippet == "Cold")
    #expect(look.messageCount == 1)
    #expect(look.keywords == [])
    let message = try firstMessage(world, id)
    let revisions = try world.test.read { (tx) throws(InboxError) in
      try tx.messageRevisions(of: message, in: id, before: nil, limit: 9, for: admin)
    }
    #expect(revisions.map(\.text) == ["Great pizza"])
    #expect(revisions.map(\.rating) == [4])
  }

  @Test func ratingAloneReopensToo() throws {
    let world = try World()
    let admin = world.admin
    let id = try world.reviewed()
    try world.write { (tx) throws(InboxError) in try tx.setStatus(.processed, of: id, by: admin) }
    var changed = World.review("r1", rating: 0)
    changed.updateTime = Self.later
    try world.push(changed)
    #expect(try world.look(id).status == .pending)
    #expect(try world.look(id).rating == 0)
    #expect(try world.events(id).contains(.ratingChanged))
  }

  /// The echo of what was sent is no second message.
  @Test func echoIsRecognised() throws {
    let world = try World()
    let admin = world.admin
    let id = try world.reviewed()
    try world.write { (tx) throws(InboxError) in
      _ = try tx.sendResponse(SendCommand(on: .provider, text: ResponseText("Thanks")), of: id, by: admin)
    }
    var echo = World.review("r1")
    echo.messages = [IngestMessage("a1", .outbound, "Thanks", at: Self.later)]
    try world.push(echo)
    try world.push(echo)
    #expect(try world.look(id).messageCount == 2)
    #expect(try world.look(id).status == .processed)
  }

  @Test func identitiesFindTheCustomer() throws {
    let world = try World()
    var first = World.review("r1")
    first.customer?.profile.email = "Ada@Example.com"
    var second = World.review("r2")
    second.customer = IngestCustomer(.google, "c-r1", name: "Ada")
    var third = World.review("e1", source: .email)
    third.customer = IngestCustomer()
    third.customer?.profile.email = "ada@example.com"
    third.rating = nil
    let customers = try world.push(first, second, third).map(\.customer)
    #expect(Set(customers).count == 1)
    var conflict = World.review("r4")
    conflict.customer?.identities = [
      CustomerIdentity(source: .google, externalID: "c-r1"), CustomerIdentity(source: .google, externalID: "c-r5"),
    ]
    try world.push(World.review("r5"))
    #expect(throws: InboxError.self) { try world.push(conflict) }
  }

  @Test func messageOfAnotherInteractionConflicts() throws {
    let world = try World()
    try world.push(World.review("r1"))
    var other = World.review("r2")
    other.messages[0].externalID = "m-r1"
    #expect(throws: InboxError.self) { try world.push(other) }
  }

  @Test func historyReopensNothing() throws {
    let world = try World()
    let admin = world.admin
    var item = World.review("w1", "hello", source: .whatsapp)
    item.messages.append(IngestMessage("m2", .outbound, "hi", at: Self.later))
    item.isHistorical = true
    let id = try world.push(item)[0].interaction
    #expect(try world.look(id).status == .processed)
    try world.write { (tx) throws(InboxError) in try tx.archive(id, by: admin) }
    item.messages = [IngestMessage("m3", .inbound, "old", at: Self.later + 5)]
    try world.push(item)
    #expect(try world.look(id).isArchived)
    #expect(try world.look(id).status == .processed)
  }

  @Test func usersWithoutTheRightMayNotPush() throws {
    let world = try World()
    let items = [World.review("r1")]
    for caller in [world.editor, world.observer] {
      #expect(throws: InboxError.self) {
        try world.write { (tx) throws(InboxError) in try tx.ingest(items, by: caller) }
      }
    }
  }

  /// The id of the first message.
  private func firstMessage(_ world: World, _ id: InteractionID) throws -> MessageID {
    var found: MessageID?
    try world.test.read { (tx) throws(InboxError) in
      _ = try tx.listMessages(of: id, .oldest, limit: 1, for: world.admin) { (row) throws(InboxError) in found = row.id
      }
    }
    return try #require(found)
  }

  /// What the source took back before we saw it is kept, and asks for nothing.
  @Test func removedMessageReopensNothing() throws {
    let world = try World()
    let id = try world.reviewed(source: .whatsapp)
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in try tx.setStatus(.processed, of: id, by: admin) }
    var item = World.review("r1", source: .whatsapp)
    item.messages = [IngestMessage("m2", .inbound, "Pizza, please", at: Self.later)]
    item.messages[0].isRemoved = true
    #expect(try world.push(item)[0].createdMessages == 1)
    let look = try world.look(id)
    #expect(look.status == .processed && look.keywords == ["Pizza"])
  }

  /// An answer that the business wrote at the source while ours still waits is no echo of ours.
  @Test func foreignAnswerIsNotTakenForOurs() throws {
    let world = try World()
    let id = try world.reviewed()
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      _ = try tx.sendResponse(SendCommand(on: .provider, text: ResponseText("Ours")), of: id, by: admin)
    }
    var item = World.review("r1")
    item.messages = [IngestMessage("a1", .outbound, "Written at Google", at: Self.later)]
    #expect(try world.push(item)[0].createdMessages == 1)
  }

  @Test func receivedHTMLIsCleaned() throws {
    let world = try World()
    var item = World.review("r1", "<p onclick=x>Hi<script>alert(1)</script></p>", source: .email)
    item.rating = nil
    item.messages[0].format = .html
    let id = try world.push(item)[0].interaction
    #expect(try world.look(id).snippet == "Hi")
    // The same push again is known, though it was stored in another form.
    #expect(try world.push(item)[0].outcome == .unchanged)
  }

  @Test func workflowsMayNotPush() throws {
    let world = try World()
    let workflow = world.workflow
    #expect(throws: InboxError.actorNotAllowed) {
      try world.write { (tx) throws(InboxError) in _ = try tx.ingest([World.review("r1")], by: workflow) }
    }
  }
}
