/// The words of a text as search knows them, with where they stand. Words are folded (TextFolding). Scripts without spaces
/// between words give pairs of neighbours instead, and each run's last character alone, so that any two characters that
/// follow each other are found, and any one as the beginning of a pair.
public enum SearchTokens {
  /// A word and where it stands.
  public struct Token: Equatable, Sendable {
    /// The folded word, or pair.
    public var text: String
    /// Where it begins, in scalars.
    public var start: Int
    /// Where it ends, in scalars.
    public var end: Int
    /// Whether it is the last character of a run: found as a beginning only, never part of a phrase.
    public var isTail = false
  }

  /// The longest word that is kept, in bytes; what follows does not count.
  private static let wordBytesMax = 64

  /// The words of a text, in order.
  public static func tokens(of text: String) -> [Token] {
    var tokens: [Token] = []
    var word = ScalarText()
    var wordStart = 0
    var run: [Unicode.Scalar] = []
    var place = 0
    func endWord() {
      if !word.isEmpty { tokens.append(Token(text: cut(word.take()), start: wordStart, end: place)) }
    }
    func endRun() {
      if run.isEmpty { return }
      let start = place - run.count
      for index in run.indices.dropLast() {
        let pair = String(String.UnicodeScalarView([run[index], run[index + 1]]))
        tokens.append(Token(text: pair, start: start + index, end: start + index + 2))
      }
      if let last = run.last { tokens.append(Token(text: String(last), start: place - 1, end: place, isTail: true)) }
      run.removeAll(keepingCapacity: true)
    }
    for scalar in text.unicodeScalars {
      if isWithoutSpaces(scalar) {
        endWord()
        run.append(scalar)
      } else if TextFolding.isWordScalar(scalar) {
        endRun()
        if word.isEmpty { wordStart = place }
        TextFolding.append(scalar, to: &word)
      } else {
        endRun()
        endWord()
      }
      place += 1
    }
    endRun()
    endWord()
    return tokens
  }

  /// A word cut to its longest length, at a character.
  private static func cut(_ word: String) -> String {
    if word.utf8.count <= wordBytesMax { return word }
    var cut = ScalarText()
    var bytes = 0
    for scalar in word.unicodeScalars {
      bytes += UTF8.width(scalar)
      if bytes > wordBytesMax { break }
      cut.append(scalar)
    }
    return cut.take()
  }

  /// Whether a scalar is of a script that sets no spaces between words: Han, Kana, Hangul, Thai, Lao, Khmer, Burmese.
  private static func isWithoutSpaces(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF,
      0xFF66...0xFF9F, 0x20000...0x323AF, 0x0E01...0x0E3A, 0x0E40...0x0E4E, 0x0E81...0x0ECD, 0x1000...0x103F,
      0x1780...0x17D3:
      // The dot between words of Katakana is none of them.
      scalar.value != 0x30FB
    default: false
    }
  }
}

/// What to search for: all terms must occur.
public struct SearchQuery: Sendable, Equatable {
  /// Some words that follow each other; mostly one.
  public struct Term: Sendable, Equatable {
    /// The words, folded.
    public var words: [String]
    /// Whether the last of them stands for all that begin with it.
    public var isPrefix: Bool
  }

  /// The terms.
  public var terms: [Term]

  /// Takes the terms.
  public init(terms: [Term]) { self.terms = terms }

  /// All terms as one that must follow each other; nil for a single term, and where a word before the last is begun.
  public var phrase: Term? {
    guard terms.count > 1, let last = terms.last, terms.dropLast().allSatisfy({ !$0.isPrefix }) else { return nil }
    return Term(words: terms.flatMap(\.words), isPrefix: last.isPrefix)
  }

  /// The longest query, in Unicode scalars.
  public static let lengthMax = 256
  /// The most terms; what follows is not looked at.
  private static let termsMax = 16

  /// Reads a query: words, "words in quotation marks" that follow each other; the last word, and each that ends in *, is a
  /// prefix. Throws `fieldRequired` for one without a word, `textTooLong`.
  public init(_ text: String, field: String) throws(InboxError) {
    try TextRules.requireLength(text, max: Self.lengthMax, field: field)
    var terms: [Term] = []
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      // Every second part stands in quotation marks; the last one's may be missing.
      if index % 2 == 1 {
        let tokens = SearchTokens.tokens(of: String(part))
        let words = tokens.filter { !$0.isTail }.map(\.text)
        if !words.isEmpty {
          terms.append(Term(words: words, isPrefix: false))
        } else if let single = tokens.first {
          terms.append(Term(words: [single.text], isPrefix: true))
        }
        continue
      }
      for piece in part.split(whereSeparator: \.isWhitespace) {
        let isLast = index == parts.count - 1 && piece.endIndex == part.endIndex
        terms += Self.terms(of: String(piece), isPrefix: isLast || piece.hasSuffix("*"))
      }
    }
    guard !terms.isEmpty else { throw .fieldRequired(field: field) }
    self.terms = Array(terms.prefix(Self.termsMax))
  }

  /// The terms of a piece between spaces: its words one by one, but neighbours of a run together.
  private static func terms(of piece: String, isPrefix: Bool) -> [Term] {
    var terms: [Term] = []
    let tokens = SearchTokens.tokens(of: piece)
    var former: SearchTokens.Token?
    for token in tokens {
      if token.isTail {
        // Of a run of two and more its pairs say all; one character alone is the beginning of a pair.
        if former.map({ $0.end != token.end }) ?? true { terms.append(Term(words: [token.text], isPrefix: true)) }
      } else if let last = former, last.end == token.start + 1, !terms.isEmpty {
        terms[terms.count - 1].words.append(token.text)
      } else {
        terms.append(Term(words: [token.text], isPrefix: false))
      }
      former = token
    }
    if isPrefix, let last = tokens.last, !last.isTail, !terms.isEmpty, mayBegin(last.text) {
      terms[terms.count - 1].isPrefix = true
    }
    return terms
  }

  /// Whether a word may stand for those that begin with it: one or two letters would stand for too many.
  private static func mayBegin(_ word: String) -> Bool {
    word.unicodeScalars.count > 2 || !word.utf8.allSatisfy { $0 < 128 }
  }

  /// Where the terms stand in a text: ranges of scalars, in order, and how many of the terms occur.
  public func hits(in text: String) -> (ranges: [Range<Int>], terms: Int) {
    let tokens = SearchTokens.tokens(of: text)
    var ranges: [Range<Int>] = []
    var found = 0
    for term in terms {
      var occurs = false
      for start in tokens.indices {
        guard let end = match(term, tokens, at: start) else { continue }
        occurs = true
        ranges.append(tokens[start].start..<end)
      }
      if occurs { found += 1 }
    }
    ranges.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    return (Self.joined(ranges), found)
  }

  /// Where a term ends that begins at a token; nil if it does not.
  private func match(_ term: Term, _ tokens: [SearchTokens.Token], at start: Int) -> Int? {
    var place = start
    for (index, word) in term.words.enumerated() {
      if index > 0, place < tokens.count, tokens[place].isTail { place += 1 }
      guard place < tokens.count else { return nil }
      let isPrefix = term.isPrefix && index == term.words.count - 1
      guard isPrefix ? tokens[place].text.hasPrefix(word) : tokens[place].text == word else { return nil }
      place += 1
    }
    let last = tokens[place - 1]
    // A beginning is marked as far as it goes: one character of a pair.
    let isHalf = term.isPrefix && term.words.last?.unicodeScalars.count == 1 && last.end - last.start == 2
    return isHalf ? last.start + 1 : last.end
  }

  /// Ranges that touch or overlap made one.
  private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var joined: [Range<Int>] = []
    for range in ranges {
      if let last = joined.last, range.lowerBound < last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    return joined
  }
}

/// A part of a text around hits.
public struct SnippetPart: Sendable, Equatable {
  /// The text.
  public var text: String
  /// Whether it is a hit.
  public var isMarked: Bool

  /// The longest snippet, in Unicode scalars.
  public static let lengthMax = 240

  /// The text around the first hits, cut into marked and unmarked parts; white space is made spaces.
  public static func parts(of text: String, around ranges: [Range<Int>]) -> [SnippetPart] {
    let scalars = Array(text.unicodeScalars)
    let first = ranges.first?.lowerBound ?? 0
    // A third of the room stands before the first hit, cut at a space where one is near.
    var start = max(0, min(first - lengthMax / 3, scalars.count - lengthMax))
    if start > 0, let space = scalars[start..<first].prefix(20).firstIndex(where: \.isSpace) {
      start = space + 1
    }
    let end = min(scalars.count, start + lengthMax)
    var parts: [SnippetPart] = []
    var place = start
    var piece = ScalarText()
    func add(upTo bound: Int, isMarked: Bool) {
      guard bound > place else { return }
      for scalar in scalars[place..<bound] { piece.append(scalar.isSpace || scalar.value < 0x20 ? " " : scalar) }
      parts.append(SnippetPart(text: piece.take(), isMarked: isMarked))
      place = bound
    }
    for range in ranges where range.upperBound > start && range.lowerBound < end {
      add(upTo: max(place, range.lowerBound), isMarked: false)
      add(upTo: min(end, range.upperBound), isMarked: true)
    }
    add(upTo: end, isMarked: false)
    return parts
  }
}
