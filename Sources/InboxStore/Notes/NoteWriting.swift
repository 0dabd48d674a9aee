internal import SQLite
public import InboxModel

/// Writing notes. A note changes neither status, mode, activity nor the interaction's etag.
extension WriteTransaction {
  private static let insertNote = Query(
    """
    INSERT INTO note (
      workspace, interaction, note, body, author, mentions, reply_to, etag, revision_count, create_time, delete_actor
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, '')
    """)

  private static let insertMention = Query(
    """
    INSERT INTO note_mention (workspace, user_id, interaction, note, kind)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (workspace, user_id, interaction, note, kind) DO NOTHING
    """)

  private static let countNote = Query(
    "UPDATE interaction SET note_count = note_count + ? WHERE workspace = ? AND interaction = ?")

  /// Writes a note. Mentioned users and the author replied to are notified, each once and never oneself. Throws
  /// `notFound` for the interaction, a mentioned user, a file or the note replied to; `interactionTrashed`, `noteDeleted`,
  /// `userDeactivated`, `userWithoutAccess`, `roleInsufficient`, `tooManyItems`.
  @discardableResult
  public func createNote(
    _ draft: NoteDraft, on interaction: InteractionID, by caller: Caller
  ) throws(InboxError) -> Note {
    let state = try editableState(of: interaction, for: caller)
    if state.isTrashed { throw .interactionTrashed }
    for user in draft.mentions { try requireViewer(user, of: state.location, for: caller) }
    try requireAttachments(draft.attachments, on: nil, for: caller)
    var repliedTo: String?
    if let reply = draft.replyTo {
      let note = try findNote(reply, of: interaction, for: caller)
      if note.deleteTime != nil { throw .noteDeleted }
      repliedTo = Actor(stored: note.author).kind == .user ? Actor(stored: note.author).id : nil
    }
    let id = NoteID(makeID())
    let etag = Etag(makeID())
    try insert(draft, id, etag, state, caller)
    try addAttachments(draft.attachments, to: .note, id.rawValue, in: state)
    try countNotes(1, on: state)
    try tell(draft, id, repliedTo: repliedTo, state, caller)
    append(
      .noteCreated, .about(id.rawValue, text: draft.mentions.joined(separator: " ")), to: state, by: caller.actor)
    return Note(
      id: id, interaction: interaction, body: draft.body, author: caller.actor.description,
      authorDisplayName: try displayName(of: caller.actor.description, in: caller.workspace), createTime: now,
      updateTime: nil, mentions: draft.mentions, replyTo: draft.replyTo, etag: etag, revisionCount: 0,
      deleteTime: nil, deleteActor: "")
  }

  /// Counts a note that came (1) or went (-1); tombstones are not counted.
  func countNotes(_ change: Int64, on state: InteractionState) throws(InboxError) {
    try run(Self.countNote) { cursor in
      cursor.bind(change)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    }
  }

  /// Writes the note's row.
  private func insert(
    _ draft: NoteDraft, _ id: NoteID, _ etag: Etag, _ state: InteractionState, _ caller: Caller
  ) throws(InboxError) {
    try run(Self.insertNote) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(draft.body)
      cursor.bind(caller.actor.description)
      cursor.bind(draft.mentions.joined(separator: " "))
      cursor.bind(draft.replyTo?.rawValue)
      cursor.bind(etag.rawValue)
      cursor.bind(now)
    }
  }

  /// Writes who was mentioned and replied to, and tells them; who was both is told of the mention.
  private func tell(
    _ draft: NoteDraft, _ id: NoteID, repliedTo: String?, _ state: InteractionState, _ caller: Caller
  ) throws(InboxError) {
    for user in draft.mentions {
      try insertMention(of: user, in: id, kind: 1, state)
      try notify(user, .mentioned, about: state, note: id, by: caller)
    }
    guard let repliedTo, repliedTo != caller.user else { return }
    try insertMention(of: repliedTo, in: id, kind: 2, state)
    if !draft.mentions.contains(repliedTo) {
      try notify(repliedTo, .replied, about: state, note: id, by: caller)
    }
  }

  /// Writes a row of the view MENTIONS.
  func insertMention(
    of user: String, in note: NoteID, kind: Int64, _ state: InteractionState
  ) throws(InboxError) {
    try run(Self.insertMention) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(user)
      cursor.bind(state.id.rawValue)
      cursor.bind(note.rawValue)
      cursor.bind(kind)
    }
  }
}
