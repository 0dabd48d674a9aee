internal import Glibc
internal import SQLite
internal import InboxModel

/// A query as the index takes it.
struct SearchExpression {
  /// All terms in the customer's name; nil if no name can have them.
  let name: String?
  /// Whether a begun word stands for more names than `name` has.
  let isNameCut: Bool
  /// All terms, anywhere that may be searched.
  let anywhere: String
  /// The terms following each other in a text; nil where there is one term alone.
  let phrase: StoredPhrase?

  /// What the words of customers' names begin with; no word of a text does.
  static let nameMark = "_"

  /// What stands before each word of a workspace: up to four letters and digits, and `_`.
  static func prefix(of workspace: WorkspaceID) -> String {
    // Ids have their news in the middle: all bits are mixed into the twenty that are taken.
    let mixed = UInt64(bitPattern: workspace.rawValue) &* 0x9E37_79B9_7F4A_7C15
    return String(mixed >> 44, radix: 36) + "_"
  }
}

/// Words that follow each other, as they stand in a column of the index.
struct StoredPhrase {
  /// The words with what stands before and between them, and after the last, unless it is only begun.
  private let bytes: [UInt8]
  /// Whether notes are looked at.
  private let readsNotes: Bool

  /// The words of a term.
  init(_ term: SearchQuery.Term, in workspace: WorkspaceID, readsNotes: Bool) {
    let prefix = " " + SearchExpression.prefix(of: workspace)
    let words = term.words.map { prefix + $0 }.joined()
    bytes = Array((term.isPrefix ? words : words + " ").utf8)
    self.readsNotes = readsNotes
  }

  /// Whether the messages or the notes of a row have them; reads both columns.
  func stands(in cursor: inout Cursor) -> Bool {
    let isInMessages = unsafe stands(in: cursor.textBytes())
    let isInNotes = unsafe stands(in: cursor.textBytes())
    return isInMessages || readsNotes && isInNotes
  }

  /// Whether a column has them.
  private func stands(in column: UnsafeRawBufferPointer) -> Bool {
    guard var place = column.baseAddress else { return false }
    let end = unsafe place + column.count
    return unsafe bytes.withUnsafeBytes { wanted in
      guard let words = wanted.baseAddress, let first = unsafe wanted.first else { return false }
      while unsafe end - place >= wanted.count {
        // Sound: what is searched and compared lies before the end.
        guard let found = unsafe memchr(place, Int32(first), end - place - wanted.count + 1) else { return false }
        if unsafe memcmp(found, words, wanted.count) == 0 { return true }
        unsafe place = UnsafeRawPointer(found) + 1
      }
      return false
    }
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

  private static let knownQuery = Query("SELECT 1 FROM search_term WHERE workspace = ? AND term = ?")

  private static let matchQuery = Query(
    """
    SELECT s.rowid, d.interaction
    FROM search_index s
    CROSS JOIN search_document d ON d.document = s.rowid
    WHERE search_index MATCH ? AND s.rowid >= ? AND s.rowid < ? AND d.workspace = ?
    ORDER BY s.rowid DESC
    """)

  private static let matchTextQuery = Query(
    """
    SELECT s.rowid, d.interaction, s.messages, s.notes
    FROM search_index s
    CROSS JOIN search_document d ON d.document = s.rowid
    WHERE search_index MATCH ? AND s.rowid >= ? AND s.rowid < ? AND d.workspace = ?
    ORDER BY s.rowid DESC
    """)

  private static let probeQuery = Query("SELECT 1 FROM search_index WHERE search_index MATCH ? AND rowid = ?")

  private static let numberQuery = Query(
    "SELECT document FROM search_document WHERE workspace = ? AND interaction = ?")

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

  /// A query as the index takes it, by names only if results are ranked; nil if nothing can match.
  func searchExpression(
    of query: SearchQuery, isRanked: Bool, withNotes: Bool, for caller: Caller
  ) throws(InboxError) -> SearchExpression? {
    let workspace = caller.workspace
    let (anywhere, _) = try conjunction(of: query, "", in: workspace)
    guard let anywhere else { return nil }
    let (name, isCut) =
      isRanked ? try conjunction(of: query, SearchExpression.nameMark, in: workspace) : (nil, false)
    return SearchExpression(
      name: name, isNameCut: isCut,
      anywhere: withNotes ? anywhere : "{customer messages} : (\(anywhere))",
      phrase: query.phrase.map { StoredPhrase($0, in: workspace, readsNotes: withNotes) })
  }

  /// All terms of a query, each with what it stands for; nil if one stands for nothing. Says also whether one stands for
  /// more than is looked for.
  private func conjunction(
    of query: SearchQuery, _ mark: String, in workspace: WorkspaceID
  ) throws(InboxError) -> (expression: String?, isCut: Bool) {
    let prefix = SearchExpression.prefix(of: workspace) + mark
    var parts: [String] = []
    var isCut = false
    for term in query.terms {
      let variants = try variants(of: term, mark, in: workspace)
      if variants.isEmpty { return (nil, false) }
      if variants.count == Self.expansionsMax { isCut = true }
      let phrases = variants.map { words in
        "\"" + words.map { prefix + $0 }.joined(separator: " ") + "\""
      }
      parts.append("(" + phrases.joined(separator: " OR ") + ")")
    }
    return (parts.joined(separator: " AND "), isCut)
  }

  /// What a term stands for: its words, with each word that the last one may be the beginning of; nothing if a word does
  /// not occur, so that the lists of the others are not opened.
  private func variants(
    of term: SearchQuery.Term, _ mark: String, in workspace: WorkspaceID
  ) throws(InboxError) -> [[String]] {
    for word in term.isPrefix ? term.words.dropLast() : term.words[...] {
      let isKnown = try first(Self.knownQuery) { cursor in
        cursor.bind(workspace.rawValue)
        cursor.bind(mark + word)
      } _: {
        $0.bool()
      }
      if isKnown == nil { return [] }
    }
    guard term.isPrefix, let last = term.words.last else { return [term.words] }
    let words = try all(Self.expandQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(mark + last)
      cursor.bind(mark + last + "\u{10FFFF}")
      cursor.bind(Int64(Self.expansionsMax))
    } _: {
      String($0.text().dropFirst(mark.count))
    }
    return words.map { term.words.dropLast() + [$0] }
  }

  /// Shows the documents that an expression finds in a range of numbers, downwards, for as long as more are wanted: their
  /// numbers, whose they are, and whether a phrase stands in them.
  func forEachMatch(
    _ expression: String, in range: Range<Int64>, phrase: StoredPhrase?, for caller: Caller, while wanted: () -> Bool,
    _ body: (Int64, InteractionID, _ holdsPhrase: Bool) throws(InboxError) -> Void
  ) throws(InboxError) {
    try forEach(phrase == nil ? Self.matchQuery : Self.matchTextQuery, while: wanted) { cursor in
      cursor.bind(expression)
      cursor.bind(range.lowerBound)
      cursor.bind(range.upperBound)
      cursor.bind(caller.workspace.rawValue)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      let number = cursor.int64()
      let id = InteractionID(cursor.int64())
      try body(number, id, phrase?.stands(in: &cursor) ?? false)
    }
  }

  /// Whether an expression finds a document.
  func matches(_ expression: String, _ number: Int64) throws(InboxError) -> Bool {
    try first(Self.probeQuery) { cursor in
      cursor.bind(expression)
      cursor.bind(number)
    } _: {
      $0.bool()
    } ?? false
  }

  /// The number of an interaction's document; nil if it has none yet.
  func documentNumber(of id: InteractionID, in workspace: WorkspaceID) throws(InboxError) -> Int64? {
    try first(Self.numberQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      $0.int64()
    }
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
