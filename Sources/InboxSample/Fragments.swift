/// Pools of sentences, read from a corpus in which "# en table bad detail" heads a pool and each line is an entry.
///
/// Deals from each pool like from a deck, so that no sentence comes again before the others have come.
struct Fragments {
  /// The pools by their header.
  private var decks: [String: Deck<String>] = [:]

  /// Reads corpora.
  init(_ corpora: String...) {
    var pools: [String: [String]] = [:]
    for corpus in corpora {
      var key = ""
      for line in corpus.split(separator: "\n") {
        if line.hasPrefix("# ") {
          key = String(line.dropFirst(2))
        } else {
          pools[key, default: []].append(String(line))
        }
      }
    }
    decks = pools.mapValues { Deck($0) }
  }

  /// Whether there is a pool.
  func has(_ key: String) -> Bool { decks[key] != nil }

  /// The next entry of a pool.
  mutating func deal(_ key: String, _ generator: inout SeededGenerator) -> String {
    guard var deck = decks[key] else { preconditionFailure("no pool '\(key)'") }
    let entry = deck.deal(&generator)
    decks[key] = deck
    return entry
  }
}

/// What slots stand for.
struct Slots {
  /// The values by name, without braces.
  private var values: [(name: String, value: String)] = []

  /// No slots yet.
  init() {}

  /// Sets a slot; the same name with a capital begins a sentence with it.
  mutating func set(_ name: String, _ value: String) {
    values.append((name, value))
    values.append((Self.capitalised(name), Self.capitalised(value)))
  }

  /// The text with its slots filled.
  func fill(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      let name = rest[open..<close].dropFirst()
      guard let value = values.first(where: { $0.name == name })?.value else {
        preconditionFailure("no slot '\(name)' for: \(text)")
      }
      result += rest[..<open] + value
      rest = rest[close...].dropFirst()
    }
    return result + rest
  }

  /// A text with its first letter large.
  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
