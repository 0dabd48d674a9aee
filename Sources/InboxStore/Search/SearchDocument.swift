internal import SQLite
internal import InboxModel

/// The texts of an interaction that search looks at.
struct SearchDocument {
  /// The interaction's latest activity.
  var activityTime: Int64 = 0
  /// The customer's name.
  var customer = ""
  /// The subject, then the messages, newest first; those the source removed are left out.
  var messages: [String] = []
  /// The notes; tombstones are left out.
  var notes: [String] = []

  /// The most messages and notes of an interaction that are looked at, the newest ones.
  static let partsMax = 500

  /// The rank at which a query finds it; nil if it does not. Notes count only if they may be read.
  func rank(of query: SearchQuery, withNotes: Bool) -> SearchRank? {
    if query.holds(in: customer) { return .name }
    let texts = messages + (withNotes ? notes : [])
    if let phrase = query.phrase, texts.contains(where: { SearchQuery(terms: [phrase]).hits(in: $0).terms == 1 }) {
      return .phrase
    }
    let isFound = query.terms.allSatisfy { term in
      ([customer] + texts).contains { SearchQuery(terms: [term]).hits(in: $0).terms == 1 }
    }
    return isFound ? .words : nil
  }
}

extension SearchQuery {
  /// Whether a text holds all terms.
  func holds(in text: String) -> Bool { hits(in: text).terms == terms.count }
}

extension Transaction {
  private static let documentQuery = Query(
    "SELECT activity_time, customer_name, subject FROM interaction WHERE workspace = ? AND interaction = ?")

  private static let messagesQuery = Query(
    """
    SELECT message, body, format
    FROM message
    WHERE workspace = ? AND interaction = ? AND removal_time IS NULL
    ORDER BY message_time DESC, message DESC
    LIMIT ?
    """)

  private static let notesQuery = Query(
    """
    SELECT note, body
    FROM note
    WHERE workspace = ? AND interaction = ? AND delete_time IS NULL
    ORDER BY note DESC
    LIMIT ?
    """)

  /// The texts of an interaction; nil if it is not there.
  func searchDocument(of id: InteractionID, in workspace: WorkspaceID) throws(InboxError) -> SearchDocument? {
    let head = try first(Self.documentQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      (time: $0.int64(), customer: $0.text(), subject: $0.text())
    }
    guard let head else { return nil }
    var document = SearchDocument(activityTime: head.time, customer: head.customer)
    if !head.subject.isEmpty { document.messages.append(head.subject) }
    document.messages += try searchedMessages(of: id, in: workspace).map(\.text)
    document.notes = try searchedNotes(of: id, in: workspace).map(\.text)
    return document
  }

  /// The messages of an interaction that search looks at, newest first, without markup.
  func searchedMessages(
    of id: InteractionID, in workspace: WorkspaceID
  ) throws(InboxError) -> [(id: MessageID, text: String)] {
    try all(Self.messagesQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(Int64(SearchDocument.partsMax))
    } _: { cursor in
      (MessageID(cursor.int64()), TextRules.plain(cursor.text(), format: TextFormat(stored: cursor.int())))
    }
  }

  /// The notes of an interaction that search looks at, newest first.
  func searchedNotes(
    of id: InteractionID, in workspace: WorkspaceID
  ) throws(InboxError) -> [(id: NoteID, text: String)] {
    try all(Self.notesQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(Int64(SearchDocument.partsMax))
    } _: { cursor in
      (NoteID(cursor.int64()), cursor.text())
    }
  }
}
