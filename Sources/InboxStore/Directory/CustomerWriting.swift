internal import SQLite
public import InboxModel

/// Customers made and changed by the team. What a person says counts as said now: a source's later word counts again.
extension WriteTransaction {
  private static let deleteIdentities = Query("DELETE FROM customer_identity WHERE workspace = ? AND customer = ?")

  private static let interactionsQuery = Query(
    """
    SELECT interaction
    FROM interaction
    WHERE workspace = ? AND customer = ?
    ORDER BY source_time DESC, interaction DESC
    LIMIT ?
    """)

  /// Creates a customer; an empty id gets one. Throws `alreadyExists` for the id or an identity, and what the attributes'
  /// definitions say of the values.
  @discardableResult
  public func createCustomer(
    _ customer: Customer, attributes: [AttributeValue] = [], by caller: Caller
  ) throws(InboxError) -> Customer {
    try caller.requireSomeEditor()
    let id = CustomerID(try chooseID(customer.id.text, field: "customer_id"))
    try customer.check()
    let name = CustomerName(workspace: caller.workspaceSlug, id: id).description
    if try findCustomer(id, in: caller.workspace) != nil { throw .alreadyExists(field: "customer_id", name: name) }
    var merge = CustomerMerge(profile: CustomerProfile(), identities: [], times: FieldTimes())
    _ = merge.edit(customer.profile, customer.identities, at: now)
    try write(merge, of: id, caller)
    try insertIdentities(customer.identities, of: id, caller)
    _ = try ingestAttributes(attributes, of: id, by: caller)
    appendDirectoryEvent(.directory(name, .created), by: caller)
    return try findCustomer(id, in: caller.workspace) ?? customer
  }

  /// Changes a customer, and sets or clears the attribute values that `change` gives. The latest of his interactions say so in an event
  /// each, which also tells those who have one open. Throws `notFound`, `roleInsufficient`, `etagMismatch`,
  /// `customerErased`, and `alreadyExists` for an identity.
  @discardableResult
  public func updateCustomer(
    _ id: CustomerID, if condition: EtagCondition = .any, by caller: Caller,
    _ change: (inout Customer) throws(InboxError) -> [AttributeValue]
  ) throws(InboxError) -> Customer {
    let current = try editableCustomer(id, for: caller)
    let name = CustomerName(workspace: caller.workspaceSlug, id: id).description
    guard condition.holds(for: current.etag) else { throw .etagMismatch(name: name) }
    if current.eraseTime != nil { throw .customerErased }
    var new = current
    let attributes = try change(&new)
    try new.check()
    var merge = try read(id, caller)
    var fields = merge.edit(new.profile, new.identities, at: now)
    if !fields.isEmpty {
      try write(merge, of: id, caller)
      if fields.contains("identities") {
        try run(Self.deleteIdentities) { cursor in
          cursor.bind(caller.workspace.rawValue)
          cursor.bind(id.text)
        }
        try insertIdentities(new.identities, of: id, caller)
      }
      if fields.contains("display_name") { try rename(id, merge.profile.displayName, caller) }
    }
    if try ingestAttributes(attributes, of: id, by: caller) { fields.append("attributes") }
    if fields.isEmpty { return current }
    appendDirectoryEvent(.directory(name, .updated, fields), by: caller)
    let details = EventDetails.words(([id.text, id.text] + fields).joined(separator: " "))
    let system = Caller.system(in: caller.workspace, slug: caller.workspaceSlug)
    for interaction in try interactions(of: id, limit: Limits.customerEventsMax, caller) {
      append(.customerChanged, details, to: try state(of: interaction, for: system), by: caller.actor)
    }
    return try findCustomer(id, in: caller.workspace) ?? current
  }

  /// The latest interactions of a customer.
  func interactions(
    of customer: CustomerID, limit: Int, _ caller: Caller
  ) throws(InboxError) -> [InteractionID] {
    try all(Self.interactionsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(customer.text)
      cursor.bind(Int64(limit))
    } _: {
      InteractionID($0.int64())
    }
  }

  /// Writes who a customer is at the sources; throws `alreadyExists` for an identity of somebody else.
  private func insertIdentities(
    _ identities: [CustomerIdentity], of id: CustomerID, _ caller: Caller
  ) throws(InboxError) {
    for (index, identity) in identities.enumerated() where try insert(identity, of: id, caller) == 0 {
      let owner = try owner(identity.source, identity.externalID, in: caller.workspace)
      // Whose it is, is told to those who see him.
      let field = "customer.identities[\(index)].external_id"
      guard let owner, try seesCustomer(owner, caller) else {
        throw .alreadyExists(field: field, name: identity.externalID)
      }
      throw .alreadyExists(
        field: field, name: CustomerName(workspace: caller.workspaceSlug, id: owner).description)
    }
  }
}
