internal import SQLite
public import InboxModel

/// The catalogue of keywords.
extension Transaction {
  private static let columns =
    "keyword, display_name, terms, detection_disabled, color, etag, create_time, update_time"

  private static let getQuery = Query(
    "SELECT \(columns) FROM keyword WHERE workspace = ? AND keyword = ? AND is_deleted = 0")

  private static let listQuery = Query(
    """
    SELECT \(columns)
    FROM keyword
    WHERE workspace = ? AND keyword > ? AND is_deleted = 0
    ORDER BY keyword
    LIMIT ?
    """)

  private static let nameQuery = Query(
    "SELECT display_name FROM keyword WHERE workspace = ? AND keyword = ? AND is_deleted = 0")

  /// The name to show of a keyword, from the cache if it is there; nil for one that is deleted.
  func keywordName(of id: KeywordID, in workspace: WorkspaceID) throws(InboxError) -> String? {
    let key = DirectoryCache.Scoped(workspace: workspace, value: id)
    if let known = directory.keywordNames[key] { return known }
    let name = try first(Self.nameQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      $0.text()
    }
    directory.keywordNames[key] = .some(name)
    return name
  }

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
