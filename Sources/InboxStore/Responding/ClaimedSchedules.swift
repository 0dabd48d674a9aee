internal import SQLite
internal import InboxModel

/// Scheduled responses that have gone out: who still wants to change one is told.
extension Transaction {
  /// The last thing that happened to what was scheduled on a channel.
  private static let lastQuery = Query(
    """
    SELECT type, object
    FROM event
    WHERE workspace = ?1 AND interaction = ?2 AND channel = ?3 AND event_time >= ?4
      AND (type IN (8, 9) OR type = 5 AND flags & 4 <> 0)
    ORDER BY sequence DESC
    LIMIT 1
    """)

  /// How long it is told, in microseconds: 24 hours.
  private static let toldMicroseconds: Int64 = 24 * 3600 * 1_000_000

  /// Throws `responseAlreadyClaimed` if what was scheduled on a channel has gone out within 24 hours.
  func requireUnclaimed(on channel: Channel, _ state: InteractionState) throws(InboxError) {
    let last = try first(Self.lastQuery) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(Int64(channel.rawValue))
      cursor.bind(now - Self.toldMicroseconds)
    } _: {
      (type: EventType(rawValue: UInt8($0.int())), message: $0.optionalInt64().map(MessageID.init))
    }
    guard let last, last.type == .responseSent, let message = last.message else { return }
    let name = MessageName(workspace: state.workspaceSlug, interaction: state.id, id: message)
    throw .responseAlreadyClaimed(message: name.description)
  }
}
