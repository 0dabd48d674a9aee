internal import SQLite
internal import InboxModel

/// What the rules of changing an interaction need to know of it: a few columns of its row.
struct InteractionState {
  /// The tenant.
  let workspace: WorkspaceID
  /// The tenant's slug, for names in errors.
  let workspaceSlug: String
  /// The id.
  let id: InteractionID
  /// Where it came from.
  let source: Source
  /// Where it belongs.
  let location: LocationID?
  /// Whose it is.
  let customer: CustomerID?
  /// When the last message was sent or received.
  let activityTime: Int64
  /// How far the handling is.
  var status: Status
  /// Whether automation may send.
  var mode: Mode
  /// When it was archived.
  var archiveTime: Int64?
  /// When it went to the trash.
  var trashTime: Int64?
  /// Why.
  var trashCause: TrashCause?
  /// When the source removed it.
  let sourceRemovalTime: Int64?
  /// Whether the source takes no answer any more.
  let isClosedBySource: Bool
  /// Where drafts lie.
  var drafts: ChannelSet
  /// Where scheduled responses lie.
  var schedules: ChannelSet
  /// Which side tables have rows.
  var parts: InteractionParts
  /// How many notes it has, tombstones excluded.
  let noteCount: Int
  /// The assigned users, earliest first.
  let assignees: [Substring]
  /// The version.
  let etag: Etag

  /// Whether it is in the trash.
  var isTrashed: Bool { trashTime != nil }

  /// What the rules of handling speak of.
  var standing: Standing {
    Standing(status: status, mode: mode, isArchived: archiveTime != nil, trash: trashTime == nil ? nil : trashCause)
  }

  /// Where it lies; trash wins over archive.
  var place: Place { trashTime != nil ? .trash : archiveTime != nil ? .archive : .inbox }

  /// The resource name, for errors.
  var name: String { InteractionName(workspace: workspaceSlug, id: id).description }
}

extension Transaction {
  private static let stateQuery = Query(
    """
    SELECT source, location, customer, activity_time, status, mode, archive_time, trash_time, trash_cause, source_removal_time,
      closed_by_source, draft_channels, schedule_channels, parts, note_count, assignees, etag
    FROM interaction
    WHERE workspace = ? AND interaction = ?
    """)

  /// The state of an interaction the caller sees; else throws `notFound`.
  func state(of id: InteractionID, for caller: Caller) throws(InboxError) -> InteractionState {
    let state = try findState(id, in: caller.workspace, slug: caller.workspaceSlug)
    guard let state, caller.sees(state.location) else {
      throw .notFound(name: InteractionName(workspace: caller.workspaceSlug, id: id).description)
    }
    didRead(state)
    return state
  }

  /// The state of an interaction, whoever sees it.
  func findState(
    _ id: InteractionID, in workspace: WorkspaceID, slug: String
  ) throws(InboxError) -> InteractionState? {
    try first(Self.stateQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      Self.state(&$0, id, workspace, slug)
    }
  }

  /// The state of an interaction the caller may change; throws `notFound` or `roleInsufficient`.
  func editableState(of id: InteractionID, for caller: Caller) throws(InboxError) -> InteractionState {
    let state = try state(of: id, for: caller)
    try caller.requireEditor(of: state.location)
    return state
  }

  /// Reads one row.
  private static func state(
    _ cursor: inout Cursor, _ id: InteractionID, _ workspace: WorkspaceID, _ slug: String
  ) -> InteractionState {
    InteractionState(
      workspace: workspace, workspaceSlug: slug, id: id,
      source: Source(stored: cursor.int()), location: cursor.optionalText().map(LocationID.init),
      customer: cursor.optionalText().map(CustomerID.init), activityTime: cursor.int64(),
      status: Status(stored: cursor.int()),
      mode: Mode(stored: cursor.int()), archiveTime: cursor.optionalInt64(), trashTime: cursor.optionalInt64(),
      trashCause: TrashCause(rawValue: UInt8(cursor.int())), sourceRemovalTime: cursor.optionalInt64(),
      isClosedBySource: cursor.bool(), drafts: ChannelSet(rawValue: UInt8(cursor.int())),
      schedules: ChannelSet(rawValue: UInt8(cursor.int())), parts: InteractionParts(rawValue: cursor.int64()),
      noteCount: cursor.int(), assignees: cursor.text().split(separator: " "), etag: Etag(cursor.int64()))
  }
}

/// An enum whose raw values the schema's checks hold to be known.
extension RawRepresentable where RawValue == UInt8 {
  /// The case of a stored number; anything else is a broken file, which nothing here can mend.
  init(stored number: Int) {
    guard let value = Self(rawValue: UInt8(truncatingIfNeeded: number)) else {
      preconditionFailure("the database holds \(number), which is no \(Self.self)")
    }
    self = value
  }
}
