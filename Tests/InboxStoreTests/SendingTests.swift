import InboxModel
import InboxStore
import Testing

/// Sending: what becomes of text, draft, status, thread and outbox.
struct SendingTests {
  /// Sends as someone.
  private func send(
    _ world: World, _ id: InteractionID, _ text: String? = nil, on channel: Channel = .provider,
    by caller: Caller? = nil
  ) throws -> SendResult {
    let caller = caller ?? world.admin
    return try world.write { (tx) throws(InboxError) in
      try tx.sendResponse(SendCommand(on: channel, text: text.map { ResponseText($0) }), of: id, by: caller)
    }
  }

  /// Saves a draft as someone.
  private func draft(
    _ world: World, _ id: InteractionID, _ text: String, on channel: Channel = .provider, origin: TextOrigin? = nil
  ) throws {
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      _ = try tx.saveDraft(ResponseText(text), on: channel, of: id, origin: origin, by: admin)
    }
  }

  /// The thread: direction, state and text of each message.
  private func thread(_ world: World, _ id: InteractionID) throws -> [String] {
    var lines: [String] = []
    try world.test.read { (tx) throws(InboxError) in
      _ = try tx.listMessages(of: id, .oldest, limit: 100, for: world.admin) { (row) throws(InboxError) in
        lines.append("\(row.direction) \(row.state) \(row.text.string)\(row.hasReplacement ? " +" : "")")
      }
    }
    return lines
  }

  @Test func draftBecomesAMessage() throws {
    let world = try World()
    let id = try world.reviewed()
    try draft(world, id, "Thank you")
    let result = try send(world, id)
    #expect(result.outcome == .queued)
    #expect(result.status == .processed)
    let look = try world.look(id)
    #expect(look.drafts.isEmpty)
    #expect(look.status == .processed)
    #expect(look.waitingTime == nil)
    #expect(look.snippet == "Thank you")
    #expect(look.messageCount == 2)
    #expect(try thread(world, id) == ["inbound received Great pizza", "outbound queued Thank you"])
    #expect(try world.events(id).suffix(2) == [.responseSent, .statusChanged])
  }

  @Test func nothingToSendIsRefused() throws {
    let world = try World()
    let id = try world.reviewed()
    #expect(throws: InboxError.responseEmpty) { try send(world, id) }
    #expect(throws: InboxError.responseEmpty) { try send(world, id, "  ") }
  }

  @Test func unusableChannelsSayWhy() throws {
    let world = try World()
    let id = try world.reviewed()
    try draft(world, id, "mail", on: .email)
    #expect(throws: InboxError.channelUnusable(channel: .email, reason: .customerEmailMissing)) {
      try send(world, id, on: .email)
    }
    #expect(throws: InboxError.channelUnusable(channel: .sms, reason: .customerPhoneMissing)) {
      try send(world, id, "x", on: .sms)
    }
    #expect(try world.look(id).drafts == [.email: "mail"])
  }

  /// A response that never went out is replaced at once, with a revision; the delivery that waited is cancelled.
  @Test func singleChannelReplacesInPlace() throws {
    let world = try World()
    let id = try world.reviewed()
    let first = try send(world, id, "one")
    let second = try send(world, id, "two")
    #expect(first.message == second.message)
    #expect(try thread(world, id) == ["inbound received Great pizza", "outbound queued two"])
    let message = try #require(second.message)
    let revisions = try world.test.read { (tx) throws(InboxError) in
      try tx.messageRevisions(of: message, in: id, before: nil, limit: 10, for: world.admin)
    }
    #expect(revisions.map(\.text) == ["one"])
  }

  /// While a replacement has not succeeded, the thread shows the published text.
  @Test func publishedTextStaysUntilTheReplacementSucceeds() throws {
    let world = try World()
    let id = try world.reviewed()
    var echo = World.review("r1")
    echo.messages = [IngestMessage("a1", .outbound, "published", at: 1_700_000_100_000_000)]
    try world.push(echo)
    #expect(try world.look(id).status == .processed)
    let sent = try send(world, id, "better")
    #expect(try thread(world, id) == ["inbound received Great pizza", "outbound published published +"])
    let message = try #require(sent.message)
    let replacement = try world.test.read { (tx) throws(InboxError) in
      try tx.replacement(of: message, in: id, for: world.admin)
    }
    #expect(replacement?.text == "better")
    #expect(replacement?.state == .queued)
  }

  @Test func otherChannelsAppend() throws {
    let world = try World()
    var item = World.review("w1", "hello", source: .whatsapp)
    item.rating = nil
    let id = try world.push(item)[0].interaction
    _ = try send(world, id, "one")
    world.test.clock.advance(seconds: 1)
    _ = try send(world, id, "two")
    #expect(try thread(world, id) == ["inbound received hello", "outbound queued one", "outbound queued two"])
  }

  @Test func waitingAIDraftsOnOtherChannelsRetire() throws {
    let world = try World()
    let id = try world.reviewed()
    try draft(world, id, "by model", on: .email, origin: .ai)
    try draft(world, id, "by hand", on: .sms)
    _ = try send(world, id, "sent")
    #expect(try world.look(id).drafts == [.sms: "by hand"])
    let kept = try world.test.read { (tx) throws(InboxError) in
      try tx.draftRevisions(on: .email, of: id, before: nil, limit: 9, for: world.admin)
    }
    #expect(kept.map(\.cause) == [.retired])
  }

  /// Automation: out in AI mode; in HUMAN mode the draft is kept and marked, and the answer says so.
  @Test func automaticSendsFollowTheMode() throws {
    let world = try World()
    let admin = world.admin
    let id = try world.reviewed()
    try world.write { (tx) throws(InboxError) in try tx.setMode(.human, of: id, by: admin) }
    let blocked = try send(world, id, "auto", by: world.workflow)
    #expect(blocked.outcome == .blocked)
    #expect(blocked.draft?.content.text == "auto")
    #expect(blocked.draft?.returnReason == .automationBlocked)
    #expect(try world.look(id).status == .pending)
    #expect(try world.events(id).suffix(2) == [.draftSaved, .responseBlocked])
    #expect(try send(world, id, "human").outcome == .queued)
    let other = try world.reviewed("r2")
    #expect(try send(world, other, "auto", by: world.workflow).outcome == .queued)
  }

  @Test func trashRefuses() throws {
    let world = try World()
    let id = try world.reviewed()
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in try tx.trash(id, by: admin) }
    #expect(throws: InboxError.interactionTrashed) { try send(world, id, "x") }
  }

  @Test func schedulingTakesTheDraftAndGivesItBack() throws {
    let world = try World()
    let id = try world.reviewed()
    try draft(world, id, "later")
    let admin = world.admin
    let due = world.test.clock.now + 1_000_000
    #expect(throws: InboxError.scheduleTimePast(now: world.test.clock.now)) {
      try world.write { (tx) throws(InboxError) in try tx.scheduleResponse(nil, on: .provider, of: id, at: 1, by: admin)
      }
    }
    try world.write { (tx) throws(InboxError) in
      try tx.scheduleResponse(nil, on: .provider, of: id, at: due, by: admin)
    }
    #expect(try world.look(id).drafts.isEmpty)
    #expect(try world.look(id).schedules == [.provider: "later"])
    #expect(try world.look(id).opening == .provider)
    try world.write { (tx) throws(InboxError) in try tx.cancelSchedule(on: .provider, of: id, by: admin) }
    #expect(try world.look(id).schedules.isEmpty)
    #expect(try world.look(id).drafts == [.provider: "later"])
  }

  /// A new customer message turns an automatic scheduled response back into a draft; a human's stays.
  @Test func newMessageReturnsAutomaticSchedules() throws {
    let world = try World()
    let ids = try [world.reviewed("r1"), world.reviewed("r2")]
    let due = world.test.clock.now + 1_000_000
    for (id, caller) in zip(ids, [world.workflow, world.admin]) {
      try world.write { (tx) throws(InboxError) in
        try tx.scheduleResponse(ResponseText("later"), on: .provider, of: id, at: due, by: caller)
      }
    }
    for name in ["r1", "r2"] {
      try world.push(World.review(name, "changed", at: 1_700_000_000_000_000, version: 1_700_000_900_000_000))
    }
    #expect(try ids.map { try world.look($0).schedules.count } == [0, 1])
    #expect(try world.look(ids[0]).drafts == [.provider: "later"])
  }

  /// Exactly once: the second call of a request id answers with the first result and sends nothing.
  @Test func repeatedRequestSendsOnce() throws {
    let world = try World()
    let id = try world.push(World.review("w1", "hi", source: .whatsapp))[0].interaction
    let admin = world.admin
    for _ in 0..<3 {
      try world.write { (tx) throws(InboxError) in
        if try tx.replay("send-1", method: "SendResponse", fingerprint: [1], for: admin) != nil { return }
        _ = try tx.sendResponse(SendCommand(on: .provider, text: ResponseText("once")), of: id, by: admin)
        try tx.remember("send-1", method: "SendResponse", fingerprint: [1], response: [7].span, for: admin)
      }
    }
    #expect(try thread(world, id).count == 2)
  }
}
