internal import SQLite
internal import InboxModel

/// What few interactions have in common.
enum ListGathering {
  /// A customer, of several; a keyword, of several; a user's list.
  case customers([String])
  case keywords([String])
  case entries(user: String, list: Int64)
}

/// Gathering interactions that are found by something else than their order, where they are few.
extension Transaction {
  private static let ofCustomer = Query(
    """
    SELECT interaction
    FROM interaction
    WHERE workspace = ? AND customer = ?
    ORDER BY source_time DESC, interaction DESC
    LIMIT ?
    """)

  private static let withKeyword = Query(
    """
    SELECT interaction
    FROM interaction_keyword
    WHERE workspace = ? AND keyword = ? AND is_removed = 0
    ORDER BY interaction
    LIMIT ?
    """)

  private static let ofUser = Query(
    """
    SELECT interaction
    FROM personal_entry
    WHERE workspace = ? AND user_id = ? AND list = ?
    ORDER BY activity_time DESC, interaction DESC
    LIMIT ?
    """)

  /// Those that have any of these, each once; nil if they are more than can be sorted at a call.
  func gather(_ gathering: ListGathering, for caller: Caller) throws(InboxError) -> [InteractionID]? {
    var found: Set<InteractionID> = []
    func add(_ query: Query, _ bind: (inout Cursor) -> Void) throws(InboxError) {
      let room = ListPlan.gatheredMax + 1 - found.count
      guard room > 0 else { return }
      let ids = try all(query) { cursor in
        cursor.bind(caller.workspace.rawValue)
        bind(&cursor)
        cursor.bind(Int64(room))
      } _: {
        InteractionID($0.int64())
      }
      found.formUnion(ids)
    }
    switch gathering {
    case .customers(let customers):
      for customer in customers { try add(Self.ofCustomer) { $0.bind(customer) } }
    case .keywords(let keywords):
      for keyword in keywords { try add(Self.withKeyword) { $0.bind(keyword) } }
    case .entries(let user, let list):
      try add(Self.ofUser) { cursor in
        cursor.bind(user)
        cursor.bind(list)
      }
    }
    return found.count > ListPlan.gatheredMax ? nil : Array(found)
  }
}
