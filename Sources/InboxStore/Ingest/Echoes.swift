internal import SQLite
internal import InboxModel

/// Echoes: a connector that reads the source finds what we sent there ourselves. Such a message is known by its delivery's
/// idempotency key, or, on a single channel, because there can be only one; it gets the source's id and is not made twice.
/// Other text than that of a response nobody took yet, or that failed, is no echo: the business wrote it at the source.
extension WriteTransaction {
  private static let byKey = Query(
    "SELECT message FROM delivery WHERE workspace = ? AND idempotency_key = ? AND interaction = ?")

  private static let adoptMessage = Query(
    """
    UPDATE message
    SET external_id = ?, state = CASE WHEN state IN (2, 3) THEN ? ELSE state END, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ? AND external_id IS NULL
    """)

  /// Gives the source's id to the message that an outbound one is the echo of; false if it is none of ours.
  func adopt(
    _ message: IngestMessage, on channel: Channel, in state: InteractionState
  ) throws(InboxError) -> Bool {
    var echoed: MessageID?
    if !message.idempotencyKey.isEmpty {
      echoed =
        try first(Self.byKey) { cursor in
          cursor.bind(state.workspace.rawValue)
          cursor.bind(message.idempotencyKey)
          cursor.bind(state.id.rawValue)
        } _: { cursor in
          cursor.optionalInt64().map(MessageID.init)
        } ?? nil
    }
    if echoed == nil, state.source.responsePolicy(on: channel) == .single {
      if let single = try single(of: state), single.text == message.text || single.state.hasLeft {
        echoed = single.message
      }
    }
    guard let echoed else { return false }
    let adopted = try run(Self.adoptMessage) { [now] cursor in
      cursor.bind(message.externalID)
      cursor.bind(Int64(state.source.answeredState(on: channel).rawValue))
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(echoed.rawValue)
    }
    return adopted == 1
  }
}
