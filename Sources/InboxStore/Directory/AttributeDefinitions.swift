internal import SQLite
public import InboxModel

/// Attribute definitions. Options are kept in one column, a line each: id, retired, name to show, by tabs.
extension Transaction {
  private static let columns = "definition, display_name, type, target, options, etag, create_time, update_time"

  private static let getQuery = Query(
    "SELECT \(columns) FROM attribute_definition WHERE workspace = ? AND definition = ?")

  private static let listQuery = Query(
    """
    SELECT \(columns)
    FROM attribute_definition
    WHERE workspace = ? AND definition > ?
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

extension WriteTransaction {
  private static let insertDefinition = Query(
    """
    INSERT INTO attribute_definition (
      workspace, definition, display_name, type, target, options, etag, create_time, update_time
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, definition) DO NOTHING
    """)

  /// Creates a definition; an empty id gets one. Throws `alreadyExists`, `fieldRequired` for a select without options.
  @discardableResult
  public func createAttributeDefinition(
    _ definition: AttributeDefinition, by caller: Caller
  ) throws(InboxError) -> AttributeDefinition {
    try caller.requireAdmin()
    var made = definition
    made.id = AttributeDefinitionID(try chooseID(definition.id.text, field: "attribute_definition_id"))
    try TextRules.requireDisplayName(definition.displayName, field: "attribute_definition.display_name")
    try Self.check(definition.options, of: definition.type)
    made.etag = Etag(makeID())
    made.createTime = now
    made.updateTime = now
    let row = made
    let lines = row.options.map { "\($0.id)\t\($0.isRetired ? 1 : 0)\t\($0.displayName)" }
    let created = try run(Self.insertDefinition) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(row.id.text)
      cursor.bind(row.displayName)
      cursor.bind(Int64(row.type.rawValue))
      cursor.bind(Int64(row.target.rawValue))
      cursor.bind(lines.joined(separator: "\n"))
      cursor.bind(row.etag.rawValue)
      cursor.bind(row.createTime)
      cursor.bind(row.updateTime)
    }
    guard created == 1 else {
      throw .alreadyExists(
        field: "attribute_definition_id",
        name: AttributeDefinitionName(workspace: caller.workspaceSlug, id: row.id).description)
    }
    noteCreated(AttributeDefinitionName(workspace: caller.workspaceSlug, id: row.id).description, by: caller)
    return row
  }

  /// Throws unless a select has options with ids of their own, and others have none.
  private static func check(_ options: [AttributeOption], of type: AttributeType) throws(InboxError) {
    let field = "attribute_definition.options"
    switch type {
    case .text, .number:
      if !options.isEmpty { throw .fieldInvalid(field: field, fault: "belong to selects only") }
    case .singleSelect, .multipleSelect:
      if options.isEmpty { throw .fieldRequired(field: field) }
    }
    var ids = Set<String>()
    for (index, option) in options.enumerated() {
      guard Slug.isValid(option.id), ids.insert(option.id).inserted else {
        throw .fieldInvalid(field: "\(field)[\(index)].id", fault: "is malformed or there twice")
      }
      try TextRules.requireDisplayName(option.displayName, field: "\(field)[\(index)].display_name")
    }
  }
}
