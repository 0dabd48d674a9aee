/// A text that is made one scalar at a time: words, snippets, folded texts.
///
/// It gathers bytes. Appending a letter to a `String`'s scalars takes 300 instructions and appending a word to a `String` 500,
/// and a message goes through such loops several times.
public struct ScalarText {
  /// What was appended, in UTF-8.
  private var bytes: [UInt8] = []

  /// Nothing yet.
  public init() {}

  /// Whether nothing was appended.
  var isEmpty: Bool { bytes.isEmpty }

  /// Appends one scalar.
  mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.isASCII {
      bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    } else {
      bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
  }

  /// Appends a text.
  public mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// The text so far; the next one begins.
  public mutating func take() -> String {
    defer { bytes.removeAll(keepingCapacity: true) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Unicode.Scalar {
  /// Whether it is white space. Of ASCII the question is decided without Unicode's tables.
  var isSpace: Bool {
    isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
  }
}
