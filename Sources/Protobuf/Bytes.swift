private import Glibc

/// The value of a bytes field: bytes that lie in an arena, borrowed until the arena is reset.
@safe
public struct Bytes: @unchecked Sendable, RandomAccessCollection {
  /// The first byte; nil only when there is none.
  let start: UnsafePointer<UInt8>?
  /// Number of bytes.
  public let count: Int

  /// No bytes.
  public init() {
    unsafe start = nil
    count = 0
  }

  /// The `count` bytes at `start`, which stay valid as long as the value is used.
  @unsafe public init(start: UnsafePointer<UInt8>?, count: Int) {
    unsafe self.start = unsafe start
    self.count = count
  }

  /// Always 0.
  public var startIndex: Int { 0 }

  /// The number of bytes.
  public var endIndex: Int { count }

  /// The byte at an index, which must lie within the bytes.
  public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "Index out of range")
    return unsafe start.unsafelyUnwrapped[index]
  }

  /// The bytes as a bounds-checked view.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      // Sound: the bytes outlive `self`, which borrows them from its arena.
      let span = unsafe Span(_unsafeElements: buffer)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The bytes as a pointer, for C.
  @unsafe public var buffer: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: start, count: count) }

  /// Lets algorithms of the standard library work on the memory itself.
  public func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result? {
    unsafe try body(buffer)
  }
}

extension Bytes: Hashable {
  /// Whether both have the same bytes.
  public static func == (left: Bytes, right: Bytes) -> Bool {
    guard left.count == right.count else { return false }
    guard let leftStart = unsafe left.start, let rightStart = unsafe right.start else { return true }
    return unsafe memcmp(leftStart, rightStart, left.count) == 0
  }

  /// Feeds the bytes into the hasher.
  public func hash(into hasher: inout Hasher) {
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(buffer))
  }
}
