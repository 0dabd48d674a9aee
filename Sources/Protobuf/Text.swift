private import Glibc

/// The text of a string field: UTF-8 that lies in an arena, borrowed until the arena is reset.
///
/// Nothing is copied until ``string`` is asked for. Text from the wire is valid UTF-8 without NUL: the wire check
/// refused anything else. The bytes are always followed by a NUL byte, which ``count`` does not include.
@safe
public struct Text: @unchecked Sendable, ExpressibleByStringLiteral {
  /// The first byte.
  let start: UnsafePointer<UInt8>
  /// Length in bytes of UTF-8.
  public let count: Int

  /// The empty text.
  public init() {
    self.init("")
  }

  /// Text that is compiled in; it lives for ever.
  public init(stringLiteral literal: StaticString) {
    self.init(literal)
  }

  /// Text that is compiled in; it lives for ever.
  public init(_ literal: StaticString) {
    precondition(literal.hasPointerRepresentation, "A text literal has more than one character")
    unsafe start = literal.utf8Start
    count = literal.utf8CodeUnitCount
  }

  /// Text of `count` bytes at `start`, which a NUL byte follows and which outlives the value.
  @unsafe init(start: UnsafePointer<UInt8>, count: Int) {
    unsafe self.start = unsafe start
    self.count = count
  }

  /// The text that a C string holds; the pointer stays valid as long as the value is used.
  @unsafe public init(cString: UnsafePointer<CChar>) {
    unsafe start = UnsafeRawPointer(cString).assumingMemoryBound(to: UInt8.self)
    count = unsafe UTF8.codeUnitCount(cString)
  }

  /// Whether there is no text. A string field that the peer did not send is empty.
  public var isEmpty: Bool { count == 0 }

  /// The UTF-8, as a bounds-checked view.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      // Sound: the bytes outlive `self`, which borrows them from its arena.
      let span = unsafe Span(_unsafeStart: start, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The UTF-8 as a collection of bytes.
  public var utf8: Bytes { unsafe Bytes(start: start, count: count) }

  /// The UTF-8 as a pointer, for C.
  @unsafe public var buffer: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: start, count: count) }

  /// A Swift string with a copy of the text.
  public var string: String { unsafe String(decoding: buffer, as: UTF8.self) }
}

extension Text: Hashable {
  /// Whether both have the same bytes; no Unicode normalisation.
  public static func == (left: Text, right: Text) -> Bool {
    left.utf8 == right.utf8
  }

  /// Whether the text has the UTF-8 of the string; no Unicode normalisation.
  public static func == (left: Text, right: some StringProtocol) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }

  /// Feeds the bytes into the hasher.
  public func hash(into hasher: inout Hasher) {
    unsafe hasher.combine(bytes: UnsafeRawBufferPointer(buffer))
  }
}

extension Text: CustomStringConvertible {
  /// The text itself.
  public var description: String { string }
}

extension UTF8 {
  /// Number of bytes before the NUL byte that ends a C string.
  @unsafe static func codeUnitCount(_ cString: UnsafePointer<CChar>) -> Int {
    unsafe strlen(cString)
  }
}
