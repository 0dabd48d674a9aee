internal import InboxModel

/// A page of search results under way.
final class SearchPage {
  /// What is done with a row.
  typealias RowBody = (borrowing InteractionRow) throws(InboxError) -> Void

  /// An interaction that waits to be indexed and that the query finds.
  struct Fresh {
    /// Where it stands.
    let number: Int64
    /// Which.
    let id: InteractionID
    /// How well.
    let rank: SearchRank
  }

  /// The most interactions that a page looks at, besides documents that it only looks for phrases in.
  private static let examinedMax = 5000
  /// How many of the newest documents that have all words are looked for phrases in.
  private static let phraseWindow: Int64 = 500

  /// The query for the index; nil if it finds nothing.
  var expression: SearchExpression?
  /// Interactions that wait to be indexed: of them the index says nothing.
  var waiting: Set<InteractionID> = []
  /// Those of them that match, downwards.
  var fresh: [Fresh] = []
  /// Where the next page begins; nil while none follows.
  private(set) var next: SearchPosition?

  /// What is asked for.
  private let search: InteractionSearch
  /// Views and filters.
  private let matcher: ListMatcher
  /// Who asks.
  private let caller: Caller
  /// Where it is read.
  private let transaction: Transaction
  /// How many rows were shown, and how many looked at.
  private var count = 0
  private var examined = 0
  /// The last row shown.
  private var last: SearchPosition?
  /// Those of the newest that have the words and not the phrase, downwards, once this page has looked at them all: the
  /// index is not asked for them again.
  private var withoutPhrase: [(number: Int64, id: InteractionID)]?

  /// An empty page.
  init(_ search: InteractionSearch, _ matcher: ListMatcher, _ caller: Caller, _ transaction: Transaction) {
    self.search = search
    self.matcher = matcher
    self.caller = caller
    self.transaction = transaction
  }

  /// Fills the page from where the one before ended.
  func fill(_ body: RowBody) throws(InboxError) {
    let start = search.after ?? SearchPosition(search.order == .newest ? .unranked : .name, document: .max)
    if start.rank == .unranked {
      try walk(expression?.anywhere, fresh, .min..<start.document) { (number, id, _, _) throws(InboxError) in
        try look(id, SearchPosition(.unranked, document: number), body)
      }
      return
    }
    if start.rank == .name {
      try walk(expression?.name, fresh(.name), .min..<start.document) { (number, id, _, _) throws(InboxError) in
        try look(id, SearchPosition(.name, document: number), body)
      }
    }
    // A single term has no phrase; everything is anywhere then.
    var (document, floor) = start.rank == .words ? (start.document, start.mark) : (Int64.max, Int64.max)
    if search.query.phrase != nil, start.rank != .words, next == nil {
      floor = try lookForPhrases(from: start.rank == .phrase ? start : SearchPosition(.phrase, document: .max), body)
      document = .max
    }
    guard next == nil else { return }
    try lookForTheRest(below: document, phrasesDownTo: floor, body)
  }

  /// Shows where the words follow each other, among the newest that have them; gives down to where it looked.
  private func lookForPhrases(from start: SearchPosition, _ body: RowBody) throws(InboxError) -> Int64 {
    var looked = start.mark
    var floor = start.document
    var passed: [(number: Int64, id: InteractionID)] = []
    try walk(
      expression?.anywhere, fresh(.phrase), .min..<start.document, phrase: expression?.phrase,
      while: { looked < Self.phraseWindow }
    ) { (number, id, isFresh, holds) throws(InboxError) in
      if !isFresh {
        looked += 1
        floor = number
      }
      if isFresh || holds {
        try look(id, SearchPosition(.phrase, document: number, mark: looked), body)
      } else {
        passed.append((number, id))
      }
    }
    if start.mark == 0 { withoutPhrase = passed }
    return looked < Self.phraseWindow ? .min : floor
  }

  /// Shows what has the words anywhere, but for what came before.
  private func lookForTheRest(
    below document: Int64, phrasesDownTo floor: Int64, _ body: RowBody
  ) throws(InboxError) {
    let rest = fresh.filter { $0.rank == .words || $0.rank == .phrase && $0.number < floor }
    if floor < document {
      try walk(
        expression?.anywhere, rest, floor..<document, phrase: expression?.phrase, known: withoutPhrase
      ) { (number, id, isFresh, holds) throws(InboxError) in
        if isFresh || !holds { try look(id, SearchPosition(.words, document: number, mark: floor), body) }
      }
    }
    guard floor > .min, next == nil else { return }
    try walk(expression?.anywhere, rest, .min..<min(document, floor)) { (number, id, _, _) throws(InboxError) in
      try look(id, SearchPosition(.words, document: number, mark: floor), body)
    }
  }

  /// What waits to be indexed and has a rank.
  private func fresh(_ rank: SearchRank) -> [Fresh] { fresh.filter { $0.rank == rank } }

  /// Goes through what the index finds, downwards, with what waits to be indexed at its place among it, so that pages hold
  /// while the index catches up. Where it is `known` what the index finds, it is not asked.
  private func walk(
    _ expression: String?, _ fresh: [Fresh], _ range: Range<Int64>, phrase: StoredPhrase? = nil,
    known: [(number: Int64, id: InteractionID)]? = nil, while wanted: () -> Bool = { true },
    _ body: (Int64, InteractionID, _ isFresh: Bool, _ holdsPhrase: Bool) throws(InboxError) -> Void
  ) throws(InboxError) {
    var fresh = fresh.filter { range.contains($0.number) }[...]
    func isWanted() -> Bool { next == nil && wanted() }
    func take(_ number: Int64, _ id: InteractionID, _ holdsPhrase: Bool) throws(InboxError) {
      while next == nil, let first = fresh.first, first.number >= number {
        fresh.removeFirst()
        try body(first.number, first.id, true, false)
      }
      if next == nil, !waiting.contains(id) { try body(number, id, false, holdsPhrase) }
    }
    if let known {
      for (number, id) in known where isWanted() { try take(number, id, false) }
    } else if let expression {
      try transaction.forEachMatch(expression, in: range, phrase: phrase, for: caller, while: isWanted, take)
    }
    while isWanted(), let first = fresh.popFirst() { try body(first.number, first.id, true, false) }
  }

  /// Looks at an interaction, and shows it if it belongs to the page.
  private func look(_ id: InteractionID, _ position: SearchPosition, _ body: RowBody) throws(InboxError) {
    examined += 1
    try transaction.withRow(id, in: caller.workspace) { (row) throws(InboxError) in
      guard try matcher.matches(row, for: caller, in: transaction) else { return }
      if position.rank == .phrase || position.rank == .words, try cameByName(row.customerName, position) { return }
      if count == search.limit {
        next = last
      } else {
        try body(row)
        count += 1
        last = position
      }
    }
    if next == nil, examined == Self.examinedMax { next = position }
  }

  /// Whether an interaction was shown because of its customer's name.
  private func cameByName(_ name: RowText, _ position: SearchPosition) throws(InboxError) -> Bool {
    guard let expression = expression?.name, search.query.holds(in: name.string) else { return false }
    return self.expression?.isNameCut == true ? try transaction.matches(expression, position.document) : true
  }
}
