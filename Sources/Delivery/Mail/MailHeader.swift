/// The lines of a header block, safe to send: what is not ASCII is encoded, no value can begin a line of its own, and long
/// lines are folded.
struct MailHeader {
  /// The lines so far, each ended by CRLF.
  private(set) var text = ""

  /// The longest line, without its end, that needs no folding.
  private static let lineBytesMax = 78
  /// The longest encoded word that is made: RFC 2047 allows 75 bytes, and the first follows the field's name.
  private static let encodedWordBytesMax = 66

  /// Adds a field of words that may be folded between them, such as references; values are known to be ASCII.
  mutating func add(_ name: String, words: [String]) {
    var line = name + ":"
    for word in words {
      let clean = Self.cleaned(word)
      if line.utf8.count + 1 + clean.utf8.count > Self.lineBytesMax, line.utf8.count > name.utf8.count + 1 {
        text += line + "\r\n"
        line = ""
      }
      line += " " + clean
    }
    text += line + "\r\n"
  }

  /// Adds a field of free text, encoded where it is not ASCII (RFC 2047).
  mutating func add(_ name: String, text value: String) { add(name, words: Self.encoded(value)) }

  /// Adds an address with its name to show.
  mutating func add(_ name: String, _ address: MailAddress) {
    guard !address.displayName.isEmpty else { return add(name, words: [address.address]) }
    add(name, words: Self.phrase(address.displayName) + ["<\(address.address)>"])
  }

  /// A text as words of a header: as it is if it is ASCII, else as encoded words.
  static func encoded(_ value: String) -> [String] {
    let clean = cleaned(value)
    let isPlain =
      clean.utf8.allSatisfy { $0 < 0x80 } && !clean.contains("=?")
      && clean.split(separator: " ").allSatisfy { $0.utf8.count < 70 }
    return isPlain ? clean.split(separator: " ").map(String.init) : encodedWords(clean)
  }

  /// A name to show: quoted if it is ASCII, else as encoded words.
  private static func phrase(_ name: String) -> [String] {
    let words = encoded(name)
    if words.first?.hasPrefix("=?") == true { return words }
    let clean = words.joined(separator: " ")
    if clean.utf8.allSatisfy({ isAtom($0) || $0 == 0x20 }) { return words }
    var quoted = "\""
    for scalar in clean.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return [quoted + "\""]
  }

  /// A text in as many encoded words as it takes; none breaks a character.
  private static func encodedWords(_ value: String) -> [String] {
    let bytesMax = (encodedWordBytesMax - "=?UTF-8?B??=".utf8.count) / 4 * 3
    var words: [String] = []
    var piece: [UInt8] = []
    for scalar in value.unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if piece.count + bytes.count > bytesMax {
        words.append("=?UTF-8?B?\(TransferEncoding.base64(piece))?=")
        piece = []
      }
      piece += bytes
    }
    if !piece.isEmpty { words.append("=?UTF-8?B?\(TransferEncoding.base64(piece))?=") }
    return words
  }

  /// A value without what could end its line: controls become spaces, and runs of spaces one.
  static func cleaned(_ value: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in value.unicodeScalars {
      let isBlank =
        scalar.value <= 0x20 || scalar.value == 0x7F || scalar.value == 0x2028 || scalar.value == 0x2029
        || (0x80...0x9F).contains(scalar.value)
      if !isBlank {
        result.append(scalar)
      } else if let last = result.last, last != " " {
        result.append(" ")
      }
    }
    if result.last == " " { result.removeLast() }
    return String(result)
  }

  /// Whether a byte may stand in a name without quotes (RFC 5322, section 3.2.3).
  private static func isAtom(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }
  }
}
