internal import SQLite
internal import InboxModel

/// The texts of an interaction that search looks at.
struct SearchDocument {
  /// The customer's name.
  var customer = ""
  /// The subject, then the messages, newest first; those the source removed are left out.
  var messages: [String] = []
  /// The notes; tombstones are left out.
  var notes: [String] = []

  /// The most messages and notes of an interaction that are looked at, the newest ones.
  static let partsMax = 500

  /// The rank at which a query finds it, as `SearchExpression` counts them; nil if it does not. Notes count only if they
  /// may be read.
  func rank(of query: SearchQuery, withNotes: Bool) -> Int? {
    if query.hits(in: customer).terms == query.terms.count { return 1 }
    let texts = messages + (withNotes ? notes : [])
    if let phrase = query.phrase, texts.contains(where: { SearchQuery(terms: [phrase]).hits(in: $0).terms == 1 }) {
      return 2
    }
    let isFound = query.terms.allSatisfy { term in
      ([customer] + texts).contains { SearchQuery(terms: [term]).hits(in: $0).terms == 1 }
    }
    return isFound ? query.phrase == nil ? 2 : 3 : nil
  }
}

extension Transaction {
  private static let documentQuery = Query(
    "SELECT customer_name, subject FROM interaction WHERE workspace = ? AND interaction = ?")

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
      (customer: $0.text(), subject: $0.text())
    }
    guard let head else { return nil }
    var document = SearchDocument(customer: head.customer)
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
