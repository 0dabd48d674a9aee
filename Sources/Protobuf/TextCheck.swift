private import Glibc

/// Decides whether bytes may be the text of a string field: UTF-8 without NUL.
enum TextCheck {
  /// The top bit of each byte of a word.
  private static let topBits: UInt64 = 0x8080_8080_8080_8080
  /// The lowest bit of each byte of a word.
  private static let lowBits: UInt64 = 0x0101_0101_0101_0101

  /// What is wrong with the bytes between `start` and `end`, or nil.
  static func fault(in start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>) -> WireError.Fault? {
    var cursor = unsafe start
    // Eight bytes at a time while they are ASCII: a word in which no byte has its top bit and none is zero.
    while unsafe end - cursor >= 8 {
      let word = unsafe UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self)
      guard (word | (word &- lowBits)) & topBits == 0 else { break }
      unsafe cursor += 8
    }
    while unsafe cursor < end, unsafe cursor.pointee < 0x80, unsafe cursor.pointee != 0 {
      unsafe cursor += 1
    }
    guard unsafe cursor < end else { return nil }
    return unsafe slowFault(in: cursor, to: end)
  }

  /// The same for text that is not all ASCII, from its first byte that needs a look.
  private static func slowFault(in start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>) -> WireError.Fault? {
    let count = unsafe end - start
    if unsafe memchr(start, 0, count) != nil { return .containsNUL }
    let bytes = unsafe Span(_unsafeStart: start, count: count)
    return (try? UTF8Span(validating: bytes)) == nil ? .invalidUTF8 : nil
  }
}
