internal import SQLite
internal import InboxModel

/// Transaction and attribute values of ingested items.
extension WriteTransaction {
  private static let upsertTransaction = Query(
    """
    INSERT INTO transaction_info (
      workspace, interaction, external_id, kind, transaction_time, reference, amount_minor, currency, party_size, end_time
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, interaction) DO UPDATE
    SET external_id = excluded.external_id, kind = excluded.kind, transaction_time = excluded.transaction_time,
      reference = excluded.reference, amount_minor = excluded.amount_minor, currency = excluded.currency,
      party_size = excluded.party_size, end_time = excluded.end_time
    """)

  private static let upsertAttribute = Query(
    """
    INSERT INTO interaction_attribute (workspace, interaction, definition, text_value, number_value)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (workspace, interaction, definition) DO UPDATE
    SET text_value = excluded.text_value, number_value = excluded.number_value
    """)

  private static let deleteAttribute = Query(
    "DELETE FROM interaction_attribute WHERE workspace = ? AND interaction = ? AND definition = ?")

  /// Writes the business an interaction is about; says whether it changed.
  func setTransaction(_ info: TransactionInfo, of state: inout InteractionState) throws(InboxError) -> Bool {
    let caller = Caller.system(in: state.workspace, slug: state.workspaceSlug)
    if state.parts.contains(.transaction), try transactionInfo(of: state.id, for: caller) == info { return false }
    let row = state
    try run(Self.upsertTransaction) { cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
      cursor.bind(info.externalID)
      cursor.bind(Int64(info.kind.rawValue))
      cursor.bind(info.time)
      cursor.bind(info.reference)
      cursor.bind(info.amountMinor)
      cursor.bind(info.currency)
      cursor.bind(Int64(info.partySize))
      cursor.bind(info.endTime)
    }
    try setPart(.transaction, true, of: &state)
    return true
  }

  /// Writes the attribute values that an item names; says whether any changed.
  func ingestAttributes(
    _ values: [AttributeValue], of state: inout InteractionState, by caller: Caller
  ) throws(InboxError) -> Bool {
    guard !values.isEmpty else { return false }
    let system = Caller.system(in: state.workspace, slug: state.workspaceSlug)
    let present = try attributes(of: state.id, for: system).map(\.value)
    var hasChanged = false
    for (index, value) in values.enumerated() {
      let field = "attributes[\(index)]"
      let definition = try attributeDefinition(value.definition, for: caller)
      guard definition.target == .interaction else {
        throw .attributeTargetMismatch(definition: definition.id.text)
      }
      let current = present.first { $0.definition == value.definition }
      if current?.content == value.content { continue }
      if let content = value.content { try definition.check(content, known: current?.optionIDs ?? [], field: field) }
      try write(value, of: state)
      try setPart(.attributes, true, of: &state)
      append(.attributeChanged, .words(value.definition.text), to: state, by: caller.actor)
      hasChanged = true
    }
    return hasChanged
  }

  /// Writes or clears one value.
  private func write(_ value: AttributeValue, of state: InteractionState) throws(InboxError) {
    guard let content = value.content else {
      try run(Self.deleteAttribute) { cursor in
        cursor.bind(state.workspace.rawValue)
        cursor.bind(state.id.rawValue)
        cursor.bind(value.definition.text)
      }
      return
    }
    try run(Self.upsertAttribute) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(value.definition.text)
      switch content {
      case .text(let text):
        cursor.bind(text)
        cursor.bindNull()
      case .number(let number):
        cursor.bindNull()
        cursor.bind(number)
      case .options(let options):
        cursor.bind(options.joined(separator: " "))
        cursor.bindNull()
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
