/// Swift source with comments and the contents of string literals blanked out, so that what is left is code.
///
/// The lines keep their numbers and their lengths. Nested comments, multi-line and raw strings and interpolations
/// are understood; regular-expression literals are not, and are not used in this house.
struct SwiftText {
  /// The source as it stands.
  private let source: [UInt8]
  /// The same bytes with blanks where there is no code.
  private(set) var code: [UInt8]
  /// Where the scan is.
  private var position = 0

  /// Scans the whole source.
  init(_ text: String) {
    source = Array(text.utf8)
    code = source
    scanCode(untilClosingParenthesis: false)
  }

  /// The byte `offset` places after the position, or 0 beyond the end.
  private func peek(_ offset: Int = 0) -> UInt8 {
    position + offset < source.count ? source[position + offset] : 0
  }

  /// Whether the source goes on with `text`.
  private func sees(_ text: StaticString) -> Bool {
    let bytes = Array(text.description.utf8)
    return position + bytes.count <= source.count
      && source[position..<position + bytes.count].elementsEqual(bytes)
  }

  /// Goes over `count` bytes and blanks them, line ends excepted.
  private mutating func blank(_ count: Int) {
    for _ in 0..<count where position < source.count {
      if source[position] != UInt8(ascii: "\n") { code[position] = UInt8(ascii: " ") }
      position += 1
    }
  }

  /// Goes over code up to the end, or to the parenthesis that ends an interpolation.
  private mutating func scanCode(untilClosingParenthesis: Bool) {
    var depth = 0
    while position < source.count {
      if sees("//") {
        while position < source.count && peek() != UInt8(ascii: "\n") { blank(1) }
      } else if sees("/*") {
        scanBlockComment()
      } else if let hashes = stringStart() {
        scanString(hashes: hashes)
      } else {
        if peek() == UInt8(ascii: "(") { depth += 1 }
        if peek() == UInt8(ascii: ")") {
          if depth == 0 && untilClosingParenthesis { return }
          depth -= 1
        }
        if untilClosingParenthesis { blank(1) } else { position += 1 }
      }
    }
  }

  /// Goes over a block comment and those nested in it.
  private mutating func scanBlockComment() {
    var depth = 0
    repeat {
      if sees("/*") {
        depth += 1
        blank(2)
      } else if sees("*/") {
        depth -= 1
        blank(2)
      } else {
        blank(1)
      }
    } while depth > 0 && position < source.count
  }

  /// The number of hash marks before a quote when a string literal starts here.
  private func stringStart() -> Int? {
    var hashes = 0
    while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
    return peek(hashes) == UInt8(ascii: "\"") ? hashes : nil
  }

  /// Goes over a string literal with its interpolations.
  private mutating func scanString(hashes: Int) {
    blank(hashes)
    let quotes = sees("\"\"\"") ? 3 : 1
    blank(quotes)
    while position < source.count {
      if peek() == UInt8(ascii: "\\") && hasHashes(hashes, after: 1) {
        blank(1 + hashes)
        if peek() == UInt8(ascii: "(") {
          blank(1)
          scanCode(untilClosingParenthesis: true)
        }
        blank(1)
      } else if hasQuotes(quotes) && hasHashes(hashes, after: quotes) {
        return blank(quotes + hashes)
      } else {
        blank(1)
      }
    }
  }

  /// Whether as many quotes as the literal opened with stand here.
  private func hasQuotes(_ quotes: Int) -> Bool {
    quotes == 3 ? sees("\"\"\"") : peek() == UInt8(ascii: "\"")
  }

  /// Whether `count` hash marks stand `offset` places from here.
  private func hasHashes(_ count: Int, after offset: Int) -> Bool {
    (0..<count).allSatisfy { peek(offset + $0) == UInt8(ascii: "#") }
  }
}

/// A word or a mark of Swift source.
struct Token {
  /// The word, or the single mark.
  let text: String
  /// The line, counted from 1.
  let line: Int

  /// The tokens of a source, comments and literals left out.
  static func all(in text: String) -> [Token] {
    var tokens: [Token] = []
    var word: [UInt8] = []
    var line = 1
    func flush() {
      if !word.isEmpty { tokens.append(Token(text: String(decoding: word, as: UTF8.self), line: line)) }
      word.removeAll(keepingCapacity: true)
    }
    for byte in SwiftText(text).code {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "`"), 0x80...:
        word.append(byte)
      default:
        flush()
        if byte == UInt8(ascii: "\n") { line += 1 }
        if byte > UInt8(ascii: " ") { tokens.append(Token(text: String(UnicodeScalar(byte)), line: line)) }
      }
    }
    flush()
    return tokens
  }
}
