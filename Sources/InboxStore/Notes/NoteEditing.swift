internal import SQLite
public import InboxModel

/// Editing and deleting notes. Only its author edits a note; its author and admins delete it. Like writing one, neither
/// changes the interaction.
extension WriteTransaction {
  private static let updateNote = Query(
    """
    UPDATE note
    SET body = ?, mentions = ?, etag = ?, revision_count = ?, update_time = ?
    WHERE workspace = ? AND interaction = ? AND note = ?
    """)

  private static let insertRevision = Query(
    """
    INSERT INTO note_revision (workspace, interaction, note, revision, body, mentions, write_time, create_time)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """)

  private static let formerMentions = Query(
    "SELECT mentions FROM note_revision WHERE workspace = ? AND interaction = ? AND note = ?")

  private static let removeMention = Query(
    "DELETE FROM note_mention WHERE workspace = ? AND user_id = ? AND interaction = ? AND note = ? AND kind = 1")

  private static let removeMentions = Query(
    """
    DELETE FROM note_mention
    WHERE (workspace, user_id, interaction, note, kind) IN (
      SELECT workspace, user_id, interaction, note, kind
      FROM note_mention
      WHERE workspace = ? AND interaction = ? AND note = ?
    )
    """)

  private static let removeRevisions = Query(
    "DELETE FROM note_revision WHERE workspace = ? AND interaction = ? AND note = ?")

  private static let buryNote = Query(
    """
    UPDATE note
    SET body = '', mentions = '', etag = ?, revision_count = 0, delete_time = ?, delete_actor = ?
    WHERE workspace = ? AND interaction = ? AND note = ?
    """)

  /// Edits a note and keeps its former text as a revision. Users mentioned by none of its texts before are told, never
  /// oneself. Changing nothing keeps the etag. Throws `notFound`, `roleInsufficient`, `noteNotYours`, `interactionTrashed`,
  /// `noteDeleted`, `etagMismatch`, `fieldRequired` if nothing is left, and for new mentions `userDeactivated` and
  /// `userWithoutAccess`.
  public func updateNote(
    _ id: NoteID, of interaction: InteractionID, _ edit: NoteEdit, if condition: EtagCondition = .any,
    by caller: Caller
  ) throws(InboxError) -> Note {
    let state = try editableState(of: interaction, for: caller)
    var note = try findNote(id, of: interaction, for: caller)
    guard note.author == caller.actor.description else { throw .noteNotYours }
    if state.isTrashed { throw .interactionTrashed }
    if note.deleteTime != nil { throw .noteDeleted }
    try require(condition, of: note, caller)
    let body = edit.body ?? note.body
    let mentions = edit.mentions ?? note.mentions
    let files = try files(of: id, in: state, for: caller)
    let attachments = edit.attachments ?? files
    try NoteDraft.requireContent(body, attachments)
    guard body != note.body || mentions != note.mentions || attachments != files else { return note }
    if attachments != files { try requireAttachments(attachments, on: nil, for: caller) }
    let added = mentions.filter { !note.mentions.contains($0) }
    for user in added { try requireViewer(user, of: state.location, for: caller) }
    let known = try mentionsBefore(of: note, state)
    try keepRevision(of: note, state)
    if !files.isEmpty { try keepFiles(of: id, as: note.revisionCount + 1, in: state) }
    if attachments != files { try setFiles(attachments, of: id, in: state) }
    for user in note.mentions where !mentions.contains(user) { try removeMention(of: user, in: id, state) }
    note.body = body
    note.mentions = mentions
    note.etag = Etag(makeID())
    note.revisionCount += 1
    note.updateTime = now
    try write(note, state)
    for user in added { try insertMention(of: user, in: id, kind: 1, state) }
    for user in added where !known.contains(Substring(user)) {
      try notify(user, .mentioned, about: state, note: id, by: caller)
    }
    append(
      .noteUpdated, .about(id.rawValue, before: Int64(note.revisionCount), text: added.joined(separator: " ")),
      to: state, by: caller.actor)
    return note
  }

  /// Deletes a note's text, mentions, files and revisions and leaves a tombstone. Deleting it again changes nothing. Throws
  /// `notFound`, `roleInsufficient`, `noteNotYours`, `interactionTrashed`, `etagMismatch`.
  public func deleteNote(
    _ id: NoteID, of interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) -> Note {
    let state = try editableState(of: interaction, for: caller)
    var note = try findNote(id, of: interaction, for: caller)
    guard note.author == caller.actor.description || caller.isAdmin else { throw .noteNotYours }
    if state.isTrashed { throw .interactionTrashed }
    if note.deleteTime != nil { return note }
    try require(condition, of: note, caller)
    note.body = ""
    note.mentions = []
    note.etag = Etag(makeID())
    note.revisionCount = 0
    note.deleteTime = now
    note.deleteActor = caller.actor.description
    let etag = note.etag
    try run(Self.buryNote) { [now] cursor in
      cursor.bind(etag.rawValue)
      cursor.bind(now)
      cursor.bind(caller.actor.description)
      Self.bind(id, of: state, &cursor)
    }
    try countNotes(-1, on: state)
    try run(Self.removeRevisions) { Self.bind(id, of: state, &$0) }
    try setAttachments([], of: .note, id.rawValue, in: state)
    try run(Self.removeMentions) { Self.bind(id, of: state, &$0) }
    append(.noteDeleted, .about(id.rawValue), to: state, by: caller.actor)
    return note
  }

  /// Throws `etagMismatch` unless a note is the version that was meant.
  private func require(_ condition: EtagCondition, of note: Note, _ caller: Caller) throws(InboxError) {
    guard condition.holds(for: note.etag) else {
      throw .etagMismatch(
        name: NoteName(workspace: caller.workspaceSlug, interaction: note.interaction, id: note.id).description)
    }
  }

  /// Whom any text of a note mentioned so far: who was told once is not told again when a mention comes back.
  private func mentionsBefore(of note: Note, _ state: InteractionState) throws(InboxError) -> Set<Substring> {
    guard note.revisionCount > 0 else { return [] }
    let former = try all(Self.formerMentions) {
      Self.bind(note.id, of: state, &$0)
    } _: {
      $0.text()
    }
    return Set(former.flatMap { $0.split(separator: " ") })
  }

  /// Keeps a note's present text as its next revision.
  private func keepRevision(of note: Note, _ state: InteractionState) throws(InboxError) {
    try run(Self.insertRevision) { [now] cursor in
      Self.bind(note.id, of: state, &cursor)
      cursor.bind(Int64(note.revisionCount + 1))
      cursor.bind(note.body)
      cursor.bind(note.mentions.joined(separator: " "))
      cursor.bind(note.updateTime ?? note.createTime)
      cursor.bind(now)
    }
  }

  /// Writes a note's new text.
  private func write(_ note: Note, _ state: InteractionState) throws(InboxError) {
    try run(Self.updateNote) { cursor in
      cursor.bind(note.body)
      cursor.bind(note.mentions.joined(separator: " "))
      cursor.bind(note.etag.rawValue)
      cursor.bind(Int64(note.revisionCount))
      cursor.bind(note.updateTime)
      Self.bind(note.id, of: state, &cursor)
    }
  }

  /// Takes a row of the view MENTIONS away.
  private func removeMention(of user: String, in note: NoteID, _ state: InteractionState) throws(InboxError) {
    try run(Self.removeMention) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(user)
      cursor.bind(state.id.rawValue)
      cursor.bind(note.rawValue)
    }
  }

  /// Binds a note's key.
  private static func bind(_ id: NoteID, of state: InteractionState, _ cursor: inout Cursor) {
    cursor.bind(state.workspace.rawValue)
    cursor.bind(state.id.rawValue)
    cursor.bind(id.rawValue)
  }
}
