/// The bytes of one run, taken from the front: small numbers decide what happens, the rest is what it happens to.
struct Input {
  private var bytes: ArraySlice<UInt8>

  /// An input.
  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  /// Whether nothing is left.
  var isEmpty: Bool { bytes.isEmpty }

  /// The next byte; 0 at the end.
  mutating func byte() -> UInt8 { bytes.popFirst() ?? 0 }

  /// The next two bytes as a number.
  mutating func short() -> Int { Int(byte()) << 8 | Int(byte()) }

  /// At most `count` bytes.
  mutating func take(_ count: Int) -> [UInt8] {
    defer { bytes = bytes.dropFirst(count) }
    return Array(bytes.prefix(count))
  }

  /// Everything that is left.
  mutating func rest() -> [UInt8] { take(bytes.count) }
}

/// What holds, or the run fails.
func require(_ condition: Bool, _ what: @autoclosure () -> String = "") {
  if !condition { fatalError("does not hold: \(what())") }
}
