internal import SQLite
public import InboxModel

/// The side tables of the panel, each read only when the row says it has something.
extension Transaction {
  private static let assignmentsQuery = Query(
    """
    SELECT user_id, actor, assign_time
    FROM assignment
    WHERE workspace = ? AND interaction = ?
    """)

  private static let keywordsQuery = Query(
    """
    SELECT keyword, origin, actor, add_time
    FROM interaction_keyword
    WHERE workspace = ? AND interaction = ? AND is_removed = 0
    """)

  private static let interactionAttributesQuery = Query(attributesSQL("interaction_attribute", "interaction"))
  private static let transactionAttributesQuery = Query(attributesSQL("transaction_attribute", "interaction"))
  private static let customerAttributesQuery = Query(attributesSQL("customer_attribute", "customer"))

  /// The query of the values in one of the three tables.
  private static func attributesSQL(_ table: String, _ owner: String) -> String {
    """
    SELECT v.definition, d.display_name, d.type, v.text_value, v.number_value
    FROM \(table) v
    JOIN attribute_definition d
      ON d.workspace = v.workspace AND d.definition = v.definition AND d.is_deleted = 0
    WHERE v.workspace = ? AND v.\(owner) = ?
    """
  }

  private static let transactionQuery = Query(
    """
    SELECT external_id, kind, transaction_time, reference, amount_minor, currency, party_size, end_time
    FROM transaction_info
    WHERE workspace = ? AND interaction = ?
    """)

  private static let pinQuery = Query("SELECT 1 FROM pin WHERE workspace = ? AND user_id = ? AND interaction = ?")

  /// Who is assigned, earliest first.
  public func assignments(of id: InteractionID, for caller: Caller) throws(InboxError) -> [Assignment] {
    var found = try all(Self.assignmentsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      Assignment(user: $0.text(), displayName: "", actor: $0.text(), time: $0.int64())
    }
    for index in found.indices {
      found[index].displayName = try userName(of: found[index].user, in: caller.workspace)
    }
    if found.count > 1 { found.sort { ($0.time, $0.user) < ($1.time, $1.user) } }
    return found
  }

  /// The keywords of an interaction by name; deleted ones are left out.
  public func keywords(of id: InteractionID, for caller: Caller) throws(InboxError) -> [InteractionKeyword] {
    var found = try all(Self.keywordsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      InteractionKeyword(
        keyword: KeywordID($0.text()), displayName: "", origin: KeywordOrigin(stored: $0.int()), actor: $0.text(),
        time: $0.int64())
    }
    for index in found.indices.reversed() {
      if let name = try keywordName(of: found[index].keyword, in: caller.workspace) {
        found[index].displayName = name
      } else {
        found.remove(at: index)
      }
    }
    if found.count > 1 { found.sort { ($0.displayName, $0.keyword) < ($1.displayName, $1.keyword) } }
    return found
  }

  /// The attribute values of an interaction.
  func attributes(of id: InteractionID, for caller: Caller) throws(InboxError) -> [NamedAttributeValue] {
    try all(Self.interactionAttributesQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      Self.attribute(&$0)
    }
  }

  /// The attribute values of an interaction's transaction.
  func transactionAttributes(of id: InteractionID, for caller: Caller) throws(InboxError) -> [NamedAttributeValue] {
    try all(Self.transactionAttributesQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      Self.attribute(&$0)
    }
  }

  /// The attribute values of a customer.
  public func attributes(of id: CustomerID, for caller: Caller) throws(InboxError) -> [NamedAttributeValue] {
    try all(Self.customerAttributesQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      Self.attribute(&$0)
    }
  }

  /// Reads one value.
  private static func attribute(_ cursor: inout Cursor) -> NamedAttributeValue {
    let definition = AttributeDefinitionID(cursor.text())
    let displayName = cursor.text()
    let type = AttributeType(stored: cursor.int())
    let text = cursor.text()
    let number = cursor.double()
    let content: AttributeValue.Content =
      switch type {
      case .text: .text(text)
      case .number: .number(number)
      case .singleSelect, .multipleSelect: .options(text.split(separator: " ").map(String.init))
      }
    return NamedAttributeValue(
      value: AttributeValue(definition: definition, content: content), displayName: displayName, type: type)
  }

  /// The business an interaction is about.
  func transactionInfo(of id: InteractionID, for caller: Caller) throws(InboxError) -> TransactionInfo? {
    try first(Self.transactionQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: { cursor in
      var info = TransactionInfo()
      info.externalID = cursor.text()
      info.kind = TransactionKind(rawValue: UInt8(cursor.int())) ?? .unspecified
      info.time = cursor.optionalInt64()
      info.reference = cursor.text()
      info.amountMinor = cursor.optionalInt64()
      info.currency = cursor.text()
      info.partySize = cursor.int()
      info.endTime = cursor.optionalInt64()
      return info
    }
  }

  /// Whether the calling user pinned it.
  public func isPinned(_ id: InteractionID, by caller: Caller) throws(InboxError) -> Bool {
    guard let user = caller.user else { return false }
    return try first(Self.pinQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(user)
      cursor.bind(id.rawValue)
    } _: {
      $0.bool()
    } ?? false
  }

  /// The name to show of a location, and its brand with its name; nil if there is no such location.
  public func shownPlace(
    of location: LocationID, for caller: Caller
  ) throws(InboxError) -> (location: String, brand: BrandID, brandName: String)? {
    try place(location, in: caller.workspace).map { ($0.displayName, $0.brand, $0.brandDisplayName) }
  }
}
