internal import SQLite
public import InboxModel

/// Changing the catalogue of keywords. Changed terms count for texts that come from then on; a deleted keyword is gone
/// from every interaction at once for whoever looks, and from the tables in small steps (DirectoryRemoval.swift).
extension WriteTransaction {
  private static let insertKeyword = Query(
    """
    INSERT INTO keyword (
      workspace, keyword, display_name, name_key, terms, detection_disabled, color, etag, create_time, update_time
    )
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    ON CONFLICT DO NOTHING
    """)

  private static let updateKeyword = Query(
    """
    UPDATE keyword
    SET display_name = ?3, name_key = ?4, terms = ?5, detection_disabled = ?6, color = ?7, etag = ?8, create_time = ?9,
      update_time = ?10
    WHERE workspace = ?1 AND keyword = ?2
    """)

  private static let byNameQuery = Query("SELECT keyword FROM keyword WHERE workspace = ? AND name_key = ?")

  private static let markDeleted = Query(
    "UPDATE keyword SET is_deleted = 1, name_key = ? WHERE workspace = ? AND keyword = ?")

  /// Creates a keyword; an empty id gets one. Throws `alreadyExists` for the id or the folded name.
  @discardableResult
  public func createKeyword(_ keyword: Keyword, by caller: Caller) throws(InboxError) -> Keyword {
    try caller.requireAdmin()
    var row = try made(keyword)
    row.id = KeywordID(try chooseID(keyword.id.text, field: "keyword_id"))
    try requireFreeName(of: row, caller)
    let name = KeywordName(workspace: caller.workspaceSlug, id: row.id).description
    guard try write(row, Self.insertKeyword, caller) == 1 else { throw .alreadyExists(field: "keyword_id", name: name) }
    note(name, .created, by: caller)
    return row
  }

  /// Changes a keyword. Throws `notFound`, `etagMismatch`, and `alreadyExists` for the folded name.
  @discardableResult
  public func updateKeyword(
    _ id: KeywordID, if condition: EtagCondition = .any, by caller: Caller,
    _ change: (inout Keyword) throws(InboxError) -> Void
  ) throws(InboxError) -> Keyword {
    try caller.requireAdmin()
    let name = KeywordName(workspace: caller.workspaceSlug, id: id).description
    return try update(try keyword(id, for: caller), called: name, if: condition, by: caller, change) {
      (row) throws(InboxError) in
      try requireFreeName(of: row, caller)
      try write(row, Self.updateKeyword, caller)
    }
  }

  /// Deletes a keyword and takes it off every interaction. Throws `notFound`, `etagMismatch`.
  public func deleteKeyword(
    _ id: KeywordID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    try caller.requireAdmin()
    let name = KeywordName(workspace: caller.workspaceSlug, id: id).description
    let current = try keyword(id, for: caller)
    guard condition.holds(for: current.etag) else { throw .etagMismatch(name: name) }
    // No folded name begins with a control character: the name is free for another keyword at once.
    try run(Self.markDeleted) { cursor in
      cursor.bind("\u{1}" + id.text)
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    }
    _ = try removeStep(ofKeyword: id.text, in: caller.workspace.rawValue)
    note(name, .deleted, by: caller)
  }

  /// Throws `alreadyExists` if another keyword has the folded name.
  private func requireFreeName(of keyword: Keyword, _ caller: Caller) throws(InboxError) {
    let owner = try first(Self.byNameQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(TextFolding.fold(keyword.displayName))
    } _: {
      KeywordID($0.text())
    }
    guard let owner, owner != keyword.id else { return }
    throw .alreadyExists(
      field: "keyword.display_name", name: KeywordName(workspace: caller.workspaceSlug, id: owner).description)
  }

  /// Writes a keyword's row; says how many were written.
  @discardableResult
  private func write(_ row: Keyword, _ query: Query, _ caller: Caller) throws(InboxError) -> Int {
    try run(query) { cursor in
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
  }
}
