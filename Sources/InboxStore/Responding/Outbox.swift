internal import SQLite
internal import InboxModel

/// The outbox: a row for each text on its way out, written in the transaction that sends. Its idempotency key is the same
/// in every attempt, so that an attempt repeated after a crash sends nothing twice.
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

  private static let cancelQueued = Query(
    """
    UPDATE delivery
    SET state = 9, next_attempt_time = NULL, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ? AND state = 1
    """)

  /// How long attempts go on, in microseconds: 24 hours.
  private static let giveUpAfter: Int64 = 24 * 3600 * 1_000_000

  /// Queues the delivery of a response.
  func queueDelivery(
    of placed: PlacedResponse, _ response: OutgoingResponse, in state: InteractionState
  ) throws(InboxError) {
    let id = DeliveryID(makeID())
    try run(Self.insertDelivery) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(Int64(response.channel.rawValue))
      cursor.bind(Int64(state.source.rawValue))
      cursor.bind(state.id.rawValue)
      cursor.bind(placed.message.rawValue)
      cursor.bind(placed.isReplacement)
      cursor.bind(id.description)
      cursor.bind(now)
      cursor.bind(now + Self.giveUpAfter)
      cursor.bind(now)
      cursor.bind(now)
    }
  }

  /// Queues the e-mail that tells a user of a notification.
  func queueEmail(of notification: NotificationID, to user: String, about state: InteractionState) throws(InboxError) {
    let id = DeliveryID(makeID())
    try run(Self.insertEmail) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(Int64(state.source.rawValue))
      cursor.bind(state.id.rawValue)
      cursor.bind(user)
      cursor.bind(notification.rawValue)
      cursor.bind(id.description)
      cursor.bind(now)
      cursor.bind(now + Self.giveUpAfter)
      cursor.bind(now)
      cursor.bind(now)
    }
  }

  /// Cancels what waits of a message: newer text takes its place.
  func cancelDeliveries(of message: MessageID, in state: InteractionState) throws(InboxError) {
    try run(Self.cancelQueued) { [now] cursor in
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    }
  }
}
