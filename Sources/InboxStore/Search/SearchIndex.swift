internal import SQLite
internal import InboxModel

// The full-text index: this file writes it, SearchMerging.swift tends it, SearchExpression.swift asks it; nothing else
// knows FTS5.
//
//     command --> search_pending   (one row, in the transaction of the change)
//     writer, when idle or far behind: document --tokens--> search_index, search_term; the row goes
//     search: search_index for what is indexed; what still waits is read itself
//
// Words come from SearchTokens, never from the engine's tokeniser, so that another engine finds the same. In the index a
// word stands as `{workspace}_{word}`: the lists of a workspace are its own, and a search costs what that workspace
// holds. The workspace is four letters made of its id, because they stand before every word that is kept; what two
// workspaces share by chance is told apart by search_document. `_` alone stands between texts, so that no phrase reaches
// from one message into the next. The last characters of runs without spaces (SearchTokens.Token.isTail) come at the end,
// where no phrase trips over them. A customer's name stands there twice: among the texts, and as words that begin with
// `_`, whose lists are short: who is called Service is found without reading through all who write of it.
//
// A document's number is its place: the interaction's latest activity, then a count (DocumentNumber). The engine gives
// what it finds by number, so that the newest come first and a search ends with its page.
//
// Invariants
//  1. A change of a searched text puts the interaction into search_pending in its own transaction; it leaves with the
//     transaction that indexes it. So a crash loses nothing. Activity moves only with a text.
//  2. A search takes what is pending from the texts themselves (the newest `pendingReadMax`), and nothing of it from the
//     index: it finds what was just written, and not what was just removed or erased.
//  3. A begun word stands for the words of search_term that begin so, at most `expansionsMax`. A word that is in no document
//     any more leaves search_term with the transaction that indexes the last one that had it. It is looked for only where a
//     text went (`thinnedInteractions`): most changes add one, and reading the former document costs a fifth of them.
//  4. Within a transaction documents are written by ascending number: at each that is lower than the one before the
//     engine would end a segment of its index. For the same reason the index is asked nothing before they are.
//
// Limits: 500 messages and notes of an interaction, the newest; begun words of one or two letters stand for themselves.
//
// The road not taken: indexing within the command (sending would cost twice as much); a document for each message (all
// words must occur in one interaction, so each search would join them); FTS5's own prefix search (it reads whole lists
// before the first result) and its bm25 (it counts the lists of common words to the end); the interaction's id as number
// (the newest had to be sorted, or looked for along the list with a probe for each row: 30 times as much for common words).

/// The numbers of documents.
enum DocumentNumber {
  /// How many numbers a microsecond has.
  static let perMicrosecond: Int64 = 1 << 10
  /// The latest time that counts, in microseconds: in the year 2112.
  private static let timeMax: Int64 = 1 << 52

  /// The first number of a time in microseconds.
  static func first(at time: Int64) -> Int64 { max(-timeMax, min(timeMax, time)) * perMicrosecond }

  /// Whether a number stands for a time.
  static func isNumber(_ number: Int64, at time: Int64) -> Bool {
    number >= first(at: time) && number < first(at: time) + perMicrosecond
  }

  /// The number that an interaction takes if no other has it: the same whether it waits to be indexed or is, so that
  /// pages hold meanwhile.
  static func own(_ id: InteractionID, at time: Int64) -> Int64 {
    let mixed = UInt64(bitPattern: id.rawValue) &* 0x9E37_79B9_7F4A_7C15
    return first(at: time) + Int64(mixed >> 54)
  }
}

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

  private static let takePending = Query(
    "SELECT workspace, interaction FROM search_pending ORDER BY workspace DESC, interaction DESC LIMIT ?")

  private static let removePending = Query("DELETE FROM search_pending WHERE workspace = ? AND interaction = ?")

  private static let ownerQuery = Query("SELECT 1 FROM search_document WHERE document = ?")

  private static let lastNumberQuery = Query(
    "SELECT MAX(document) FROM search_document WHERE document >= ? AND document < ?")

  private static let writeNumber = Query(
    """
    INSERT INTO search_document (document, workspace, interaction)
    VALUES (?, ?, ?)
    ON CONFLICT (workspace, interaction) DO UPDATE
    SET document = excluded.document
    """)

  private static let writeDocument = Query(
    "INSERT OR REPLACE INTO search_index (rowid, names, customer, messages, notes) VALUES (?, ?, ?, ?, ?)")

  private static let removeDocument = Query("DELETE FROM search_index WHERE rowid = ?")

  private static let formerDocument = Query(
    "SELECT names, customer, messages, notes FROM search_index WHERE rowid = ?")

  private static let anyDocument = Query("SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT 1")

  private static let removeTerm = Query("DELETE FROM search_term WHERE workspace = ? AND term = ?")

  private static let addTerm = Query(
    "INSERT INTO search_term (workspace, term) VALUES (?, ?) ON CONFLICT (workspace, term) DO NOTHING")

  /// From how many words on that documents lost a step ends: each is looked for in the others.
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
    thinnedInteractions = nil
    searchBacklog += try run(Self.addPendingOfCustomer) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(customer.text)
    }
  }

  /// Indexes some interactions that wait, the latest stored before what an upgrade left, and says how many.
  func indexPending(max: Int) throws(InboxError) -> Int {
    let waiting = try all(Self.takePending) {
      $0.bind(Int64(max))
    } _: {
      (workspace: WorkspaceID($0.int64()), id: InteractionID($0.int64()))
    }
    var documents: [NumberedDocument] = []
    var former: [Int64] = []
    var gone: Set<KnownTerm> = []
    var indexed = 0
    for (workspace, id) in waiting.reversed() where gone.count < Self.wordsGonePerStep {
      if let document = try searchDocument(of: id, in: workspace) {
        let (columns, terms) = document.words(in: workspace)
        let old = try documentNumber(of: id, in: workspace)
        let number = try renumber(id, in: workspace, from: old, at: document.activityTime)
        documents.append(NumberedDocument(number: number, workspace: workspace, columns: columns, terms: terms))
        if let old, old != number { former.append(old) }
        if let old, thinnedInteractions?.contains(id) ?? true {
          let lost = try formerTerms(of: old, in: workspace, unless: columns).subtracting(terms)
          for term in lost { gone.insert(KnownTerm(workspace: workspace, term: term)) }
        }
      }
      try run(Self.removePending) { cursor in
        cursor.bind(workspace.rawValue)
        cursor.bind(id.rawValue)
      }
      indexed += 1
    }
    // Invariant 4.
    for number in former.sorted() { try run(Self.removeDocument) { $0.bind(number) } }
    for document in documents.sorted(by: { $0.number < $1.number }) { try write(document) }
    for term in gone { try forget(term) }
    searchBacklog = indexed == waiting.count && indexed < max ? 0 : Swift.max(1, searchBacklog - indexed)
    if searchBacklog == 0 { thinnedInteractions = [] }
    indexMerging.didIndex(indexed)
    return indexed
  }

  /// Forgets what a lost transaction had indexed. It is tried again after the next change of a text.
  func forgetIndexing() {
    knownTerms.removeAll()
    thinnedInteractions = nil
    searchBacklog = 0
  }

  /// Gives an interaction's document its number: the one that it has, if it still stands for the time.
  private func renumber(
    _ id: InteractionID, in workspace: WorkspaceID, from former: Int64?, at time: Int64
  ) throws(InboxError) -> Int64 {
    if let former, DocumentNumber.isNumber(former, at: time) { return former }
    let number = try freeNumber(for: id, at: time)
    try run(Self.writeNumber) { cursor in
      cursor.bind(number)
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
    }
    return number
  }

  /// An interaction's own number, or one near it if another has that.
  private func freeNumber(for id: InteractionID, at time: Int64) throws(InboxError) -> Int64 {
    let own = DocumentNumber.own(id, at: time)
    let isTaken = try first(Self.ownerQuery) {
      $0.bind(own)
    } _: {
      $0.bool()
    }
    if isTaken == nil { return own }
    let begin = DocumentNumber.first(at: time)
    var room = DocumentNumber.perMicrosecond
    // A source that knows only days fills a microsecond: then what follows is taken too, a thousand times as much.
    while true {
      let last = try first(Self.lastNumberQuery) { cursor in
        cursor.bind(begin)
        cursor.bind(begin + room)
      } _: {
        $0.optionalInt64()
      }
      let number = last.flatMap { $0 }.map { $0 + 1 } ?? begin
      if number < begin + room { return number }
      room *= DocumentNumber.perMicrosecond
    }
  }

  /// Writes a document.
  private func write(_ document: NumberedDocument) throws(InboxError) {
    try run(Self.writeDocument) { cursor in
      cursor.bind(document.number)
      for column in document.columns { cursor.bind(column) }
    }
    for term in document.terms
    where knownTerms.insert(KnownTerm(workspace: document.workspace, term: term)).inserted {
      try run(Self.addTerm) { cursor in
        cursor.bind(document.workspace.rawValue)
        cursor.bind(term)
      }
    }
    if knownTerms.count > Self.knownTermsMax { knownTerms.removeAll() }
  }

  /// The words of a document that the index has; none if it is the same.
  private func formerTerms(
    of number: Int64, in workspace: WorkspaceID, unless columns: [String]
  ) throws(InboxError) -> Set<String> {
    let former = try first(Self.formerDocument) {
      $0.bind(number)
    } _: { cursor in
      [cursor.text(), cursor.text(), cursor.text(), cursor.text()]
    }
    guard let former, former != columns else { return [] }
    let prefixBytes = SearchExpression.prefix(of: workspace).utf8.count
    var terms: Set<String> = []
    for column in former {
      for word in column.utf8.split(separator: UInt8(ascii: " ")) where word.count > prefixBytes {
        terms.insert(String(decoding: word.dropFirst(prefixBytes), as: UTF8.self))
      }
    }
    return terms
  }

  /// Takes a word off those that occur, unless a document has it (invariant 3).
  private func forget(_ term: KnownTerm) throws(InboxError) {
    let found = try first(Self.anyDocument) {
      $0.bind("\"\(SearchExpression.prefix(of: term.workspace))\(term.term)\"")
    } _: {
      $0.bool()
    }
    if found != nil { return }
    knownTerms.remove(term)
    try run(Self.removeTerm) { cursor in
      cursor.bind(term.workspace.rawValue)
      cursor.bind(term.term)
    }
  }
}

/// A document on its way into the index.
private struct NumberedDocument {
  /// Its number.
  let number: Int64
  /// The tenant.
  let workspace: WorkspaceID
  /// What its columns hold.
  let columns: [String]
  /// Its words.
  let terms: [String]
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
    let prefix = " " + SearchExpression.prefix(of: workspace)
    var terms: [String] = []
    func packed(_ texts: [String], _ mark: String = "") -> String {
      var words = ScalarText()
      var tails: [String] = []
      for text in texts {
        for token in SearchTokens.tokens(of: text) {
          let term = mark.isEmpty ? token.text : mark + token.text
          terms.append(term)
          if token.isTail {
            tails.append(term)
          } else {
            words.append(prefix)
            words.append(term)
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
    let columns = [packed([customer], SearchExpression.nameMark), packed([customer]), packed(messages), packed(notes)]
    return (columns, terms)
  }
}

extension PendingEvent {
  /// Whether a searched text can have gone with this.
  var takesText: Bool {
    switch type {
    case .interactionCreated, .messageReceived, .responseSent, .noteCreated: false
    default: changesText
    }
  }

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
