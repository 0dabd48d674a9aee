internal import SQLite
public import InboxModel

/// Attribute definitions. Options are kept in one column, a line each: id, retired, name to show, by tabs.
extension Transaction {
  private static let columns = "definition, display_name, type, target, options, etag, create_time, update_time"

  private static let getQuery = Query(
    "SELECT \(columns) FROM attribute_definition WHERE workspace = ? AND definition = ? AND is_deleted = 0")

  private static let listQuery = Query(
    """
    SELECT \(columns)
    FROM attribute_definition
    WHERE workspace = ? AND definition > ? AND is_deleted = 0
    ORDER BY definition
    LIMIT ?
    """)

  /// A definition; throws `notFound`.
  public func attributeDefinition(
    _ id: AttributeDefinitionID, for caller: Caller
  ) throws(InboxError) -> AttributeDefinition {
    let found = try first(Self.getQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      Self.definition(&$0)
    }
    guard let found else {
      throw .notFound(name: AttributeDefinitionName(workspace: caller.workspaceSlug, id: id).description)
    }
    return found
  }

  /// The definitions by id.
  public func attributeDefinitions(
    after id: String, limit: Int, for caller: Caller
  ) throws(InboxError) -> Page<AttributeDefinition> {
    let rows = try all(Self.listQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id)
      cursor.bind(Int64(limit + 1))
    } _: {
      Self.definition(&$0)
    }
    return Page(rows, limit: limit) { $0.id.text }
  }

  /// Reads one row.
  private static func definition(_ cursor: inout Cursor) -> AttributeDefinition {
    AttributeDefinition(
      id: AttributeDefinitionID(cursor.text()), displayName: cursor.text(), type: AttributeType(stored: cursor.int()),
      target: AttributeTarget(stored: cursor.int()), options: options(cursor.text()), etag: Etag(cursor.int64()),
      createTime: cursor.int64(), updateTime: cursor.int64())
  }

  /// Reads the options column.
  private static func options(_ text: String) -> [AttributeOption] {
    text.split(separator: "\n").map { line in
      let parts = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
      return AttributeOption(
        id: String(parts[0]), displayName: parts.count > 2 ? String(parts[2]) : "",
        isRetired: parts.count > 1 && parts[1] == "1")
    }
  }
}
