/// Text that is put together where it will lie, in an arena, from parts whose lengths together are known before.
@safe public struct TextWriter: ~Copyable {
  /// Where it begins.
  @usableFromInline let start: UnsafeMutablePointer<UInt8>
  /// How many bytes there is room for.
  @usableFromInline let countMax: Int
  /// How many are written.
  @usableFromInline var count = 0

  /// Nothing yet, with room for `countMax` bytes.
  @inlinable
  public init(countMax: Int, in arena: Arena) {
    // A NUL byte follows each text.
    unsafe start = arena.allocate(countMax + 1).assumingMemoryBound(to: UInt8.self)
    self.countMax = countMax
  }

  /// Writes UTF-8 without NUL bytes, which the caller knows it to be.
  @inlinable
  public mutating func append(_ part: Span<UInt8>) {
    precondition(part.count <= countMax - count, "text is longer than it was said to be")
    unsafe part.withUnsafeBufferPointer { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe (start + count).initialize(from: source, count: bytes.count)
    }
    count += part.count
  }

  /// Writes a character of ASCII.
  @inlinable
  public mutating func append(byte: UInt8) {
    precondition(count < countMax, "text is longer than it was said to be")
    unsafe start[count] = byte
    count += 1
  }

  /// Writes a literal.
  @inlinable
  public mutating func append(_ literal: StaticString) {
    precondition(literal.utf8CodeUnitCount <= countMax - count, "text is longer than it was said to be")
    unsafe (start + count).initialize(from: literal.utf8Start, count: literal.utf8CodeUnitCount)
    count += literal.utf8CodeUnitCount
  }

  /// The text.
  public consuming func finish() -> Text {
    unsafe start[count] = 0
    return unsafe Text(start: start, count: count)
  }
}
