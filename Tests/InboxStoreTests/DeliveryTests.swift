import InboxModel
import InboxStore
import Testing

/// The outbox: handing out, reports, and what they do to messages.
struct DeliveryTests {
  /// Where each test begins.
  let world: World
  /// A conversation; a review.
  let chat, review: InteractionID

  /// Both with one customer message.
  init() throws {
    world = try World()
    chat = try world.push(World.review("w1", "hello", source: .whatsapp))[0].interaction
    review = try world.reviewed("r1")
  }

  /// Sends a text.
  @discardableResult
  private func send(_ text: String, of id: InteractionID, by caller: Caller? = nil) throws -> MessageID? {
    try world.write { [caller = caller ?? world.admin] (tx) throws(InboxError) in
      try tx.sendResponse(SendCommand(on: .provider, text: ResponseText(text)), of: id, by: caller).message
    }
  }

  /// Leases what is ready.
  private func lease(_ limit: Int = 10, sources: [Source] = []) throws -> [Delivery] {
    try world.write { [connector = world.connector] (tx) throws(InboxError) in
      try tx.leaseDeliveries(DeliveryWish(channels: [.provider], sources: sources), limit: limit, by: connector)
    }
  }

  /// Reports on a delivery.
  @discardableResult
  private func report(
    _ outcome: DeliveryOutcome, _ delivery: Delivery, token: Int64? = nil, externalID: String = "", why: String = ""
  ) throws -> Delivery {
    var report = DeliveryReport(outcome, fencingToken: token ?? delivery.fencingToken)
    report.externalID = externalID
    report.failureReason = why
    return try world.write { [report, connector = world.connector] (tx) throws(InboxError) in
      try tx.report(report, of: delivery.id, random: 0, by: connector)
    }
  }

  /// Lets time pass, and the writer look.
  private func pass(seconds: Int64) throws {
    world.test.clock.advance(seconds: seconds)
    try world.write { (_) throws(InboxError) in }
  }

  /// The state and text of what was sent, a replacement behind it.
  private func sent(_ id: InteractionID) throws -> [String] {
    var lines: [String] = []
    try world.test.read { (tx) throws(InboxError) in
      var replaced: [(Int, MessageID)] = []
      _ = try tx.listMessages(of: id, .oldest, limit: 100, for: world.admin) { (row) throws(InboxError) in
        guard row.direction == .outbound else { return }
        lines.append("\(row.state) \(row.text.string)")
        if row.hasReplacement { replaced.append((lines.count - 1, row.id)) }
      }
      for (line, message) in replaced {
        guard let new = try tx.replacement(of: message, in: id, for: world.admin) else { continue }
        lines[line] += " + \(new.state) \(new.text)"
      }
    }
    return lines
  }

  @Test func aDeliverySaysWhatToSendAndWhere() throws {
    try send("thanks", of: review)
    let delivery = try #require(try lease().first)
    #expect(delivery.state == .leased && delivery.attempt == 1 && delivery.fencingToken == 1)
    #expect(delivery.leaseActor == "connectors/google" && delivery.idempotencyKey == delivery.id.description)
    let content = try #require(
      try world.test.read { (tx) throws(InboxError) in try tx.content(of: delivery, for: world.connector) })
    #expect(content.text.text == "thanks" && content.recipient == "c-r1")
    #expect(content.interactionExternalID == "r1" && content.replyToExternalID == "m-r1")
    #expect(content.locationExternalID == "g-paris" && content.replacesExternalID == "")
    #expect(try sent(review) == ["sending thanks"])
    #expect(try lease().isEmpty, "what is leased is not handed out again")
  }

  @Test func successMovesTheMessage() throws {
    try send("thanks", of: chat)
    let delivery = try lease()[0]
    #expect(try report(.sent, delivery, externalID: "wa-1").state == .sent)
    #expect(try report(.sent, delivery, externalID: "wa-1").state == .sent, "a repeat changes nothing")
    #expect(try sent(chat) == ["sent thanks"])
    #expect(try report(.delivered, delivery, token: 0).state == .delivered)
    #expect(try sent(chat) == ["delivered thanks"])
    #expect(try report(.sent, delivery).state == .delivered, "one that was overtaken changes nothing")
    #expect(throws: InboxError.deliveryFinished(state: .delivered)) { try report(.rejected, delivery, token: 0) }
    let found = try world.test.read { (tx) throws(InboxError) in
      try tx.delivery(of: "wa-1", at: .whatsapp, for: world.connector)
    }
    #expect(found.id == delivery.id && found.externalID == "wa-1")
    #expect(try world.events(chat).suffix(3) == Array(repeating: .messageStateChanged, count: 3))
  }

  /// The next of a conversation comes when the one before is sent or finished; others do not wait.
  @Test func conversationsKeepTheirOrder() throws {
    for text in ["one", "two", "three"] { try send(text, of: chat) }
    try send("other", of: review)
    let first = try lease()
    #expect(first.map(\.source) == [.google, .whatsapp])
    #expect(try lease().isEmpty)
    try report(.failedTemporarily, first[1])
    #expect(try lease().isEmpty, "the next does not overtake one that is tried again")
    try pass(seconds: 10)
    let again = try lease()
    #expect(again.map(\.id) == [first[1].id] && again[0].fencingToken == 2 && again[0].attempt == 2)
    try report(.sent, again[0])
    let second = try lease()
    #expect(second.count == 1)
    try report(.failedPermanently, second[0], why: "no such number")
    #expect(try lease().count == 1)
    #expect(try sent(chat) == ["sent one", "failed two", "sending three"])
  }

  @Test func aLeaseThatRunsOutIsHandedOutAgain() throws {
    try send("thanks", of: chat)
    let first = try lease()[0]
    try pass(seconds: 61)
    #expect(try sent(chat) == ["queued thanks"])
    #expect(throws: InboxError.leaseLost) { try report(.failedTemporarily, first) }
    let second = try lease()[0]
    #expect(second.id == first.id && second.fencingToken == first.fencingToken + 1)
    #expect(second.idempotencyKey == first.idempotencyKey)
    #expect(throws: InboxError.leaseLost) { try report(.sent, first) }
    #expect(throws: InboxError.leaseLost) { try report(.inProgress, first) }
    #expect(try report(.sent, second).state == .sent)
  }

  /// SENT from a lease that ran out is taken if nobody else got the delivery since.
  @Test func aLateSuccessCounts() throws {
    try send("thanks", of: chat)
    let delivery = try lease()[0]
    try pass(seconds: 61)
    #expect(try report(.sent, delivery).state == .sent)
    #expect(try lease().isEmpty)
  }

  @Test func workInProgressExtendsTheLease() throws {
    try send("thanks", of: chat)
    let delivery = try lease()[0]
    try pass(seconds: 50)
    let extended = try report(.inProgress, delivery)
    #expect(extended.leaseExpireTime == world.test.clock.now + 60_000_000)
    try pass(seconds: 50)
    #expect(try lease().isEmpty)
    #expect(try report(.sent, delivery).state == .sent)
  }

  @Test func whatIsGivenBackWasNoAttempt() throws {
    try send("thanks", of: chat)
    #expect(try report(.released, try lease()[0]).attempt == 0)
    try pass(seconds: 5)
    let again = try lease()[0]
    #expect(again.attempt == 1 && again.fencingToken == 2)
  }

  /// Pauses double up to an hour, less a random part; after 24 hours the delivery is a dead letter.
  @Test func attemptsEndAfterADay() throws {
    try send("thanks", of: chat)
    var attempts = 0
    while let delivery = try lease().first {
      attempts += 1
      let now = try report(.failedTemporarily, delivery, why: "busy")
      if now.state == .failed { break }
      let pause = (now.nextAttemptTime ?? 0) - world.test.clock.now
      #expect(pause > 0 && pause <= DeliveryBackoff.longestMicroseconds)
      try pass(seconds: pause / 1_000_000 + 1)
    }
    #expect(attempts > 20 && attempts < 60)
    #expect(try sent(chat) == ["failed thanks"])
    let dead = try world.test.read { (tx) throws(InboxError) in
      var query = DeliveryListQuery(limit: 10)
      query.states = [.failed, .rejected]
      return try tx.deliveries(query, for: world.admin)
    }
    #expect(dead.map(\.failureReason) == ["busy"])
  }

  /// When it finally fails: FAILED, text back in the draft, PENDING, the author told.
  @Test func finalFailureGivesTheTextBack() throws {
    let waiting = try world.look(chat).waitingTime
    let bob = try world.editorOfEverything
    try send("thanks", of: chat, by: bob)
    try report(.failedPermanently, try lease()[0], why: "blocked by the customer")
    let look = try world.look(chat)
    #expect(try sent(chat) == ["failed thanks"])
    #expect(look.status == .pending && look.drafts == [.provider: "thanks"] && look.waitingTime == waiting)
    let draft = try world.test.read { (tx) throws(InboxError) in
      try tx.draft(on: .provider, of: chat, for: world.admin)
    }
    #expect(draft?.returnReason == .deliveryFailed && draft?.actor == "users/bob")
  }

  /// Where another draft is there, the text is kept as a revision.
  @Test func finalFailureLeavesAnotherDraftAlone() throws {
    try send("thanks", of: chat)
    try world.write { [chat, admin = world.admin] (tx) throws(InboxError) in
      _ = try tx.saveDraft(ResponseText("newer"), on: .provider, of: chat, by: admin)
    }
    try report(.failedPermanently, try lease()[0])
    #expect(try world.look(chat).drafts == [.provider: "newer"])
    let kept = try world.test.read { (tx) throws(InboxError) in
      try tx.draftRevisions(on: .provider, of: chat, before: nil, limit: 9, for: world.admin)
    }
    #expect(kept.map(\.content.text) == ["thanks"] && kept.map(\.cause) == [.returned])
  }

  @Test func moderationKeepsAReviewsAnswerPending() throws {
    try send("thanks", of: review)
    let delivery = try lease()[0]
    try report(.sent, delivery, externalID: "g-1")
    try report(.pendingModeration, delivery, token: 0)
    #expect(try sent(review) == ["pendingModeration thanks"])
    try report(.published, delivery, token: 0)
    #expect(try sent(review) == ["published thanks"])
    try report(.rejected, delivery, token: 0, why: "names a person")
    #expect(try sent(review) == ["rejected thanks"])
    #expect(try world.look(review).drafts == [.provider: "thanks"])
    #expect(try world.look(review).status == .pending)
  }

  /// While a replacement has not succeeded, the thread shows the published text.
  @Test func aReplacementTakesItsPlaceWhenItSucceeds() throws {
    let message = try #require(try send("first", of: review))
    try report(.published, try lease()[0], externalID: "g-1")
    try send("better", of: review)
    let second = try lease()[0]
    #expect(try sent(review) == ["published first + sending better"])
    let content = try world.test.read { (tx) throws(InboxError) in try tx.content(of: second, for: world.connector) }
    #expect(content?.text.text == "better" && content?.replacesExternalID == "g-1")
    try report(.pendingModeration, second)
    #expect(try sent(review) == ["published first + pendingModeration better"])
    try report(.published, second, token: 0)
    #expect(try sent(review) == ["published better"])
    #expect(try world.look(review).snippet == "better")
    let kept = try world.test.read { (tx) throws(InboxError) in
      try tx.messageRevisions(of: message, in: review, before: nil, limit: 9, for: world.admin)
    }
    #expect(kept.map(\.text) == ["first"] && kept.map(\.state) == [.published])
  }

  @Test func aReplacementThatFailsLeavesThePublishedText() throws {
    try send("first", of: review)
    try report(.published, try lease()[0], externalID: "g-1")
    try send("worse", of: review)
    try report(.failedPermanently, try lease()[0], why: "too long")
    #expect(try sent(review) == ["published first + failed worse"])
    #expect(try world.look(review).drafts == [.provider: "worse"])
    #expect(try world.look(review).status == .pending)
  }

  /// A replacement that the provider refuses after it took it: the published text is shown again.
  @Test func aRefusedReplacementBringsTheFormerTextBack() throws {
    try send("first", of: review)
    try report(.published, try lease()[0], externalID: "g-1")
    try send("worse", of: review)
    let second = try lease()[0]
    try report(.sent, second)
    #expect(try sent(review) == ["sent worse"])
    try report(.rejected, second, token: 0, why: "names a person")
    #expect(try sent(review) == ["published first + rejected worse"])
    #expect(try world.look(review).drafts == [.provider: "worse"])
  }

  /// Newer text while an attempt is under way: the newer waits, and stands in the end.
  @Test func theNewestTextWinsWhateverIsUnderWay() throws {
    let message = try #require(try send("one", of: review))
    let first = try lease()[0]
    try send("two", of: review)
    try send("three", of: review)
    try report(.sent, first, externalID: "g-1")
    #expect(try sent(review) == ["sent one + queued three"])
    try report(.sent, try lease()[0], externalID: "g-1")
    #expect(try sent(review) == ["sent three"])
    #expect(try lease().isEmpty)
    let kept = try world.test.read { (tx) throws(InboxError) in
      try tx.messageRevisions(of: message, in: review, before: nil, limit: 9, for: world.admin)
    }
    #expect(kept.map(\.text) == ["one", "two"], "no text is lost")
  }

  /// A first answer that fails while its correction waits: the correction becomes the answer.
  @Test func aCorrectionTakesOverFromAFailedAnswer() throws {
    try send("one", of: review)
    let first = try lease()[0]
    try send("two", of: review)
    try report(.failedPermanently, first)
    #expect(try sent(review) == ["queued two"])
    #expect(try world.look(review).status == .processed)
    #expect(try world.look(review).drafts.isEmpty)
    let second = try lease()[0]
    #expect(!second.isReplacement)
    try report(.published, second)
    #expect(try sent(review) == ["published two"])
  }

  /// The gate again, when it is handed out: automatic in HUMAN mode comes back as a draft.
  @Test func anAutomaticRetryIsBlockedInHumanMode() throws {
    try send("auto", of: chat, by: world.workflow)
    let delivery = try lease()[0]
    try world.write { [chat, admin = world.admin] (tx) throws(InboxError) in try tx.setMode(.human, of: chat, by: admin)
    }
    #expect(try sent(chat) == ["sending auto"], "what was taken goes on")
    try pass(seconds: 61)
    #expect(try lease().isEmpty)
    #expect(try sent(chat) == ["withdrawn auto"])
    #expect(try world.look(chat).drafts == [.provider: "auto"])
    #expect(throws: InboxError.deliveryFinished(state: .cancelled)) { try report(.sent, delivery) }
  }

  @Test func aChannelClosedMeanwhileFailsTheDelivery() throws {
    try send("thanks", of: chat)
    try send("again", of: chat)
    var closing = DeliveryReport(.failedPermanently, fencingToken: 1)
    closing.unusableReason = .closedBySource
    let delivery = try lease()[0]
    try world.write { [closing, connector = world.connector] (tx) throws(InboxError) in
      _ = try tx.report(closing, of: delivery.id, random: 0, by: connector)
    }
    #expect(try lease().isEmpty)
    #expect(try sent(chat) == ["failed thanks", "failed again"])
  }

  /// By hand: the message is QUEUED again, the status PROCESSED, and the draft that came back is cleared.
  @Test func deadLettersAreTriedAgainByHand() throws {
    try send("thanks", of: chat)
    let delivery = try lease()[0]
    try report(.failedPermanently, delivery)
    let retried = try world.write { [admin = world.admin] (tx) throws(InboxError) in
      try tx.retry(delivery.id, by: admin)
    }
    #expect(retried.state == .queued && retried.attempt == 0 && retried.idempotencyKey == delivery.idempotencyKey)
    let look = try world.look(chat)
    #expect(look.status == .processed && look.drafts.isEmpty && look.waitingTime == nil)
    #expect(try sent(chat) == ["queued thanks"])
    let again = try lease()[0]
    #expect(again.fencingToken > delivery.fencingToken)
    try report(.sent, again)
    #expect(throws: InboxError.deliveryFinished(state: .sent)) {
      try world.write { [admin = world.admin] (tx) throws(InboxError) in _ = try tx.retry(delivery.id, by: admin) }
    }
  }

  /// A draft that someone changed is not cleared, and a waiting delivery is tried at once.
  @Test func retryingLeavesWhatAHumanChanged() throws {
    try send("thanks", of: chat)
    let delivery = try lease()[0]
    try report(.failedPermanently, delivery)
    try world.write { [chat, admin = world.admin] (tx) throws(InboxError) in
      _ = try tx.saveDraft(ResponseText("edited"), on: .provider, of: chat, by: admin)
      _ = try tx.retry(delivery.id, by: admin)
    }
    #expect(try world.look(chat).drafts == [.provider: "edited"])
    try report(.failedTemporarily, try lease()[0])
    #expect(try lease().isEmpty)
    try world.write { [admin = world.admin] (tx) throws(InboxError) in _ = try tx.retry(delivery.id, by: admin) }
    #expect(try lease().count == 1)
  }

  /// An echo that came before the report is the same message, not another.
  @Test func anEchoBeforeTheReportIsTheSameMessage() throws {
    try send("thanks", of: chat)
    let delivery = try lease()[0]
    var echo = World.review("w1", "hello", source: .whatsapp)
    echo.messages.append(IngestMessage("wa-9", .outbound, "thanks", at: 1_700_000_100_000_000))
    try world.push(echo)
    #expect(try sent(chat).count == 2)
    try report(.sent, delivery, externalID: "wa-9")
    #expect(try sent(chat) == ["sent thanks"])
    #expect(try world.look(chat).messageCount == 2)
  }

  @Test func sourcesAndChannelsAreChosen() throws {
    try send("a", of: chat)
    try send("b", of: review)
    #expect(try lease(sources: [.google]).map(\.interaction) == [review])
    #expect(try lease(sources: [.tripadvisor]).isEmpty)
    #expect(try lease(sources: [.whatsapp]).map(\.interaction) == [chat])
  }
}
