internal import SQLite
public import InboxModel

/// All of a list by id, an order in which nothing moves: for whoever goes through it once while others work.
extension Transaction {
  /// All rows of a workspace, by id.
  static let sweepSQL =
    """
    SELECT \(InteractionRow.columns)
    FROM interaction i
    WHERE i.workspace = ? AND i.interaction > ?
    ORDER BY i.interaction
    """

  private static let sweepQuery = Query(sweepSQL)

  /// Collects up to `limit` interactions after an id that are in a list and were, or may have been, in it after an event of
  /// their workspace. `next` goes on; nil at the end. Looks at `examinedMax` rows at most.
  public func sweep(
    _ list: WatchedList, heldAt sequence: Int64, after id: Int64, limit: Int,
    examinedMax: Int = Limits.listRowsExaminedMax, for caller: Caller
  ) throws(InboxError) -> (ids: [InteractionID], next: Int64?) {
    let matcher = try ListMatcher(list.view, list.family, list.filter, for: caller, in: self)
    var ids: [InteractionID] = []
    if matcher.isEmpty { return (ids, nil) }
    var examined = 0
    var last = id
    func isFull() -> Bool { examined == examinedMax || ids.count == limit }
    try forEach(Self.sweepQuery, while: { !isFull() }) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      let row = InteractionRow(&cursor)
      examined += 1
      last = row.id.rawValue
      guard try matcher.matches(row, for: caller, in: self) else { return }
      if try wasIn(matcher, row, at: sequence, for: caller) { ids.append(row.id) }
    }
    return (ids, isFull() ? last : nil)
  }

  /// Hands the interactions of one page of a list to a callback that were, or may have been, in it after an event of their
  /// workspace, and gives where the next page begins; nil after the last.
  public func held(
    _ list: WatchedList, at sequence: Int64, after position: ListPosition?, for caller: Caller,
    _ body: (InteractionID) -> Void
  ) throws(InboxError) -> ListPosition? {
    let matcher = try ListMatcher(list.view, list.family, list.filter, for: caller, in: self)
    let query = InteractionListQuery(
      view: list.view, family: list.family, filter: list.filter, after: position, limit: Limits.listRowsExaminedMax)
    return try listInteractions(query, for: caller) { (row) throws(InboxError) in
      if try wasIn(matcher, row, at: sequence, for: caller) { body(row.id) }
    }
  }

  /// The interactions that something happened to after an event of their workspace, and that a list holds now and did, or
  /// may have done, then: those that a walk through the list may have missed while they moved.
  public func movedWithin(
    _ list: WatchedList, after sequence: Int64, for caller: Caller
  ) throws(InboxError) -> Set<InteractionID> {
    let matcher = try ListMatcher(list.view, list.family, list.filter, for: caller, in: self)
    var seen: Set<InteractionID> = []
    var found: Set<InteractionID> = []
    var last = sequence
    while true {
      let events = try events(in: caller.workspace, after: last, limit: Limits.listRowsExaminedMax)
      guard let end = events.last else { return found }
      last = end.sequence
      for event in events {
        guard let id = event.interaction, seen.insert(id).inserted else { continue }
        try withRow(id, in: caller.workspace) { (row) throws(InboxError) in
          guard try matcher.matches(row, for: caller, in: self) else { return }
          if try wasIn(matcher, row, at: sequence, for: caller) { found.insert(id) }
        }
      }
    }
  }
}
