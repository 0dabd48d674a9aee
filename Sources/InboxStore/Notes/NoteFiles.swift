internal import SQLite
public import InboxModel

// The files of a note, and those that its former texts had.
//
// All belong to the note, in one row range of attachment_use: the note's own at the positions below 100, those of revision r
// at the positions from 100 r on. So deleting the note lets all of them go at once, and whoever sees the interaction may
// have each.

extension Transaction {
  private static let rangeQuery = Query(
    """
    SELECT \(attachmentColumns), u.owner, u.position
    FROM attachment_use u
    JOIN attachment a ON a.workspace = u.workspace AND a.attachment = u.attachment
    WHERE u.workspace = ? AND u.interaction = ? AND u.owner_kind = 3 AND u.owner BETWEEN ? AND ?
    ORDER BY u.owner, u.position
    """)

  /// The files of notes whose ids are in a range, by note, in their order.
  public func noteFiles(
    _ range: ClosedRange<NoteID>, of interaction: InteractionID, for caller: Caller
  ) throws(InboxError) -> [NoteID: [AttachmentInfo]] {
    var files: [NoteID: [AttachmentInfo]] = [:]
    for (owner, revision, file) in try self.files(range, interaction, caller) where revision == 0 {
      files[owner, default: []].append(file)
    }
    return files
  }

  /// The files that the former texts of a note had, by revision, in their order.
  public func revisionFiles(
    of note: NoteID, on interaction: InteractionID, for caller: Caller
  ) throws(InboxError) -> [Int64: [AttachmentInfo]] {
    var files: [Int64: [AttachmentInfo]] = [:]
    for (_, revision, file) in try self.files(note...note, interaction, caller) where revision > 0 {
      files[revision, default: []].append(file)
    }
    return files
  }

  /// All files of notes; revision 0 is the note as it is.
  private func files(
    _ range: ClosedRange<NoteID>, _ interaction: InteractionID, _ caller: Caller
  ) throws(InboxError) -> [(owner: NoteID, revision: Int64, file: AttachmentInfo)] {
    try all(Self.rangeQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(range.lowerBound.rawValue)
      cursor.bind(range.upperBound.rawValue)
    } _: { cursor in
      let file = Self.attachment(&cursor)
      return (owner: NoteID(cursor.int64()), revision: cursor.int64() / 100, file: file)
    }
  }
}

extension WriteTransaction {
  private static let keepQuery = Query(
    """
    INSERT INTO attachment_use (workspace, interaction, owner_kind, owner, position, attachment)
    SELECT workspace, interaction, owner_kind, owner, position + 100 * ?, attachment
    FROM attachment_use
    WHERE workspace = ? AND interaction = ? AND owner_kind = 3 AND owner = ? AND position < 100
    """)

  private static let removeQuery = Query(
    """
    DELETE FROM attachment_use
    WHERE workspace = ? AND interaction = ? AND owner_kind = 3 AND owner = ? AND position < 100
    """)

  /// The files of a note as it is.
  func files(of note: NoteID, in state: InteractionState, for caller: Caller) throws(InboxError) -> [AttachmentID] {
    try noteFiles(note...note, of: state.id, for: caller)[note]?.map(\.id) ?? []
  }

  /// Keeps the present files of a note for its next revision.
  func keepFiles(of note: NoteID, as revision: Int, in state: InteractionState) throws(InboxError) {
    try run(Self.keepQuery) { cursor in
      cursor.bind(Int64(revision))
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(note.rawValue)
    }
  }

  /// Gives a note its files, in place of those it has; what its former texts had stays.
  func setFiles(_ ids: [AttachmentID], of note: NoteID, in state: InteractionState) throws(InboxError) {
    try run(Self.removeQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(note.rawValue)
    }
    try addAttachments(ids, to: .note, note.rawValue, in: state)
  }
}
