internal import SQLite
public import InboxModel

/// Archive and trash: independent times with their actor, so that undoing one restores exactly the former place.
extension WriteTransaction {
  private static let setArchive = Query(
    """
    UPDATE interaction
    SET archive_time = ?, archive_actor = ?, place = ?, etag = ?, update_time = ?
    WHERE workspace = ? AND interaction = ?
    """)

  private static let setTrash = Query(
    """
    UPDATE interaction
    SET trash_time = ?, trash_actor = ?, trash_cause = ?, place = ?, etag = ?, update_time = ?
    WHERE workspace = ? AND interaction = ?
    """)

  /// Archives. Archiving again changes nothing.
  public func archive(
    _ interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    var state = try editableState(of: interaction, for: caller)
    guard condition.holds(for: state.etag) else { throw .etagMismatch(name: state.name) }
    try setArchived(true, &state, byMessage: false, caller)
  }

  /// Takes out of the archive. Doing so again changes nothing.
  public func unarchive(
    _ interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    var state = try editableState(of: interaction, for: caller)
    guard condition.holds(for: state.etag) else { throw .etagMismatch(name: state.name) }
    try setArchived(false, &state, byMessage: false, caller)
  }

  /// Moves to the trash; scheduled responses, and queued ones that nobody took, become drafts. Doing so again changes
  /// nothing.
  public func trash(
    _ interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    var state = try editableState(of: interaction, for: caller)
    guard condition.holds(for: state.etag) else { throw .etagMismatch(name: state.name) }
    try setTrashed(.deleted, &state, byMessage: false, caller)
  }

  /// Takes out of the trash, to where it was before. Doing so again changes nothing.
  public func undelete(
    _ interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    var state = try editableState(of: interaction, for: caller)
    guard condition.holds(for: state.etag) else { throw .etagMismatch(name: state.name) }
    try setTrashed(nil, &state, byMessage: false, caller)
  }

  /// Archives or unarchives an interaction whose state was read.
  func setArchived(
    _ archived: Bool, _ state: inout InteractionState, byMessage: Bool, _ caller: Caller
  ) throws(InboxError) {
    if (state.archiveTime != nil) == archived { return }
    state.archiveTime = archived ? now : nil
    let row = state
    let etag = makeID()
    try run(Self.setArchive) { [now] cursor in
      cursor.bind(row.archiveTime)
      cursor.bind(archived ? caller.actor.description : "")
      cursor.bind(Int64(row.place.rawValue))
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
    }
    var details = EventDetails()
    if byMessage { details.flags = .byMessage }
    append(archived ? .archived : .unarchived, details, to: state, by: caller.actor)
  }

  /// Moves an interaction whose state was read to the trash, or out of it (nil).
  func setTrashed(
    _ cause: TrashCause?, _ state: inout InteractionState, byMessage: Bool, _ caller: Caller
  ) throws(InboxError) {
    if (state.trashTime != nil) == (cause != nil) { return }
    if cause != nil { try withdrawUnsent(.trashed, onlyAutomatic: false, of: &state, by: caller) }
    let formerCause = state.trashCause
    state.trashTime = cause == nil ? nil : now
    state.trashCause = cause
    let row = state
    let etag = makeID()
    try run(Self.setTrash) { [now] cursor in
      cursor.bind(row.trashTime)
      cursor.bind(cause == nil ? "" : caller.actor.description)
      cursor.bind(Int64(cause?.rawValue ?? 0))
      cursor.bind(Int64(row.place.rawValue))
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
    }
    var details = EventDetails()
    details.cause = (cause ?? formerCause)?.rawValue
    if byMessage { details.flags = .byMessage }
    append(cause == nil ? .undeleted : .trashed, details, to: state, by: caller.actor)
  }
}
