internal import SQLite
internal import InboxModel

// The full-text index: the one file that knows FTS5.
//
//     command --> search_pending   (one row, in the transaction of the change)
//     writer, when idle or far behind: document --tokens--> search_index, search_term; the row goes
//     search: search_index for what is indexed; what still waits is read itself
//
// Words come from SearchTokens, never from the engine's tokeniser, so that another engine finds the same. In the index a
// word stands as `{workspace}_{word}`: the lists of a workspace are its own, and a search costs what that workspace
// holds. `_` alone stands between texts, so that no phrase reaches from one message into the next. The last characters
// of runs without spaces (SearchTokens.Token.isTail) come at the end, where no phrase trips over them.
//
// Invariants
//  1. A change of a searched text puts the interaction into search_pending in its own transaction; it leaves with the
//     transaction that indexes it. So a crash loses nothing.
//  2. A search takes what is pending from the texts themselves (the newest `pendingReadMax`), and nothing of it from the
//     index: it finds what was just written, and not what was just removed or erased.
//  3. A begun word stands for the words of search_term that begin so, at most `expansionsMax`. A word that is in no document
//     any more leaves search_term with the transaction that indexes the last one that had it.
//
// Limits: 500 messages and notes of an interaction, the newest; begun words of one or two letters stand for themselves.
//
// The road not taken: indexing within the command (sending would cost twice as much); a document for each message (all
// words must occur in one interaction, so each search would join them); FTS5's own prefix search (it reads whole lists
// before the first result) and its bm25 (it counts the lists of common words to the end).

extension WriteTransaction {
  private static let addPending = Query(
    """
    INSERT INTO search_pending (workspace, interaction)
    VALUES (?, ?)
    ON CONFLICT (workspace, interaction) DO NOTHING
    """)

  private static let addPendingOfCustomer = Query(
    """
    INSERT INTO search_pending (workspace, interaction)
    SELECT i.workspace, i.interaction
    FROM interaction i
    WHERE i.workspace = ? AND i.customer = ?
    ON CONFLICT (workspace, interaction) DO NOTHING
    """)

  private static let takePending = Query("SELECT workspace, interaction FROM search_pending LIMIT ?")

  private static let removePending = Query("DELETE FROM search_pending WHERE workspace = ? AND interaction = ?")

  private static let writeDocument = Query(
    "INSERT OR REPLACE INTO search_index (rowid, customer, messages, notes) VALUES (?, ?, ?, ?)")

  private static let formerDocument = Query("SELECT customer, messages, notes FROM search_index WHERE rowid = ?")

  private static let anyDocument = Query("SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT 1")

  private static let removeTerm = Query("DELETE FROM search_term WHERE workspace = ? AND term = ?")

  private static let addTerm = Query(
    "INSERT INTO search_term (workspace, term) VALUES (?, ?) ON CONFLICT (workspace, term) DO NOTHING")

  /// From how many words on that a document lost a step ends: each is looked for in the others.
  private static let wordsGonePerStep = 500
  /// The most words remembered as known.
  private static let knownTermsMax = 65_536

  /// Puts the interactions whose texts the command changed on the list of those to index.
  func keepSearchPending() throws(InboxError) {
    for (id, workspace) in searchedInteractions {
      let added = try run(Self.addPending) { cursor in
        cursor.bind(workspace.rawValue)
        cursor.bind(id.rawValue)
      }
      searchBacklog += added
    }
    searchedInteractions.removeAll(keepingCapacity: true)
  }

  /// Puts all interactions of a customer on the list, because his name changed.
  func reindexInteractions(of customer: CustomerID, in workspace: WorkspaceID) throws(InboxError) {
    searchBacklog += try run(Self.addPendingOfCustomer) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(customer.text)
    }
  }

  /// Indexes some interactions that wait, and says how many.
  func indexPending(max: Int) throws(InboxError) -> Int {
    let waiting = try all(Self.takePending) {
      $0.bind(Int64(max))
    } _: {
      (workspace: WorkspaceID($0.int64()), id: InteractionID($0.int64()))
    }
    var (indexed, wordsGone) = (0, 0)
    for (workspace, id) in waiting where wordsGone < Self.wordsGonePerStep {
      if let document = try searchDocument(of: id, in: workspace) { wordsGone += try index(document, id, workspace) }
      try run(Self.removePending) { cursor in
        cursor.bind(workspace.rawValue)
        cursor.bind(id.rawValue)
      }
      indexed += 1
    }
    searchBacklog = indexed == waiting.count && indexed < max ? 0 : Swift.max(1, searchBacklog - indexed)
    return indexed
  }

  /// Forgets what a lost transaction had indexed. It is tried again after the next change of a text.
  func forgetIndexing() {
    knownTerms.removeAll()
    searchBacklog = 0
  }

  /// Writes a document; says how many words of the former one it does not have.
  private func index(
    _ document: SearchDocument, _ id: InteractionID, _ workspace: WorkspaceID
  ) throws(InboxError) -> Int {
    let (columns, terms) = document.words(in: workspace)
    let gone = try formerTerms(of: id, in: workspace, unless: columns).subtracting(terms)
    try run(Self.writeDocument) { cursor in
      cursor.bind(id.rawValue)
      for column in columns { cursor.bind(column) }
    }
    for term in terms where knownTerms.insert(KnownTerm(workspace: workspace, term: term)).inserted {
      try run(Self.addTerm) { cursor in
        cursor.bind(workspace.rawValue)
        cursor.bind(term)
      }
    }
    for term in gone { try forget(term, in: workspace) }
    if knownTerms.count > Self.knownTermsMax { knownTerms.removeAll() }
    return gone.count
  }

  /// The words of the document that the index has; none if it is the same.
  private func formerTerms(
    of id: InteractionID, in workspace: WorkspaceID, unless columns: [String]
  ) throws(InboxError) -> Set<String> {
    let former = try first(Self.formerDocument) {
      $0.bind(id.rawValue)
    } _: { cursor in
      [cursor.text(), cursor.text(), cursor.text()]
    }
    guard let former, former != columns else { return [] }
    let prefixBytes = "\(workspace.rawValue)_".utf8.count
    var terms: Set<String> = []
    for column in former {
      for word in column.utf8.split(separator: UInt8(ascii: " ")) where word.count > prefixBytes {
        terms.insert(String(decoding: word.dropFirst(prefixBytes), as: UTF8.self))
      }
    }
    return terms
  }

  /// Takes a word off those that occur, unless a document has it (invariant 3).
  private func forget(_ term: String, in workspace: WorkspaceID) throws(InboxError) {
    let word = "\(workspace.rawValue)_\(term)"
    let found = try first(Self.anyDocument) {
      $0.bind("\"\(word)\"")
    } _: {
      $0.bool()
    }
    if found != nil { return }
    knownTerms.remove(KnownTerm(workspace: workspace, term: term))
    try run(Self.removeTerm) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(term)
    }
  }
}

/// A word that occurs in a workspace.
struct KnownTerm: Hashable {
  /// The tenant.
  let workspace: WorkspaceID
  /// The word, folded.
  let term: String
}

extension SearchDocument {
  /// The words of a document as the index has them, in its columns, and one by one.
  func words(in workspace: WorkspaceID) -> (columns: [String], terms: [String]) {
    let prefix = " \(workspace.rawValue)_"
    var terms: [String] = []
    func packed(_ texts: [String]) -> String {
      var words = ScalarText()
      var tails: [String] = []
      for text in texts {
        for token in SearchTokens.tokens(of: text) {
          terms.append(token.text)
          if token.isTail {
            tails.append(token.text)
          } else {
            words.append(prefix)
            words.append(token.text)
          }
        }
        words.append(" _")
      }
      for tail in tails {
        words.append(prefix)
        words.append(tail)
      }
      return words.take()
    }
    let columns = [packed([customer]), packed(messages), packed(notes)]
    return (columns, terms)
  }
}

/// A query as the index takes it.
struct SearchExpression {
  /// All terms, anywhere that may be searched.
  let anywhere: String
  /// What ranks before that, best first: in the customer's name; in a text, following each other.
  let better: [String]

  /// The expression of a rank, counted from 1, without what ranks before.
  func rank(_ number: Int) -> String {
    let ranks = better + [anywhere]
    return ([ranks[number - 1]] + ranks[..<(number - 1)]).map { "(\($0))" }.joined(separator: " NOT ")
  }
}

extension Transaction {
  private static let expandQuery = Query(
    """
    SELECT term
    FROM search_term
    WHERE workspace = ? AND term >= ? AND term < ?
    ORDER BY term
    LIMIT ?
    """)

  private static let matchQuery = Query(
    "SELECT rowid FROM search_index WHERE search_index MATCH ? AND rowid < ? ORDER BY rowid DESC")

  private static let probeQuery = Query("SELECT 1 FROM search_index WHERE search_index MATCH ? AND rowid = ?")

  private static let pendingQuery = Query(
    """
    SELECT interaction
    FROM search_pending
    WHERE workspace = ?
    ORDER BY interaction DESC
    LIMIT ?
    """)

  /// The most words that a begun word stands for.
  private static let expansionsMax = 128
  /// The most interactions that wait to be indexed and are read at a search.
  private static let pendingReadMax = 100

  /// A query as the index takes it; nil if nothing can match.
  func searchExpression(
    of query: SearchQuery, withNotes: Bool, for caller: Caller
  ) throws(InboxError) -> SearchExpression? {
    let prefix = "\(caller.workspace.rawValue)_"
    var terms: [[[String]]] = []
    for term in query.terms {
      let variants = try variants(of: term, in: caller.workspace)
      if variants.isEmpty { return nil }
      terms.append(variants)
    }
    func phrase(_ words: [String]) -> String { "\"" + words.map { prefix + $0 }.joined(separator: " ") + "\"" }
    let parts = terms.map { variants in "(" + variants.map(phrase).joined(separator: " OR ") + ")" }
    let all = parts.joined(separator: " AND ")
    var better = ["customer : (\(all))"]
    if query.phrase != nil {
      // Words that follow each other: the last one may be begun.
      let begin = query.terms.dropLast().flatMap(\.words)
      let phrases = (terms.last ?? []).map { phrase(begin + $0) }.joined(separator: " OR ")
      better.append((withNotes ? "{messages notes}" : "messages") + " : (\(phrases))")
    }
    return SearchExpression(anywhere: withNotes ? all : "{customer messages} : (\(all))", better: better)
  }

  /// What a term stands for: its words, with each word that the last one may be the beginning of.
  private func variants(of term: SearchQuery.Term, in workspace: WorkspaceID) throws(InboxError) -> [[String]] {
    guard term.isPrefix, let last = term.words.last else { return [term.words] }
    let words = try all(Self.expandQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(last)
      cursor.bind(last + "\u{10FFFF}")
      cursor.bind(Int64(Self.expansionsMax))
    } _: {
      $0.text()
    }
    return words.map { term.words.dropLast() + [$0] }
  }

  /// Shows the interactions that an expression finds, the latest stored first, for as long as more are wanted.
  func forEachMatch(
    _ expression: String, before id: Int64, while wanted: () -> Bool,
    _ body: (InteractionID) throws(InboxError) -> Void
  ) throws(InboxError) {
    try forEach(Self.matchQuery, while: wanted) { cursor in
      cursor.bind(expression)
      cursor.bind(id)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      try body(InteractionID(cursor.int64()))
    }
  }

  /// Whether an expression finds an interaction.
  func matches(_ expression: String, _ id: InteractionID) throws(InboxError) -> Bool {
    try first(Self.probeQuery) { cursor in
      cursor.bind(expression)
      cursor.bind(id.rawValue)
    } _: {
      $0.bool()
    } ?? false
  }

  /// The interactions that wait to be indexed, the latest stored first.
  func pendingInteractions(for caller: Caller) throws(InboxError) -> [InteractionID] {
    try all(Self.pendingQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(Int64(Self.pendingReadMax))
    } _: {
      InteractionID($0.int64())
    }
  }
}

extension PendingEvent {
  /// Whether a searched text can have changed with this.
  var changesText: Bool {
    switch type {
    case .messageStateChanged: details.flags.contains(.replacement)
    case .interactionCreated, .messageReceived, .messageChanged, .messageRemoved, .responseSent,
      .noteCreated, .noteUpdated, .noteDeleted, .customerChanged, .customerErased, .interactionUpdated:
      true
    case .responseBlocked, .responseScheduled, .scheduleReturned, .draftSaved, .draftDeleted, .statusChanged,
      .modeChanged, .usersAssigned, .usersUnassigned, .archived, .unarchived, .trashed, .undeleted, .pinned, .unpinned,
      .keywordsChanged, .attributeChanged, .ratingChanged, .locationChanged, .directoryChanged:
      false
    }
  }
}
