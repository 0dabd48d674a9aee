/// Random numbers from a seed (SplitMix64): the same seed gives the same workspace, on every machine.
struct SeededGenerator: Sendable {
  /// The state, advanced by each draw.
  private var state: UInt64

  /// Starts from a seed.
  init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to, not including, `bound`. The bias of the remainder is far below what a demo shows.
  mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "nothing to choose from")
    return Int(next() % UInt64(bound))
  }

  /// A number from a closed range.
  mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  /// A number from 0 up to, not including, 1.
  mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

  /// True in `percent` of a hundred cases.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One of the elements.
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// One of the elements, each as likely as its weight says.
  mutating func pick<Element>(weighted elements: [(weight: Int, value: Element)]) -> Element {
    var left = below(elements.reduce(0) { $0 + $1.weight })
    for element in elements {
      left -= element.weight
      if left < 0 { return element.value }
    }
    preconditionFailure("weights add up to more than their sum")
  }

  /// The elements in another order.
  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    for index in result.indices.dropFirst().reversed() { result.swapAt(index, below(index + 1)) }
    return result
  }
}

/// Elements dealt out like cards: none comes twice before all have come.
struct Deck<Element> {
  /// All elements.
  private let elements: [Element]
  /// Those that have not come in this round.
  private var rest: [Element] = []

  /// A deck of elements; there must be one at least.
  init(_ elements: [Element]) {
    precondition(!elements.isEmpty, "an empty deck deals nothing")
    self.elements = elements
  }

  /// The next element.
  mutating func deal(_ generator: inout SeededGenerator) -> Element {
    if rest.isEmpty { rest = generator.shuffled(elements) }
    return rest.removeLast()
  }
}
