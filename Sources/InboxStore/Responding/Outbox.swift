internal import SQLite
internal import InboxModel

/// The outbox: a row for each text on its way out, written in the transaction that sends. Its idempotency key is the same
/// in every attempt, so that an attempt repeated after a crash sends nothing twice. Of the active deliveries of a
/// conversation's channel only the first can be taken; the next follows when it is sent or finished.
extension WriteTransaction {
  private static let insertDelivery = Query(
    """
    INSERT INTO delivery (
      workspace, delivery, kind, state, channel, source, interaction, message, is_replacement, idempotency_key, attempt,
      fencing_token, lease_actor, next_attempt_time, give_up_time, failure_reason, external_id, create_time, update_time
    )
    VALUES (?, ?, 1, 1, ?, ?, ?, ?, ?, ?, 0, 0, '', ?, ?, '', '', ?, ?)
    """)

  private static let insertEmail = Query(
    """
    INSERT INTO delivery (
      workspace, delivery, kind, state, channel, source, interaction, is_replacement, user_id, notification,
      idempotency_key, attempt, fencing_token, lease_actor, next_attempt_time, give_up_time, failure_reason, external_id,
      create_time, update_time
    )
    VALUES (?, ?, 2, 1, 2, ?, ?, 0, ?, ?, ?, 0, 0, '', ?, ?, '', '', ?, ?)
    """)

  private static let firstActiveQuery = Query(
    """
    SELECT delivery, state, next_attempt_time
    FROM delivery
    WHERE workspace = ? AND interaction = ? AND channel = ? AND kind = 1 AND state IN (1, 2)
    ORDER BY delivery
    LIMIT 1
    """)

  private static let makeReady = Query(
    "UPDATE delivery SET next_attempt_time = ? WHERE workspace = ? AND delivery = ?")

  private static let queuedOfMessageQuery = Query(
    "SELECT delivery, channel FROM delivery WHERE workspace = ? AND interaction = ? AND message = ? AND state = 1")

  private static let cancelDelivery = Query(
    """
    UPDATE delivery
    SET state = 9, next_attempt_time = NULL, update_time = ?
    WHERE workspace = ? AND delivery = ?
    """)

  private static let deleteReplacement = Query(
    "DELETE FROM message_replacement WHERE workspace = ? AND interaction = ? AND message = ?")

  private static let unmarkReplaced = Query(
    """
    UPDATE message
    SET has_replacement = 0, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  /// Queues the delivery of a response.
  func queueDelivery(
    of placed: PlacedResponse, _ response: OutgoingResponse, in state: InteractionState
  ) throws(InboxError) {
    let id = DeliveryID(makeID())
    let isFirst = try firstActive(on: response.channel, of: state) == nil
    if isFirst, response.channel == .email { changes.addEmail(in: state.workspace) }
    try run(Self.insertDelivery) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(Int64(response.channel.rawValue))
      cursor.bind(Int64(state.source.rawValue))
      cursor.bind(state.id.rawValue)
      cursor.bind(placed.message.rawValue)
      cursor.bind(placed.isReplacement)
      cursor.bind(id.description)
      cursor.bind(isFirst ? now : nil)
      cursor.bind(now + DeliveryBackoff.giveUpAfterMicroseconds)
      cursor.bind(now)
      cursor.bind(now)
    }
  }

  /// Queues the e-mail that tells a user of a notification.
  func queueEmail(of notification: NotificationID, to user: String, about state: InteractionState) throws(InboxError) {
    let id = DeliveryID(makeID())
    changes.addEmail(in: state.workspace)
    try run(Self.insertEmail) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(Int64(state.source.rawValue))
      cursor.bind(state.id.rawValue)
      cursor.bind(user)
      cursor.bind(notification.rawValue)
      cursor.bind(id.description)
      cursor.bind(now)
      cursor.bind(now + DeliveryBackoff.giveUpAfterMicroseconds)
      cursor.bind(now)
      cursor.bind(now)
    }
  }

  /// Cancels what waits of a message: newer text takes its place.
  func cancelDeliveries(of message: MessageID, in state: InteractionState) throws(InboxError) {
    let waiting = try all(Self.queuedOfMessageQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    } _: {
      (delivery: DeliveryID($0.int64()), channel: Channel(stored: $0.int()))
    }
    for (delivery, channel) in waiting {
      try cancel(delivery, in: state)
      try promote(after: channel, in: state)
    }
  }

  /// Cancels one delivery.
  func cancel(_ delivery: DeliveryID, in state: InteractionState) throws(InboxError) {
    try run(Self.cancelDelivery) { [now] cursor in
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(delivery.rawValue)
    }
  }

  /// Lets the next delivery of a conversation's channel be taken, if none is under way.
  func promote(after channel: Channel, in state: InteractionState) throws(InboxError) {
    guard let first = try firstActive(on: channel, of: state), first.state == .queued, first.nextAttemptTime == nil
    else { return }
    if channel == .email { changes.addEmail(in: state.workspace) }
    try run(Self.makeReady) { [now] cursor in
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(first.delivery.rawValue)
    }
  }

  /// The first delivery under way on a conversation's channel.
  private func firstActive(
    on channel: Channel, of state: InteractionState
  ) throws(InboxError) -> (delivery: DeliveryID, state: DeliveryState, nextAttemptTime: Int64?)? {
    try first(Self.firstActiveQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(Int64(channel.rawValue))
    } _: {
      (DeliveryID($0.int64()), DeliveryState(stored: $0.int()), $0.optionalInt64())
    }
  }

  /// Forgets a replacement: it took its place, or will not.
  func removeReplacement(of message: MessageID, in state: InteractionState) throws(InboxError) {
    try run(Self.deleteReplacement) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    }
    try setAttachments([], of: .replacement, message.rawValue, in: state)
    try run(Self.unmarkReplaced) { [now] cursor in
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    }
  }
}
