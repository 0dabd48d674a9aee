internal import SQLite
internal import InboxModel

// What a delivery's outcome does to its message.
//
//     delivery            a message of its own                      a replacement of a published text
//     LEASED, QUEUED      SENDING, QUEUED                           the same, of the replacement
//     SENT ... PUBLISHED  SENT ... PUBLISHED, the source's id       takes the text's place; a revision keeps the former
//     PENDING_MODERATION  PENDING_MODERATION                        the same, of the replacement: the text stays
//     FAILED, REJECTED    FAILED, REJECTED: text back, author told  the same, and the published text stays or returns
//
// Invariants
//  1. A text that finally fails is back in the draft or its revisions, the status is PENDING if it was PROCESSED, and its
//     author is told, all in the transaction of the report.
//  2. A replacement that a newer one displaced says nothing of the message any more: only its delivery is marked.
//  3. If a response fails while its replacement waits, the replacement becomes the response.
//  4. The next delivery of the conversation's channel becomes due when one is no longer active.
extension WriteTransaction {
  private static let messageStateQuery = Query(
    "SELECT state FROM message WHERE workspace = ? AND interaction = ? AND message = ?")

  private static let replacementStateQuery = Query(
    "SELECT state FROM message_replacement WHERE workspace = ? AND interaction = ? AND message = ?")

  private static let setMessageState = Query(
    """
    UPDATE message
    SET state = ?, failure_reason = ?, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  private static let setReplacementState = Query(
    """
    UPDATE message_replacement
    SET state = ?, failure_reason = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  /// The row repeats the state of the thread's latest message.
  private static let repeatState = Query(
    """
    UPDATE interaction
    SET last_state = ?1, update_time = ?2
    WHERE workspace = ?3 AND interaction = ?4 AND last_state <> ?1 AND ?5 = (
      SELECT message
      FROM message
      WHERE workspace = ?3 AND interaction = ?4 AND state <> 10
      ORDER BY message_time DESC, message DESC
      LIMIT 1
    )
    """)

  private static let newerQuery = Query(
    """
    SELECT delivery, is_replacement, state
    FROM delivery
    WHERE workspace = ? AND interaction = ? AND message = ? AND delivery > ? AND state <> 9
    ORDER BY delivery
    LIMIT 1
    """)

  private static let makeOriginal = Query(
    "UPDATE delivery SET is_replacement = 0 WHERE workspace = ? AND delivery = ?")

  private static let setSentTime = Query(
    "UPDATE message SET message_time = ? WHERE workspace = ? AND interaction = ? AND message = ?")

  /// A delivery got further: so does its message.
  func succeed(
    _ delivery: inout Delivery, as next: DeliveryState, at time: Int64?, _ state: inout InteractionState,
    by caller: Caller
  ) throws(InboxError) {
    delivery.state = next
    delivery.failureReason = ""
    try write(&delivery, in: state)
    try promote(after: delivery.channel, in: state)
    guard let message = delivery.message, let reached = next.messageState else { return }
    if delivery.isReplacement {
      if try newer(than: delivery, in: state) != nil { return }
      guard try stateOfReplacement(of: message, in: state) != nil, next != .pendingModeration else {
        return try setMessageState(reached, of: delivery, in: state, by: caller)
      }
      try takePlace(of: message, as: reached, in: state, by: caller)
    } else {
      if try newer(than: delivery, in: state)?.isReplacement == false { return }
      try setMessageState(reached, of: delivery, in: state, by: caller)
      if next == .sent, let time { try setSentTime(time, of: message, in: state) }
    }
    if !delivery.externalID.isEmpty { try name(message, delivery.externalID, in: state) }
    if delivery.isReplacement || time != nil { try summariseAnew(state) }
  }

  /// A delivery fails for good (invariants 1 to 4).
  func fail(
    _ failing: Delivery, as end: DeliveryState, why: String, _ reason: DraftReturnReason,
    _ state: inout InteractionState, by caller: Caller
  ) throws(InboxError) {
    var delivery = failing
    let content = try content(of: delivery, for: caller)
    delivery.state = end
    delivery.failureReason = why
    try write(&delivery, in: state)
    guard let message = delivery.message, let content, let reached = end.messageState else { return }
    if let newer = try newer(than: delivery, in: state) {
      if !delivery.isReplacement, newer.isReplacement {
        try setMessageState(reached, of: delivery, because: why, in: state, by: caller)
        try becomeResponse(message, newer.delivery, in: state)
      }
      return try promote(after: delivery.channel, in: state)
    }
    try promote(after: delivery.channel, in: state)
    if delivery.isReplacement, try stateOfReplacement(of: message, in: state) == nil {
      try restoreFormer(of: message, content, in: state)
    }
    try setMessageState(reached, of: delivery, because: why, in: state, by: caller)
    let text = content.asDraft(of: delivery, reason)
    try returnText(text, to: &state, by: caller)
    try tellAuthor(
      of: text, .deliveryFailed, about: state, message: message,
      snippet: why.isEmpty ? nil : TextRules.snippet(of: why),
      by: caller)
    try change(state.standing.afterFailure.status, of: &state, by: caller)
    try summariseAnew(state)
  }

  /// Says how far a message, or its replacement, is.
  func setMessageState(
    _ reached: MessageState, of delivery: Delivery, because why: String = "", in state: InteractionState,
    by caller: Caller
  ) throws(InboxError) {
    guard let message = delivery.message else { return }
    var isReplacement = delivery.isReplacement
    var former: MessageState?
    if isReplacement {
      if reached == .sending || reached == .queued, try newer(than: delivery, in: state) != nil { return }
      former = try stateOfReplacement(of: message, in: state)
      isReplacement = former != nil
    }
    let found = isReplacement ? former : try readState(Self.messageStateQuery, of: message, in: state)
    guard let before = found, before != reached else { return }
    try run(isReplacement ? Self.setReplacementState : Self.setMessageState) { [now] cursor in
      cursor.bind(Int64(reached.rawValue))
      cursor.bind(why)
      if !isReplacement { cursor.bind(now) }
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    }
    appendState(of: message, from: before, to: reached, isReplacement: isReplacement, because: why, in: state, caller)
    if isReplacement { return }
    try run(Self.repeatState) { [now] cursor in
      cursor.bind(Int64(reached.rawValue))
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    }
  }

  /// The next delivery of the same message that was not cancelled.
  func newer(
    than delivery: Delivery, in state: InteractionState
  ) throws(InboxError) -> (delivery: DeliveryID, isReplacement: Bool, state: DeliveryState)? {
    try first(Self.newerQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(delivery.message?.rawValue)
      cursor.bind(delivery.id.rawValue)
    } _: {
      (DeliveryID($0.int64()), $0.bool(), DeliveryState(stored: $0.int()))
    }
  }

  /// How far a replacement is; nil if there is none.
  private func stateOfReplacement(
    of message: MessageID, in state: InteractionState
  ) throws(InboxError) -> MessageState? {
    try readState(Self.replacementStateQuery, of: message, in: state)
  }

  /// The state a query finds of a message.
  private func readState(
    _ query: Query, of message: MessageID, in state: InteractionState
  ) throws(InboxError) -> MessageState? {
    try first(query) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    } _: {
      MessageState(stored: $0.int())
    }
  }

  /// Makes the replacement of a response that failed the response itself (invariant 3).
  private func becomeResponse(
    _ message: MessageID, _ delivery: DeliveryID, in state: InteractionState
  ) throws(InboxError) {
    try swap(message, as: .queued, in: state)
    try run(Self.makeOriginal) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(delivery.rawValue)
    }
    try summariseAnew(state)
  }

  /// Puts a replacement in the place of the published text.
  private func takePlace(
    of message: MessageID, as reached: MessageState, in state: InteractionState, by caller: Caller
  ) throws(InboxError) {
    let before = try stateOfReplacement(of: message, in: state) ?? .sending
    try swap(message, as: reached, in: state)
    appendState(of: message, from: before, to: reached, isReplacement: true, in: state, caller)
  }

  /// Gives a message its sent time by the provider's clock.
  private func setSentTime(_ time: Int64, of message: MessageID, in state: InteractionState) throws(InboxError) {
    try run(Self.setSentTime) { cursor in
      cursor.bind(time)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    }
  }
}
