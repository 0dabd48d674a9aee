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

/// How well a search finds an interaction. Raw values stand in page tokens.
public enum SearchRank: Int64, Sendable {
  /// All words in the customer's name; following each other in one text; anywhere.
  case name = 1
  case phrase, words
  /// Of a search by the latest activity alone.
  case unranked
}

/// A result's place, where a page ends.
public struct SearchPosition: Sendable, Hashable {
  /// Its rank.
  public var rank: SearchRank
  /// The number of its document.
  public var document: Int64
  /// While phrases are looked for, how many documents were; after that, down to which number.
  public var mark: Int64

  /// Takes all parts.
  public init(_ rank: SearchRank, document: Int64, mark: Int64 = 0) {
    self.rank = rank
    self.document = document
    self.mark = mark
  }
}

/// Searching. Ranks take the place of a score: found in the customer's name; the words following each other in one
/// text, among the newest that have them all; anything else; within each, the latest activity first. So a common word is
/// not counted to the end before the first result, two common words are not looked for side by side through all that
/// have both, and pages go on from where they were.
extension Transaction {
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
    let page = SearchPage(search, matcher, caller, self)
    page.expression = try searchExpression(
      of: search.query, isRanked: search.order == .relevance, withNotes: withNotes, for: caller)
    for id in try pendingInteractions(for: caller) {
      page.waiting.insert(id)
      guard let document = try searchDocument(of: id, in: caller.workspace),
        let rank = document.rank(of: search.query, withNotes: withNotes)
      else { continue }
      let former = try documentNumber(of: id, in: caller.workspace)
      let isKept = former.map { DocumentNumber.isNumber($0, at: document.activityTime) } ?? false
      let number = isKept ? former ?? 0 : DocumentNumber.own(id, at: document.activityTime)
      page.fresh.append(SearchPage.Fresh(number: number, id: id, rank: rank))
    }
    page.fresh.sort { $0.number > $1.number }
    try page.fill(body)
    return page.next
  }
}

extension Caller {
  /// Whether notes are read, and so found: they never leave, and connectors carry things out.
  var readsNotes: Bool { actor.kind != .connector }
}
