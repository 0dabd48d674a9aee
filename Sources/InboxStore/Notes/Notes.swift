internal import SQLite
public import InboxModel

/// Reading notes.
extension Transaction {
  private static let columns =
    """
    note, body, author, create_time, update_time, mentions, reply_to, etag, revision_count, delete_time, delete_actor
    """

  private static let getQuery = Query(
    "SELECT \(columns) FROM note WHERE workspace = ? AND interaction = ? AND note = ?")

  private static let listQuery = Query(
    """
    SELECT \(columns)
    FROM note
    WHERE workspace = ? AND interaction = ? AND note > ?
    ORDER BY note
    LIMIT ?
    """)

  private static let revisionsQuery = Query(
    """
    SELECT revision, body, mentions, write_time, create_time
    FROM note_revision
    WHERE workspace = ? AND interaction = ? AND note = ? AND revision < ?
    ORDER BY revision DESC
    LIMIT ?
    """)

  /// A note, or its tombstone, of an interaction the caller sees; throws `notFound`.
  public func note(_ id: NoteID, of interaction: InteractionID, for caller: Caller) throws(InboxError) -> Note {
    _ = try state(of: interaction, for: caller)
    return try findNote(id, of: interaction, for: caller)
  }

  /// The notes of an interaction after an id (nil: from the first), oldest first, tombstones included.
  public func notes(
    of interaction: InteractionID, after id: NoteID?, limit: Int, for caller: Caller
  ) throws(InboxError) -> (notes: [Note], hasMore: Bool) {
    _ = try state(of: interaction, for: caller)
    var rows = try all(Self.listQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(id?.rawValue ?? 0)
      cursor.bind(Int64(limit + 1))
    } _: {
      Self.note(&$0, interaction)
    }
    let hasMore = rows.count > limit
    if hasMore { rows.removeLast() }
    for index in rows.indices {
      rows[index].authorDisplayName = try displayName(of: rows[index].author, in: caller.workspace)
    }
    return (rows, hasMore)
  }

  /// The former texts of a note, newest first, from below a revision (nil: from the newest); throws `notFound`.
  public func noteRevisions(
    of id: NoteID, of interaction: InteractionID, before revision: Int64?, limit: Int, for caller: Caller
  ) throws(InboxError) -> [NoteRevision] {
    _ = try note(id, of: interaction, for: caller)
    return try all(Self.revisionsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(revision ?? Int64.max)
      cursor.bind(Int64(limit))
    } _: { cursor in
      NoteRevision(
        revision: cursor.int64(), body: cursor.text(), mentions: cursor.text().split(separator: " ").map(String.init),
        writeTime: cursor.int64(), createTime: cursor.int64())
    }
  }

  /// A note of an interaction that was looked at before; throws `notFound`.
  func findNote(_ id: NoteID, of interaction: InteractionID, for caller: Caller) throws(InboxError) -> Note {
    let found = try first(Self.getQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      Self.note(&$0, interaction)
    }
    guard var found else {
      throw .notFound(
        name: NoteName(workspace: caller.workspaceSlug, interaction: interaction, id: id).description)
    }
    found.authorDisplayName = try displayName(of: found.author, in: caller.workspace)
    return found
  }

  /// Reads one row; the author's name to show comes later.
  private static func note(_ cursor: inout Cursor, _ interaction: InteractionID) -> Note {
    Note(
      id: NoteID(cursor.int64()), interaction: interaction, body: cursor.text(), author: cursor.text(),
      authorDisplayName: "", createTime: cursor.int64(), updateTime: cursor.optionalInt64(),
      mentions: cursor.text().split(separator: " ").map(String.init),
      replyTo: cursor.optionalInt64().map(NoteID.init), etag: Etag(cursor.int64()), revisionCount: cursor.int(),
      deleteTime: cursor.optionalInt64(), deleteActor: cursor.text())
  }
}
