internal import SQLite
public import InboxModel

/// Changing attribute definitions. An option that a value has stays; a deleted definition and its values are gone at once
/// for whoever looks, and from the tables in small steps (DirectoryRemoval.swift).
extension WriteTransaction {
  private static let insertDefinition = Query(
    """
    INSERT INTO attribute_definition (
      workspace, definition, display_name, type, target, options, etag, create_time, update_time
    )
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    ON CONFLICT (workspace, definition) DO NOTHING
    """)

  private static let updateDefinition = Query(
    """
    UPDATE attribute_definition
    SET display_name = ?3, type = ?4, target = ?5, options = ?6, etag = ?7, create_time = ?8, update_time = ?9
    WHERE workspace = ?1 AND definition = ?2
    """)

  private static let namesakesQuery = Query(
    """
    SELECT definition, display_name
    FROM attribute_definition
    WHERE workspace = ? AND target = ? AND is_deleted = 0
    """)

  private static let nextOfInteraction = Query(nextValueSQL("interaction_attribute"))
  private static let nextOfTransaction = Query(nextValueSQL("transaction_attribute"))
  private static let nextOfCustomer = Query(nextValueSQL("customer_attribute"))

  private static let markDeleted = Query(
    "UPDATE attribute_definition SET is_deleted = 1 WHERE workspace = ? AND definition = ?")

  /// The statement that finds the next different value of a definition: one seek, however many things have the value.
  private static func nextValueSQL(_ table: String) -> String {
    "SELECT min(text_value) FROM \(table) WHERE workspace = ? AND definition = ? AND text_value > ?"
  }

  /// Creates a definition; an empty id gets one. Throws `alreadyExists` for the id, or the name among those of its
  /// target, and `fieldRequired` for a select without options.
  @discardableResult
  public func createAttributeDefinition(
    _ definition: AttributeDefinition, by caller: Caller
  ) throws(InboxError) -> AttributeDefinition {
    try caller.requireAdmin()
    var row = try made(definition)
    row.id = AttributeDefinitionID(try chooseID(definition.id.text, field: "attribute_definition_id"))
    try requireFreeName(of: row, caller)
    let name = AttributeDefinitionName(workspace: caller.workspaceSlug, id: row.id).description
    guard try write(row, Self.insertDefinition, caller) == 1 else {
      throw .alreadyExists(field: "attribute_definition_id", name: name)
    }
    note(name, .created, by: caller)
    return row
  }

  /// Changes a definition. Throws `notFound`, `etagMismatch`, `alreadyExists` for the name, `fieldImmutable` for type and
  /// target, and `resourceInUse` where an option would go that a value has.
  @discardableResult
  public func updateAttributeDefinition(
    _ id: AttributeDefinitionID, if condition: EtagCondition = .any, by caller: Caller,
    _ change: (inout AttributeDefinition) throws(InboxError) -> Void
  ) throws(InboxError) -> AttributeDefinition {
    try caller.requireAdmin()
    let name = AttributeDefinitionName(workspace: caller.workspaceSlug, id: id).description
    let current = try attributeDefinition(id, for: caller)
    func changeMutable(_ definition: inout AttributeDefinition) throws(InboxError) {
      try change(&definition)
      if definition.type != current.type { throw .fieldImmutable(field: "attribute_definition.type") }
      if definition.target != current.target { throw .fieldImmutable(field: "attribute_definition.target") }
    }
    return try update(current, called: name, if: condition, by: caller, changeMutable) { (row) throws(InboxError) in
      try requireFreeName(of: row, caller)
      let missing = Set(row.missingOptions(of: current))
      if !missing.isEmpty, let used = try firstUsed(of: missing, current, caller) {
        throw .resourceInUse(name: name, usedBy: "a value with the option '\(used)'; retire it instead")
      }
      try write(row, Self.updateDefinition, caller)
    }
  }

  /// Deletes a definition and every value of it. Throws `notFound`, `etagMismatch`.
  public func deleteAttributeDefinition(
    _ id: AttributeDefinitionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    try caller.requireAdmin()
    let name = AttributeDefinitionName(workspace: caller.workspaceSlug, id: id).description
    let current = try attributeDefinition(id, for: caller)
    guard condition.holds(for: current.etag) else { throw .etagMismatch(name: name) }
    try run(Self.markDeleted) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    }
    _ = try removeStep(ofDefinition: id.text, in: caller.workspace.rawValue)
    note(name, .deleted, by: caller)
  }

  /// The first of some options that a value has. Looks at each different value once, not at each thing that has one.
  private func firstUsed(
    of options: Set<String>, _ definition: AttributeDefinition, _ caller: Caller
  ) throws(InboxError) -> String? {
    let query: Query =
      switch definition.target {
      case .interaction: Self.nextOfInteraction
      case .transaction: Self.nextOfTransaction
      case .customer: Self.nextOfCustomer
      }
    var last = ""
    while true {
      let position = last
      let found = try first(query) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(definition.id.text)
        cursor.bind(position)
      } _: {
        $0.optionalText()
      }
      guard let next = found ?? nil else { return nil }
      if let used = next.split(separator: " ").first(where: { options.contains(String($0)) }) { return String(used) }
      last = next
    }
  }

  /// Throws `alreadyExists` if another definition for the target has the name, case and accents folded.
  private func requireFreeName(of definition: AttributeDefinition, _ caller: Caller) throws(InboxError) {
    let folded = TextFolding.fold(definition.displayName)
    let namesakes = try all(Self.namesakesQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(Int64(definition.target.rawValue))
    } _: {
      (id: AttributeDefinitionID($0.text()), name: $0.text())
    }
    for other in namesakes where other.id != definition.id && TextFolding.fold(other.name) == folded {
      throw .alreadyExists(
        field: "attribute_definition.display_name",
        name: AttributeDefinitionName(workspace: caller.workspaceSlug, id: other.id).description)
    }
  }

  /// Writes a definition's row; says how many were written.
  @discardableResult
  private func write(_ row: AttributeDefinition, _ query: Query, _ caller: Caller) throws(InboxError) -> Int {
    let lines = row.options.map { "\($0.id)\t\($0.isRetired ? 1 : 0)\t\($0.displayName)" }
    return try run(query) { cursor in
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
  }
}
