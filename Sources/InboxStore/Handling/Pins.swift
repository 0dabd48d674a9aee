internal import SQLite
public import InboxModel

/// Pins: each user's own. Observers may pin; only users can.
extension WriteTransaction {
  private static let insertPin = Query(
    """
    INSERT INTO pin (workspace, user_id, interaction, pin_time)
    VALUES (?, ?, ?, ?)
    ON CONFLICT (workspace, user_id, interaction) DO NOTHING
    """)

  private static let deletePin = Query(
    "DELETE FROM pin WHERE workspace = ? AND user_id = ? AND interaction = ?")

  private static let anyPinQuery = Query(
    "SELECT 1 FROM pin WHERE workspace = ? AND interaction = ? LIMIT 1")

  private static let setParts = Query("UPDATE interaction SET parts = ? WHERE workspace = ? AND interaction = ?")

  /// Pins for the calling user. Pinning again changes nothing.
  public func pin(_ interaction: InteractionID, by caller: Caller) throws(InboxError) {
    guard let user = caller.user else { throw .actorInvalid }
    var state = try state(of: interaction, for: caller)
    let row = state
    let changed = try run(Self.insertPin) { [now] cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(user)
      cursor.bind(row.id.rawValue)
      cursor.bind(now)
    }
    if changed == 0 { return }
    try setPart(.pins, true, of: &state)
    append(.pinned, to: state, by: caller.actor)
  }

  /// Unpins for the calling user. Unpinning again changes nothing.
  public func unpin(_ interaction: InteractionID, by caller: Caller) throws(InboxError) {
    guard let user = caller.user else { throw .actorInvalid }
    var state = try state(of: interaction, for: caller)
    let row = state
    let changed = try run(Self.deletePin) { cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(user)
      cursor.bind(row.id.rawValue)
    }
    if changed == 0 { return }
    let others = try first(Self.anyPinQuery) { cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
    } _: {
      $0.bool()
    }
    try setPart(.pins, others ?? false, of: &state)
    append(.unpinned, to: state, by: caller.actor)
  }

  /// Says in the interaction's row whether a side table has rows for it.
  func setPart(_ part: InteractionParts, _ present: Bool, of state: inout InteractionState) throws(InboxError) {
    if state.parts.contains(part) == present { return }
    if present { state.parts.insert(part) } else { state.parts.remove(part) }
    let row = state
    try run(Self.setParts) { cursor in
      cursor.bind(row.parts.rawValue)
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
    }
  }
}
