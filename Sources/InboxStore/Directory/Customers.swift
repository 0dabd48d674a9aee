internal import SQLite
public import InboxModel

/// Customers. Who sees some locations sees the customers of interactions there.
extension Transaction {
  private static let getQuery = Query(
    "SELECT \(CustomerRow.columns) FROM customer c WHERE c.workspace = ? AND c.customer = ?")

  private static let listQuery = Query(
    """
    SELECT \(CustomerRow.columns)
    FROM customer c
    WHERE c.workspace = ? AND c.customer > ?
    ORDER BY c.customer
    LIMIT ?
    """)

  private static let byEmailQuery = Query(
    """
    SELECT \(CustomerRow.columns)
    FROM customer c
    WHERE c.workspace = ? AND c.email_key = ? AND c.customer > ?
    ORDER BY c.customer
    LIMIT ?
    """)

  private static let byPhoneQuery = Query(
    """
    SELECT \(CustomerRow.columns)
    FROM customer c
    WHERE c.workspace = ? AND c.phone = ? AND c.customer > ?
    ORDER BY c.customer
    LIMIT ?
    """)

  private static let ownerQuery = Query(
    "SELECT customer FROM customer_identity WHERE workspace = ? AND source = ? AND external_id = ?")

  private static let locationsQuery = Query(
    "SELECT DISTINCT location FROM interaction WHERE workspace = ? AND customer = ?")

  private static let historyQuery = Query(
    """
    SELECT \(InteractionRow.columns)
    FROM interaction i
    WHERE i.workspace = ? AND i.customer = ? AND (i.source_time, i.interaction) < (?, ?)
    ORDER BY i.source_time DESC, i.interaction DESC
    """)

  /// A customer; throws `notFound`.
  public func customer(_ id: CustomerID, for caller: Caller) throws(InboxError) -> Customer {
    guard let found = try findCustomer(id, in: caller.workspace), try seesCustomer(id, caller) else {
      throw .notFound(name: CustomerName(workspace: caller.workspaceSlug, id: id).description)
    }
    return found
  }

  /// A customer that the caller may change: restricted users edit those who have an interaction where they are editors.
  /// Throws `notFound` and `roleInsufficient`.
  func editableCustomer(_ id: CustomerID, for caller: Caller) throws(InboxError) -> Customer {
    let found = try customer(id, for: caller)
    try caller.requireSomeEditor()
    guard caller.visibleLocations != nil else { return found }
    let locations = try locations(of: id, caller)
    try caller.requireEditor(of: locations.first { caller.edits($0) } ?? nil)
    return found
  }

  /// A customer by id, whoever asks; nil if there is none.
  func findCustomer(_ id: CustomerID, in workspace: WorkspaceID) throws(InboxError) -> Customer? {
    try first(Self.getQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      CustomerRow(&$0).value
    }
  }

  /// A page of the customers that the caller sees, by id: all, or those with a key. For a restricted user a page looks at
  /// a bounded number of customers and may be short.
  public func customers(
    _ key: CustomerKey? = nil, after id: String, limit: Int, for caller: Caller
  ) throws(InboxError) -> Page<Customer> {
    if case .identity(let source, let externalID)? = key {
      let owner = try owner(source, externalID, in: caller.workspace)
      guard let owner, owner.text > id, try seesCustomer(owner, caller) else {
        return Page([], limit: 1) { $0.id.text }
      }
      return Page([try customer(owner, for: caller)], limit: 1) { $0.id.text }
    }
    let isRestricted = caller.visibleLocations != nil
    let wanted = isRestricted ? Limits.customersLookedAtMax : limit
    let rows = try all(Self.query(of: key)) { cursor in
      cursor.bind(caller.workspace.rawValue)
      if case .email(let text)? = key { cursor.bind(text.lowercased()) }
      if case .phone(let text)? = key { cursor.bind(text) }
      cursor.bind(id)
      cursor.bind(Int64(wanted + 1))
    } _: {
      CustomerRow(&$0).value
    }
    guard isRestricted else { return Page(rows, limit: limit) { $0.id.text } }
    var page = Page<Customer>([], limit: limit) { $0.id.text }
    for row in rows.prefix(wanted) where try seesCustomer(row.id, caller) {
      if page.items.count == limit {
        page.next = page.items.last?.id.text
        return page
      }
      page.items.append(row)
    }
    if rows.count > wanted { page.next = rows[wanted - 1].id.text }
    return page
  }

  /// The list that goes by a key.
  private static func query(of key: CustomerKey?) -> Query {
    switch key {
    case .email: byEmailQuery
    case .phone: byPhoneQuery
    case .identity, nil: listQuery
    }
  }

  /// Who has an identity; nil if nobody.
  func owner(
    _ source: Source, _ externalID: String, in workspace: WorkspaceID
  ) throws(InboxError) -> CustomerID? {
    try first(Self.ownerQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(Int64(source.rawValue))
      cursor.bind(externalID)
    } _: {
      CustomerID($0.text())
    }
  }

  /// Lends the interactions of a customer, newest source time first, archived ones included, trashed ones excluded, only
  /// those the caller sees. Gives where the next page begins; nil after the last page.
  public func listInteractions(
    of customer: CustomerID, after position: PagePosition?, limit: Int, for caller: Caller,
    _ body: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) -> PagePosition? {
    _ = try self.customer(customer, for: caller)
    var count = 0
    var last: PagePosition?
    var next: PagePosition?
    // A customer's interactions are few; the rows after the page are stepped over, not read.
    try forEach(Self.historyQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(customer.text)
      cursor.bind(position?.time ?? Int64.max)
      cursor.bind(position?.id ?? Int64.max)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      if next != nil { return }
      let row = InteractionRow(&cursor)
      guard row.trashTime == nil, caller.sees(row.locationID) else { return }
      if count == limit {
        next = last
        return
      }
      try body(row)
      count += 1
      last = PagePosition(time: row.sourceTime, id: row.id.rawValue)
    }
    return next
  }

  /// Whether the caller sees some interaction of a customer, or everything.
  func seesCustomer(_ id: CustomerID, _ caller: Caller) throws(InboxError) -> Bool {
    if caller.visibleLocations == nil { return true }
    return try locations(of: id, caller).contains { caller.sees($0) }
  }

  /// Where a customer's interactions are; nil stands for no location.
  private func locations(of id: CustomerID, _ caller: Caller) throws(InboxError) -> [LocationID?] {
    try all(Self.locationsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      $0.optionalText().map(LocationID.init)
    }
  }
}

/// What customers are looked up by.
public enum CustomerKey: Sendable, Hashable {
  /// An e-mail address, case folded; a phone number; who he is at a source.
  case email(String)
  case phone(String)
  case identity(Source, String)
}
