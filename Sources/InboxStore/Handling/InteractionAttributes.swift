internal import SQLite
public import InboxModel

/// Attribute values set by hand: of the interaction, its customer or its transaction, as each definition says.
extension WriteTransaction {
  private static let transactionQuery = Query(
    "SELECT 1 FROM transaction_info WHERE workspace = ? AND interaction = ?")

  /// Sets and clears the values named and touches no other; all or none. What is so already changes nothing. Throws
  /// `notFound` for a definition that is not there, `attributeTargetMismatch` where the interaction has no customer or
  /// transaction to give it to, and what `AttributeDefinition.check` throws.
  public func updateAttributes(
    _ values: [AttributeValue], of interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    var state = try editableState(of: interaction, for: caller)
    guard condition.holds(for: state.etag) else { throw .etagMismatch(name: state.name) }
    var changes: [AttributeChange] = []
    for (index, value) in values.enumerated() {
      guard !values[..<index].contains(where: { $0.definition == value.definition }) else {
        throw .fieldInvalid(field: "values[\(index)].definition", fault: "is given twice")
      }
      let definition = try attributeDefinition(value.definition, for: caller)
      let owner = try owner(of: definition, in: state)
      let changed = try set([value], of: owner, field: "values", from: index, by: caller)
      if changed.isEmpty { continue }
      switch owner {
      case .interaction: try setPart(.attributes, true, of: &state)
      case .transaction: try setPart(.transactionAttributes, true, of: &state)
      case .customer(let customer): try touch(customer, by: caller)
      }
      changes += changed
    }
    guard !changes.isEmpty else { return }
    try touch(state)
    appendChanges(changes, to: state, by: caller)
  }

  /// Whose value a definition is for.
  private func owner(
    of definition: AttributeDefinition, in state: InteractionState
  ) throws(InboxError) -> AttributeOwner {
    switch definition.target {
    case .interaction: return .interaction(state.id)
    case .customer:
      guard let customer = state.customer else { throw .attributeTargetMismatch(definition: definition.id.text) }
      return .customer(customer)
    case .transaction:
      let isThere = try first(Self.transactionQuery) { cursor in
        cursor.bind(state.workspace.rawValue)
        cursor.bind(state.id.rawValue)
      } _: {
        $0.bool()
      }
      guard isThere == true else { throw .attributeTargetMismatch(definition: definition.id.text) }
      return .transaction(state.id)
    }
  }
}
