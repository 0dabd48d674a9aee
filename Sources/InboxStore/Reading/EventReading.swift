internal import SQLite
public import InboxModel

/// Reading the audit trail.
extension Transaction {
  /// The columns that `event` reads, of `event e`.
  static let eventColumns =
    """
    e.sequence, e.interaction, e.type, e.event_time, e.actor, e.channel, e.value_before, e.value_after, e.object, \
    e.origin, e.cause, e.flags, e.detail
    """

  private static let eventsQuery = Query(
    """
    SELECT \(eventColumns)
    FROM event e
    WHERE e.workspace = ? AND e.interaction = ? AND e.sequence > ?
    ORDER BY e.sequence
    LIMIT ?
    """)

  private static let undoQuery = Query(
    """
    SELECT \(eventColumns)
    FROM event e
    WHERE e.workspace = ? AND e.interaction = ? AND e.sequence > ?
    ORDER BY e.sequence DESC
    """)

  private static let feedQuery = Query(
    """
    SELECT \(eventColumns)
    FROM event e
    WHERE e.workspace = ? AND e.sequence > ?
    ORDER BY e.sequence
    LIMIT ?
    """)

  private static let lastSequenceQuery = Query("SELECT last_sequence FROM event_counter WHERE workspace = ?")

  /// The sequence of the latest event of a workspace; 0 before the first.
  public func lastSequence(in workspace: WorkspaceID) throws(InboxError) -> Int64 {
    if let known = knownSequence(in: workspace) { return known }
    let sequence =
      try first(Self.lastSequenceQuery) {
        $0.bind(workspace.rawValue)
      } _: {
        $0.int64()
      } ?? 0
    didRead(sequence, in: workspace)
    return sequence
  }

  /// Throws `notFound` for an interaction that is not there, or that the caller does not see.
  public func requireVisible(_ interaction: InteractionID, for caller: Caller) throws(InboxError) {
    _ = try state(of: interaction, for: caller)
  }

  /// The events of one interaction after a sequence, oldest first.
  public func events(
    of interaction: InteractionID, after sequence: Int64, limit: Int, for caller: Caller
  ) throws(InboxError) -> [Event] {
    _ = try state(of: interaction, for: caller)
    return try all(Self.eventsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(sequence)
      cursor.bind(Int64(limit))
    } _: {
      Self.event(&$0)
    }
  }

  /// The events of a workspace after a sequence, oldest first; what a caller may not see is the caller's to leave out.
  public func events(in workspace: WorkspaceID, after sequence: Int64, limit: Int) throws(InboxError) -> [Event] {
    try all(Self.feedQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(sequence)
      cursor.bind(Int64(limit))
    } _: {
      Self.event(&$0)
    }
  }

  /// Hands the events of an interaction down to a sequence, it excluded, to a callback, the latest first and whoever asks.
  func forEachEvent(
    of interaction: InteractionID, downTo sequence: Int64, in workspace: WorkspaceID, _ body: (Event) -> Void
  ) throws(InboxError) {
    try forEach(Self.undoQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(sequence)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      body(Self.event(&cursor))
    }
  }

  /// Reads one row.
  static func event(_ cursor: inout Cursor) -> Event {
    let sequence = cursor.int64()
    let interaction = cursor.optionalInt64().map(InteractionID.init)
    let type = EventType(rawValue: UInt8(cursor.int())) ?? .interactionUpdated
    let time = cursor.int64()
    let actor = cursor.text()
    var details = EventDetails()
    details.channel = Channel(rawValue: UInt8(cursor.int()))
    details.before = cursor.optionalInt64()
    details.after = cursor.optionalInt64()
    details.object = cursor.optionalInt64()
    details.origin = TextOrigin(rawValue: UInt8(cursor.int()))
    details.cause = cursor.optionalInt64().map { UInt8($0) }
    details.flags = EventDetails.Flags(rawValue: UInt8(cursor.int()))
    details.text = cursor.text()
    return Event(sequence: sequence, type: type, interaction: interaction, actor: actor, time: time, details: details)
  }
}
