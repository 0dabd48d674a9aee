import InboxModel
import InboxStore
import Testing

/// What becomes of unsent responses when the mode changes or the interaction goes to the trash.
struct ModeTests {
  /// Where each test begins.
  let world: World
  /// A conversation.
  let id: InteractionID

  /// A conversation with one customer message.
  init() throws {
    world = try World()
    id = try world.push(World.review("w1", "hello", source: .whatsapp))[0].interaction
  }

  /// Schedules a text an hour ahead.
  @discardableResult
  private func schedule(_ text: String, on channel: Channel = .provider, by caller: Caller) throws -> ScheduledResponse
  {
    let due = world.test.clock.now + 3_600_000_000
    return try world.write { [id] (tx) throws(InboxError) in
      try tx.scheduleResponse(ResponseText(text), on: channel, of: id, at: due, by: caller)
    }
  }

  /// Sends a text.
  @discardableResult
  private func send(_ text: String, by caller: Caller) throws -> SendResult {
    try world.write { [id] (tx) throws(InboxError) in
      try tx.sendResponse(SendCommand(on: .provider, text: ResponseText(text)), of: id, by: caller)
    }
  }

  /// Sets the mode.
  private func set(_ mode: Mode) throws {
    try world.write { [id, admin = world.admin] (tx) throws(InboxError) in try tx.setMode(mode, of: id, by: admin) }
  }

  /// The states and texts of what was sent.
  private func sent() throws -> [String] {
    var lines: [String] = []
    try world.test.read { (tx) throws(InboxError) in
      _ = try tx.listMessages(of: id, .oldest, limit: 100, for: world.admin) { (row) throws(InboxError) in
        if row.direction == .outbound { lines.append("\(row.state) \(row.text.string)") }
      }
    }
    return lines
  }

  /// The draft of the provider's channel.
  private func draft() throws -> Draft? {
    try world.test.read { (tx) throws(InboxError) in try tx.draft(on: .provider, of: id, for: world.admin) }
  }

  @Test func humanModeTakesBackAutomaticSchedules() throws {
    try schedule("auto", by: world.workflow)
    try set(.human)
    #expect(try world.look(id).schedules.isEmpty)
    #expect(try draft()?.content.text == "auto")
    #expect(try draft()?.returnReason == .automationBlocked)
    #expect(try draft()?.actor == "workflows/w1")
    #expect(try world.events(id).suffix(3) == [.modeChanged, .scheduleReturned, .draftSaved])
    try set(.ai)
    #expect(try world.look(id).schedules.isEmpty, "AI releases nothing")
  }

  @Test func humanModeLeavesWhatAHumanScheduled() throws {
    try schedule("mine", by: world.admin)
    try set(.human)
    #expect(try world.look(id).schedules == [.provider: "mine"])
  }

  @Test func humanModeTakesBackAutomaticMessagesThatNobodyTook() throws {
    try send("by hand", by: world.admin)
    try send("auto", by: world.workflow)
    #expect(try world.look(id).status == .processed)
    try set(.human)
    #expect(try sent() == ["queued by hand", "withdrawn auto"])
    let look = try world.look(id)
    #expect(look.drafts == [.provider: "auto"])
    #expect(look.status == .pending && look.snippet == "by hand" && look.waitingTime == nil)
    #expect(try draft()?.returnReason == .automationBlocked)
  }

  /// Where the only answer was automatic, the customer waits again.
  @Test func theCustomerWaitsAgain() throws {
    let waiting = try world.look(id).waitingTime
    try send("auto", by: world.workflow)
    #expect(try world.look(id).waitingTime == nil)
    try set(.human)
    #expect(waiting != nil)
    #expect(try world.look(id).waitingTime == waiting)
    #expect(try world.look(id).snippet == "hello")
  }

  @Test func theTrashTakesBackEverythingUnsent() throws {
    try send("by hand", by: world.admin)
    try schedule("later", by: world.admin)
    try world.write { [id, admin = world.admin] (tx) throws(InboxError) in try tx.trash(id, by: admin) }
    #expect(try sent() == ["withdrawn by hand"])
    #expect(try world.look(id).schedules.isEmpty)
    #expect(try draft()?.content.text == "later", "the first that comes back is the draft")
    let kept = try world.test.read { (tx) throws(InboxError) in
      try tx.draftRevisions(on: .provider, of: id, before: nil, limit: 9, for: world.admin)
    }
    #expect(kept.map(\.content.text) == ["by hand"] && kept.map(\.cause) == [.returned])
  }

  /// A replacement that nobody took goes; the published text stays.
  @Test func aWithdrawnReplacementLeavesThePublishedText() throws {
    let review = try world.reviewed("r1")
    var echo = World.review("r1")
    echo.messages = [IngestMessage("a1", .outbound, "published", at: 1_700_000_100_000_000)]
    try world.push(echo)
    try world.write { [workflow = world.workflow, admin = world.admin] (tx) throws(InboxError) in
      _ = try tx.sendResponse(SendCommand(on: .provider, text: ResponseText("better")), of: review, by: workflow)
      try tx.setMode(.human, of: review, by: admin)
    }
    try world.test.read { (tx) throws(InboxError) in
      _ = try tx.listMessages(of: review, .latest, limit: 1, for: world.admin) { (row) throws(InboxError) in
        #expect(row.text.string == "published" && row.state == .published && !row.hasReplacement)
      }
    }
    #expect(try world.look(review).drafts == [.provider: "better"])
  }

  @Test func aHumanWhoEditsOrConfirmsMakesItHuman() throws {
    try schedule("auto", by: world.workflow)
    let due = world.test.clock.now + 7_200_000_000
    let confirmed = try world.write { [id, admin = world.admin] (tx) throws(InboxError) in
      try tx.scheduleResponse(nil, on: .provider, of: id, at: due, keepingText: true, by: admin)
    }
    #expect(!confirmed.isAutomatic && confirmed.content.text == "auto" && confirmed.actor == "users/admin")
    try set(.human)
    #expect(try world.look(id).schedules == [.provider: "auto"])
    let moved = try world.write { [id, workflow = world.workflow] (tx) throws(InboxError) in
      try tx.scheduleResponse(nil, on: .provider, of: id, at: due + 1, keepingText: true, by: workflow)
    }
    #expect(!moved.isAutomatic && moved.actor == "users/admin", "moving it does not make it automatic again")
    let edited = try world.write { [id, workflow = world.workflow] (tx) throws(InboxError) in
      try tx.scheduleResponse(ResponseText("other"), on: .provider, of: id, at: due, by: workflow)
    }
    #expect(edited.isAutomatic)
    let kept = try world.test.read { (tx) throws(InboxError) in
      try tx.draftRevisions(on: .provider, of: id, before: nil, limit: 9, for: world.admin)
    }
    #expect(kept.map(\.content.text) == ["auto"], "a text that another displaced is kept")
  }

  /// A workflow cannot take back what a human scheduled: the send is blocked and the schedule stays.
  @Test func aBlockedWorkflowLeavesAHumansSchedule() throws {
    try schedule("mine", by: world.admin)
    try set(.human)
    let result = try world.write { [id, workflow = world.workflow] (tx) throws(InboxError) in
      try tx.sendResponse(SendCommand(on: .provider, sendsScheduled: true), of: id, by: workflow)
    }
    #expect(result.outcome == .blocked && result.draft == nil)
    #expect(try world.look(id).schedules == [.provider: "mine"])
  }

  @Test func connectorsSetNoMode() throws {
    #expect(throws: InboxError.actorNotAllowed) {
      try world.write { [id, connector = world.connector] (tx) throws(InboxError) in
        try tx.setMode(.human, of: id, by: connector)
      }
    }
  }

  /// A response that went out is told to who still wants to change its schedule.
  @Test func whatHasGoneOutCannotBeChanged() throws {
    let scheduled = try schedule("now", by: world.admin)
    let result = try world.write { [id, admin = world.admin] (tx) throws(InboxError) in
      try tx.sendResponse(SendCommand(on: .provider, sendsScheduled: true), of: id, by: admin)
    }
    let message = MessageName(workspace: "demo", interaction: id, id: try #require(result.message)).description
    let gone = InboxError.responseAlreadyClaimed(message: message)
    let due = world.test.clock.now + 1_000_000
    #expect(throws: gone) {
      try world.write { [id, admin = world.admin] (tx) throws(InboxError) in
        try tx.cancelSchedule(on: .provider, of: id, by: admin)
      }
    }
    #expect(throws: gone) {
      try world.write { [id, admin = world.admin] (tx) throws(InboxError) in
        _ = try tx.sendResponse(SendCommand(on: .provider, sendsScheduled: true), of: id, by: admin)
      }
    }
    #expect(throws: gone) {
      try world.write { [id, admin = world.admin] (tx) throws(InboxError) in
        try tx.scheduleResponse(
          nil, on: .provider, of: id, at: due, if: .version(scheduled.etag), keepingText: true, by: admin)
      }
    }
    world.test.clock.advance(seconds: 25 * 3600)
    try world.write { [id, admin = world.admin] (tx) throws(InboxError) in
      try tx.cancelSchedule(on: .provider, of: id, by: admin)
    }
  }
}
