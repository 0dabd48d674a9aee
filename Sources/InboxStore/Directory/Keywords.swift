internal import SQLite
public import InboxModel

/// The catalogue of keywords.
extension Transaction {
  private static let columns =
    "keyword, display_name, terms, detection_disabled, color, etag, create_time, update_time"

  private static let getQuery = Query("SELECT \(columns) FROM keyword WHERE workspace = ? AND keyword = ?")

  private static let listQuery = Query(
    "SELECT \(columns) FROM keyword WHERE workspace = ? AND keyword > ? ORDER BY keyword LIMIT ?")

  /// A keyword; throws `notFound`.
  public func keyword(_ id: KeywordID, for caller: Caller) throws(InboxError) -> Keyword {
    let found = try first(Self.getQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      Self.keyword(&$0)
    }
    guard let found else {
      throw .notFound(name: KeywordName(workspace: caller.workspaceSlug, id: id).description)
    }
    return found
  }

  /// The keywords by id.
  public func keywords(after id: String, limit: Int, for caller: Caller) throws(InboxError) -> Page<Keyword> {
    let rows = try readKeywords(after: id, limit: limit + 1, in: caller.workspace)
    return Page(rows, limit: limit) { $0.id.text }
  }

  /// What finds the keywords of a workspace in texts; built once for each generation of the directory.
  func keywordMatcher(of workspace: WorkspaceID) throws(InboxError) -> KeywordMatcher {
    if let known = directory.matchers[workspace] { return known }
    let matcher = KeywordMatcher(try readKeywords(after: "", limit: Int(Int32.max), in: workspace))
    directory.matchers[workspace] = matcher
    return matcher
  }

  /// Some keywords by id.
  private func readKeywords(
    after id: String, limit: Int, in workspace: WorkspaceID
  ) throws(InboxError) -> [Keyword] {
    try all(Self.listQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id)
      cursor.bind(Int64(limit))
    } _: {
      Self.keyword(&$0)
    }
  }

  /// Reads one row.
  private static func keyword(_ cursor: inout Cursor) -> Keyword {
    Keyword(
      id: KeywordID(cursor.text()), displayName: cursor.text(),
      terms: cursor.text().split(separator: "\n").map(String.init), isDetectionDisabled: cursor.bool(),
      color: cursor.text(), etag: Etag(cursor.int64()), createTime: cursor.int64(), updateTime: cursor.int64())
  }
}

extension WriteTransaction {
  private static let insertKeyword = Query(
    """
    INSERT INTO keyword (
      workspace, keyword, display_name, name_key, terms, detection_disabled, color, etag, create_time, update_time
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
    """)

  /// Creates a keyword; an empty id gets one. Throws `alreadyExists` for the id or the folded name.
  @discardableResult
  public func createKeyword(_ keyword: Keyword, by caller: Caller) throws(InboxError) -> Keyword {
    try caller.requireAdmin()
    var made = keyword
    made.id = KeywordID(try chooseID(keyword.id.text, field: "keyword_id"))
    try TextRules.requireDisplayName(keyword.displayName, field: "keyword.display_name")
    for (index, term) in keyword.terms.enumerated() {
      try TextRules.requireDisplayName(term, field: "keyword.terms[\(index)]")
    }
    made.etag = Etag(makeID())
    made.createTime = now
    made.updateTime = now
    let row = made
    let created = try run(Self.insertKeyword) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(row.id.text)
      cursor.bind(row.displayName)
      cursor.bind(TextFolding.fold(row.displayName))
      cursor.bind(row.terms.joined(separator: "\n"))
      cursor.bind(row.isDetectionDisabled)
      cursor.bind(row.color)
      cursor.bind(row.etag.rawValue)
      cursor.bind(row.createTime)
      cursor.bind(row.updateTime)
    }
    guard created == 1 else { throw .alreadyExists(field: "keyword.display_name", name: row.displayName) }
    noteCreated(KeywordName(workspace: caller.workspaceSlug, id: row.id).description, by: caller)
    return row
  }
}
