/// Makes texts comparable: lower case, accents off, words apart. One function serves keywords and search, so that
/// what is detected is what is found, on any engine.
public enum TextFolding {
  /// A text in lower case without accents; other characters stay as they are.
  public static func fold(_ text: String) -> String {
    var result = ScalarText()
    for scalar in text.unicodeScalars { append(scalar, to: &result) }
    return result.take()
  }

  /// The words of a text, folded: runs of letters, digits and marks.
  public static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ScalarText()
    for scalar in text.unicodeScalars {
      if isWordScalar(scalar) {
        append(scalar, to: &word)
      } else if !word.isEmpty {
        words.append(word.take())
      }
    }
    if !word.isEmpty { words.append(word.take()) }
    return words
  }

  /// Whether a scalar is part of a word.
  static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      // Letters of both cases, brought to lower case; digits.
      return (0x61...0x7A).contains(scalar.value | 0x20) || (0x30...0x39).contains(scalar.value)
    }
    return isForeignWordScalar(scalar)
  }

  /// Whether a scalar beyond ASCII is part of a word.
  private static func isForeignWordScalar(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return properties.isAlphabetic || properties.numericType != nil || isMark(properties.generalCategory)
  }

  /// Whether a category is of combining marks.
  private static func isMark(_ category: Unicode.GeneralCategory) -> Bool {
    category == .nonspacingMark || category == .spacingMark
  }

  /// Appends the folded form of one scalar.
  static func append(_ scalar: Unicode.Scalar, to result: inout ScalarText) {
    guard scalar.isASCII else { return appendForeign(scalar, to: &result) }
    result.append((0x41...0x5A).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
  }

  /// Appends the folded form of a scalar beyond ASCII.
  private static func appendForeign(_ scalar: Unicode.Scalar, to result: inout ScalarText) {
    if let folded = special[scalar] {
      result.append(folded)
      return
    }
    for lower in scalar.properties.lowercaseMapping.unicodeScalars {
      if lower.value < 128 {
        result.append(lower)
      } else if let folded = special[lower] {
        result.append(folded)
      } else if lower.properties.generalCategory != .nonspacingMark {
        result.append(base(of: lower))
      }
    }
  }

  /// The plain Latin letter under an accented one, read off the scalar's Unicode name ("LATIN SMALL LETTER E WITH
  /// ACUTE"); the scalar itself where there is none.
  private static func base(of scalar: Unicode.Scalar) -> Unicode.Scalar {
    let isLatin = scalar.value <= 0x24F || (0x1E00...0x1EFF).contains(scalar.value)
    guard isLatin, let name = scalar.properties.name else { return scalar }
    let parts = name.utf8.split(separator: UInt8(ascii: " "))
    guard parts.count > 4, parts[1].elementsEqual("SMALL".utf8), parts[3].count == 1,
      parts[4].elementsEqual("WITH".utf8), let letter = parts[3].first
    else { return scalar }
    return Unicode.Scalar(letter + 32)
  }

  /// Letters whose plain form is no single Latin letter, or whose name does not tell it.
  private static let special: [Unicode.Scalar: String] = [
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i", "ð": "d", "þ": "th",
    "ά": "α", "έ": "ε", "ή": "η", "ί": "ι", "ό": "ο", "ύ": "υ", "ώ": "ω", "ς": "σ", "ϊ": "ι", "ϋ": "υ",
    "ё": "е", "Ё": "е", "’": "'",
  ]
}

/// Finds the keywords of a catalogue in texts: whole words, case and accents folded.
public struct KeywordMatcher: Sendable {
  /// By first word: the whole phrase and whose it is.
  private var phrases: [String: [(words: [String], keyword: KeywordID)]] = [:]

  /// Prepares a catalogue.
  public init(_ keywords: [Keyword]) {
    for keyword in keywords where !keyword.isDetectionDisabled {
      for term in [keyword.displayName] + keyword.terms {
        let words = TextFolding.words(of: term)
        guard let first = words.first else { continue }
        phrases[first, default: []].append((words, keyword.id))
      }
    }
  }

  /// The keywords that occur in a text, ascending.
  public func keywords(in text: String) -> [KeywordID] {
    if phrases.isEmpty || text.isEmpty { return [] }
    let words = TextFolding.words(of: text)
    var found = Set<KeywordID>()
    for index in words.indices {
      for phrase in phrases[words[index]] ?? [] where words[index...].starts(with: phrase.words) {
        found.insert(phrase.keyword)
      }
    }
    return found.sorted()
  }
}
