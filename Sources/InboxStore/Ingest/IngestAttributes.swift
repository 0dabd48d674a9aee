internal import SQLite
internal import InboxModel

/// Whose attribute values.
enum AttributeOwner {
  /// Of an interaction, of the business it is about, of a customer.
  case interaction(InteractionID)
  case transaction(InteractionID)
  case customer(CustomerID)

  /// What a definition must be for.
  var target: AttributeTarget {
    switch self {
    case .interaction: .interaction
    case .transaction: .transaction
    case .customer: .customer
    }
  }
}

/// Attribute values of ingested items: those named are set or cleared, the others stay.
extension WriteTransaction {
  private static let upsertOfInteraction = Query(upsertSQL("interaction_attribute", "interaction"))
  private static let upsertOfTransaction = Query(upsertSQL("transaction_attribute", "interaction"))
  private static let upsertOfCustomer = Query(upsertSQL("customer_attribute", "customer"))
  private static let deleteOfInteraction = Query(deleteSQL("interaction_attribute", "interaction"))
  private static let deleteOfTransaction = Query(deleteSQL("transaction_attribute", "interaction"))
  private static let deleteOfCustomer = Query(deleteSQL("customer_attribute", "customer"))

  private static let touchCustomer = Query(
    "UPDATE customer SET has_attributes = 1, etag = ?, update_time = ? WHERE workspace = ? AND customer = ?")

  /// The statement that writes a value in one of the three tables.
  private static func upsertSQL(_ table: String, _ owner: String) -> String {
    """
    INSERT INTO \(table) (workspace, \(owner), definition, text_value, number_value)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (workspace, \(owner), definition) DO UPDATE
    SET text_value = excluded.text_value, number_value = excluded.number_value
    """
  }

  /// The statement that clears one.
  private static func deleteSQL(_ table: String, _ owner: String) -> String {
    "DELETE FROM \(table) WHERE workspace = ? AND \(owner) = ? AND definition = ?"
  }

  /// Writes the values an item names of its interaction; says whether any changed.
  func ingestAttributes(
    _ values: [AttributeValue], of state: inout InteractionState, by caller: Caller
  ) throws(InboxError) -> Bool {
    let changed = try set(values, of: .interaction(state.id), field: "attributes", by: caller)
    guard !changed.isEmpty else { return false }
    try setPart(.attributes, true, of: &state)
    appendChanges(changed, to: state, by: caller)
    return true
  }

  /// Writes the values an item names of its transaction; says whether any changed.
  func ingestTransactionAttributes(
    _ values: [AttributeValue], of state: inout InteractionState, by caller: Caller
  ) throws(InboxError) -> Bool {
    let changed = try set(values, of: .transaction(state.id), field: "transaction.attributes", by: caller)
    guard !changed.isEmpty else { return false }
    try setPart(.transactionAttributes, true, of: &state)
    appendChanges(changed, to: state, by: caller)
    return true
  }

  /// Writes the values an item names of its customer, whose row is there; says whether any changed.
  func ingestAttributes(
    _ values: [AttributeValue], of customer: CustomerID, by caller: Caller
  ) throws(InboxError) -> Bool {
    let changed = try set(values, of: .customer(customer), field: "customer.attributes", by: caller)
    guard !changed.isEmpty else { return false }
    try touch(customer, by: caller)
    return true
  }

  /// Writes an event for each changed attribute.
  func appendChanges(_ changes: [AttributeChange], to state: InteractionState, by caller: Caller) {
    for change in changes { append(.attributeChanged, change.details, to: state, by: caller.actor) }
  }

  /// Gives a customer a new version and says that he has attributes.
  func touch(_ customer: CustomerID, by caller: Caller) throws(InboxError) {
    let etag = makeID()
    try run(Self.touchCustomer) { [now] cursor in
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(customer.text)
    }
  }

  /// Checks and writes values, the first of which is the `first` of the request's field; gives what changed.
  func set(
    _ values: [AttributeValue], of owner: AttributeOwner, field: String, from first: Int = 0, by caller: Caller
  ) throws(InboxError) -> [AttributeChange] {
    if values.isEmpty { return [] }
    let present = try present(of: owner, in: caller)
    var changed: [AttributeChange] = []
    for (index, value) in values.enumerated() {
      let definition = try attributeDefinition(value.definition, for: caller)
      guard definition.target == owner.target else { throw .attributeTargetMismatch(definition: definition.id.text) }
      let current = present.first { $0.definition == value.definition }
      if current?.content == value.content { continue }
      if let content = value.content {
        try definition.check(content, known: current?.optionIDs ?? [], field: "\(field)[\(first + index)]")
      }
      try write(value, of: owner, in: caller.workspace)
      changed.append(
        AttributeChange(
          value.definition,
          before: current?.content.map { AttributeChange.Value(type: definition.type, content: $0) },
          after: value.content.map { AttributeChange.Value(type: definition.type, content: $0) }))
    }
    return changed
  }

  /// The values that are there.
  private func present(of owner: AttributeOwner, in caller: Caller) throws(InboxError) -> [AttributeValue] {
    let named: [NamedAttributeValue]
    switch owner {
    case .interaction(let id): named = try attributes(of: id, for: caller)
    case .transaction(let id): named = try transactionAttributes(of: id, for: caller)
    case .customer(let id): named = try attributes(of: id, for: caller)
    }
    return named.map(\.value)
  }

  /// Writes or clears one value.
  private func write(
    _ value: AttributeValue, of owner: AttributeOwner, in workspace: WorkspaceID
  ) throws(InboxError) {
    let queries: (upsert: Query, delete: Query) =
      switch owner {
      case .interaction: (Self.upsertOfInteraction, Self.deleteOfInteraction)
      case .transaction: (Self.upsertOfTransaction, Self.deleteOfTransaction)
      case .customer: (Self.upsertOfCustomer, Self.deleteOfCustomer)
      }
    try run(value.content == nil ? queries.delete : queries.upsert) { cursor in
      cursor.bind(workspace.rawValue)
      switch owner {
      case .interaction(let id), .transaction(let id): cursor.bind(id.rawValue)
      case .customer(let id): cursor.bind(id.text)
      }
      cursor.bind(value.definition.text)
      switch value.content {
      case .text(let text)?:
        cursor.bind(text)
        cursor.bindNull()
      case .number(let number)?:
        cursor.bindNull()
        cursor.bind(number)
      case .options(let options)?:
        cursor.bind(options.joined(separator: " "))
        cursor.bindNull()
      case nil: break
      }
    }
  }
}

extension AttributeValue {
  /// The chosen options, if it is a select.
  var optionIDs: [String] {
    if case .options(let ids)? = content { ids } else { [] }
  }
}
