internal import SQLite
public import InboxModel

/// The order of search results. Raw values are the contract's.
public enum SearchOrder: UInt8, Sendable {
  /// The best first; the latest activity first.
  case relevance = 1
  case newest
}

/// What a search asks for.
public struct InteractionSearch: Sendable {
  /// The words.
  public var query: SearchQuery
  /// The view; nil for the inbox and the archive together.
  public var view: View?
  /// One tab, or all.
  public var family: Family?
  /// Narrows the view.
  public var filter: InteractionFilter
  /// The order.
  public var order: SearchOrder
  /// Where the page before ended; nil for the first page.
  public var after: SearchPosition?
  /// The most results.
  public var limit: Int

  /// A search of everything, the best first; the first page.
  public init(_ query: SearchQuery, limit: Int) {
    self.query = query
    self.limit = limit
    filter = InteractionFilter()
    order = .relevance
  }
}

/// A result's place, where a page ends.
public enum SearchPosition: Sendable, Hashable {
  /// By rank, then the latest stored first.
  case ranked(rank: Int, id: Int64)
  /// By the latest activity.
  case listed(ListPosition)
}

/// Searching. Ranks take the place of a score: found in the customer's name; the words following each other in one
/// text; anything else; within each, the latest stored first. So a common word is not counted to the end before the
/// first result, and pages go on from where they were.
extension Transaction {
  /// The most interactions that a search sorts by activity; what more of them have is found along the list instead.
  private static let sortedMax = 1000
  /// The most interactions that a page looks at.
  private static let examinedMax = 5000

  /// Lends the rows of a page of results to a callback, in order, and gives where the next page begins; nil after the last.
  ///
  /// Throws what `listInteractions` throws of view and filter.
  public func searchInteractions(
    _ search: InteractionSearch, for caller: Caller,
    _ body: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) -> SearchPosition? {
    let matcher = try ListMatcher(
      search.view ?? .all, search.family, search.filter, withArchive: search.view == nil, for: caller, in: self)
    if matcher.isEmpty { return nil }
    let withNotes = caller.readsNotes
    let expression = try searchExpression(of: search.query, withNotes: withNotes, for: caller)
    var waiting: Set<InteractionID> = []
    var fresh: [(id: InteractionID, rank: Int)] = []
    for id in try pendingInteractions(for: caller) {
      waiting.insert(id)
      let document = try searchDocument(of: id, in: caller.workspace)
      if let rank = document?.rank(of: search.query, withNotes: withNotes) { fresh.append((id, rank)) }
    }
    let found = FoundInteractions(expression: expression, waiting: waiting, fresh: fresh)
    switch search.order {
    case .relevance: return try rank(search, found, matcher, caller, body)
    case .newest: return try list(search, found, caller, body)
    }
  }

  /// Results by rank.
  private func rank(
    _ search: InteractionSearch, _ found: FoundInteractions, _ matcher: ListMatcher, _ caller: Caller,
    _ body: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) -> SearchPosition? {
    var start = (rank: 1, id: Int64.max)
    if case .ranked(let rank, let id)? = search.after { start = (rank, id) }
    var count = 0
    var examined = 0
    var last: SearchPosition?
    var next: SearchPosition?
    func look(_ id: InteractionID, rank: Int) throws(InboxError) {
      examined += 1
      try withRow(id, in: caller.workspace) { (row) throws(InboxError) in
        guard try matcher.matches(row, for: caller, in: self) else { return }
        if count == search.limit {
          next = last
        } else {
          try body(row)
          count += 1
          last = .ranked(rank: rank, id: id.rawValue)
        }
      }
      if next == nil, examined == Self.examinedMax { next = .ranked(rank: rank, id: id.rawValue) }
    }
    let ranks = search.query.phrase == nil ? 2 : 3
    guard start.rank <= ranks else { return nil }
    for rank in start.rank...ranks where next == nil {
      let before = rank == start.rank ? start.id : .max
      // What waits to be indexed comes at its place among the others, so that pages hold while the index catches up.
      var fresh = found.fresh.filter { $0.rank == rank && $0.id.rawValue < before }.map(\.id)[...]
      if let expression = found.expression?.rank(rank) {
        try forEachMatch(expression, before: before, while: { next == nil }) { (id) throws(InboxError) in
          while next == nil, let first = fresh.first, first > id { try look(fresh.removeFirst(), rank: rank) }
          if next == nil, !found.waiting.contains(id) { try look(id, rank: rank) }
        }
      }
      while next == nil, !fresh.isEmpty { try look(fresh.removeFirst(), rank: rank) }
    }
    return next
  }

  /// Results by the latest activity: sorted where they are few, found along the list where they are many.
  private func list(
    _ search: InteractionSearch, _ found: FoundInteractions, _ caller: Caller,
    _ body: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) -> SearchPosition? {
    var query = InteractionListQuery(
      view: search.view ?? .all, family: search.family, filter: search.filter, limit: search.limit,
      examinedMax: Self.examinedMax)
    query.includesArchive = search.view == nil
    if case .listed(let position)? = search.after { query.after = position }
    var ids = found.fresh.map(\.id)
    if let expression = found.expression?.anywhere {
      try forEachMatch(expression, before: .max, while: { ids.count <= Self.sortedMax }) { (id) throws(InboxError) in
        if !found.waiting.contains(id) { ids.append(id) }
      }
    }
    let next: ListPosition?
    if ids.count <= Self.sortedMax {
      next = try listInteractions(query, drivenBy: .gathered(ids), for: caller, also: nil, body)
    } else {
      let (fresh, expression) = (Set(found.fresh.map(\.id)), found.expression?.anywhere ?? "")
      next = try listInteractions(
        query, drivenBy: nil, for: caller,
        also: { (id) throws(InboxError) in
          if found.waiting.contains(id) { return fresh.contains(id) }
          return try self.matches(expression, id)
        }, body)
    }
    return next.map(SearchPosition.listed)
  }
}

/// What a search found before views and filters.
private struct FoundInteractions {
  /// The query for the index; nil if it finds nothing.
  let expression: SearchExpression?
  /// Those that wait to be indexed: of them the index says nothing.
  let waiting: Set<InteractionID>
  /// Those of them that match, the latest stored first, with their ranks.
  let fresh: [(id: InteractionID, rank: Int)]
}

extension Caller {
  /// Whether notes are read, and so found: they never leave, and connectors carry things out.
  var readsNotes: Bool { actor.kind != .connector }
}
