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
    let found = try first(Self.getQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      CustomerRow(&$0).value
    }
    guard let found, try seesCustomer(id, caller) else {
      throw .notFound(name: CustomerName(workspace: caller.workspaceSlug, id: id).description)
    }
    return found
  }

  /// The customers by id that the caller sees.
  public func customers(after id: String, limit: Int, for caller: Caller) throws(InboxError) -> Page<Customer> {
    var seen: [Customer] = []
    var after = id
    while seen.count <= limit {
      let position = after
      let rows = try all(Self.listQuery) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(position)
        cursor.bind(Int64(limit + 1))
      } _: {
        CustomerRow(&$0).value
      }
      for row in rows where try seesCustomer(row.id, caller) { seen.append(row) }
      guard rows.count == limit + 1, let last = rows.last else { break }
      after = last.id.text
    }
    return Page(seen, limit: limit) { $0.id.text }
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
  private func seesCustomer(_ id: CustomerID, _ caller: Caller) throws(InboxError) -> Bool {
    if caller.visibleLocations == nil { return true }
    return try all(Self.locationsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      $0.optionalText().map(LocationID.init)
    }.contains { caller.sees($0) }
  }
}
