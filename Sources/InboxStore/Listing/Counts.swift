internal import SQLite
public import InboxModel

/// How many interactions each view holds, by tab.
public struct InboxCounts: Sendable, Hashable {
  /// Counts by view and family.
  private var numbers: [Int]

  /// Nothing.
  public init() { numbers = Array(repeating: 0, count: View.allCases.count * Family.allCases.count) }

  /// How many interactions of a family a view holds.
  public subscript(view: View, family: Family) -> Int {
    get { numbers[Self.index(view, family)] }
    set { numbers[Self.index(view, family)] = newValue }
  }

  /// How many interactions a view holds.
  public func total(_ view: View) -> Int { Family.allCases.reduce(0) { $0 + self[view, $1] } }

  /// Whether a view holds as many as in other counts, tab by tab.
  public func isEqual(_ other: InboxCounts, in view: View) -> Bool {
    Family.allCases.allSatisfy { self[view, $0] == other[view, $0] }
  }

  /// Where a number stands.
  private static func index(_ view: View, _ family: Family) -> Int {
    (Int(view.rawValue) - 1) * Family.allCases.count + Int(family.rawValue) - 1
  }
}

/// Counts are read, never counted: a row for each view and tab, or one more for each location of a restricted caller.
extension Transaction {
  private static let countsQuery = Query(
    "SELECT view, family, count FROM view_count WHERE workspace = ? AND location = ?")

  private static let ownSumsQuery = Query(
    "SELECT view, family, count FROM user_view_count WHERE workspace = ? AND user_id = ? AND location = '*'")

  private static let ownCountsQuery = Query(
    "SELECT location, view, family, count FROM user_view_count WHERE workspace = ? AND user_id = ?")

  /// The counts of every view for a caller; personal ones are 0 for an actor that is no user.
  public func counts(for caller: Caller) throws(InboxError) -> InboxCounts {
    var counts = InboxCounts()
    func add(_ cursor: inout Cursor) {
      counts[View(stored: cursor.int()), Family(stored: cursor.int())] += cursor.int()
    }
    for location in caller.visibleLocations?.map(\.text) ?? ["*"] {
      try forEach(Self.countsQuery) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(location)
      } _: { (cursor: inout Cursor) throws(InboxError) in
        add(&cursor)
      }
    }
    guard let user = caller.user else { return counts }
    let isRestricted = caller.visibleLocations != nil
    try forEach(isRestricted ? Self.ownCountsQuery : Self.ownSumsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(user)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      if isRestricted {
        // The sum '*' is no location that anybody sees.
        let location = cursor.text()
        guard caller.sees(location.isEmpty ? nil : LocationID(location)) else { return }
      }
      add(&cursor)
    }
    return counts
  }
}
