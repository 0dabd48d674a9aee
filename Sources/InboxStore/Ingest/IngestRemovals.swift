internal import SQLite
public import InboxModel

/// Interactions that their source removed.
extension WriteTransaction {
  private static let rememberRemoval = Query(
    """
    INSERT INTO removed_interaction (workspace, source, external_id, removal_time, create_time)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (workspace, source, external_id) DO UPDATE
    SET removal_time = max(removal_time, excluded.removal_time)
    """)

  private static let takeRemoval = Query(
    "DELETE FROM removed_interaction WHERE workspace = ? AND source = ? AND external_id = ? RETURNING removal_time")

  /// Takes in that the source removed an interaction at a time; nil: now. One that was never pushed is remembered, and goes
  /// to the trash when older content of it is pushed: then the answer has no interaction. A thread that joined another's
  /// interaction does not take that along: nothing changes.
  public func removeInteraction(
    _ externalID: String, at source: Source, time: Int64?, by caller: Caller
  ) throws(InboxError) -> (interaction: InteractionID?, outcome: IngestOutcome) {
    try caller.requireIngest()
    let item = IngestItem(removed: externalID, at: source, time: time ?? now)
    try item.validate()
    if let other = try findJoined(source, externalID, in: caller.workspace) { return (other, .unchanged) }
    guard try findInteraction(source, externalID, in: caller.workspace) != nil else {
      try run(Self.rememberRemoval) { [now] cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(Int64(source.rawValue))
        cursor.bind(externalID)
        cursor.bind(time ?? now)
        cursor.bind(now)
      }
      return (nil, .unchanged)
    }
    let result = try ingest([item], by: caller)[0]
    let stored = try result.get()
    return (stored.interaction, stored.outcome)
  }

  /// When the source had removed an interaction that is pushed only now; forgotten with that.
  func takeRemoval(
    _ source: Source, _ externalID: String, in workspace: WorkspaceID
  ) throws(InboxError) -> Int64? {
    try first(Self.takeRemoval) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(Int64(source.rawValue))
      cursor.bind(externalID)
    } _: {
      $0.int64()
    }
  }
}
