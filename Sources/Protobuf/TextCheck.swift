private import Glibc

/// Decides whether bytes may be the text of a string field: UTF-8 without NUL.
enum TextCheck {
  /// The top bit of each byte of a word.
  private static let topBits: UInt64 = 0x8080_8080_8080_8080
  /// The lowest bit of each byte of a word.
  private static let lowBits: UInt64 = 0x0101_0101_0101_0101

  /// Texts up to this are copied by words.
  private static let shortTextBytesMax = 64

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

  /// Copies `count` bytes unless one of them is NUL: then it says false, and what lies at `target` is of no use. Short texts,
  /// which most are, go by words: to look through them and to copy them by calls of C takes twice as long.
  @inline(__always)
  static func copy(_ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>) -> Bool {
    let from = unsafe UnsafeRawPointer(source)
    let to = UnsafeMutableRawPointer(target)
    guard count <= shortTextBytesMax else {
      guard unsafe memchr(from, 0, count) == nil else { return false }
      unsafe memcpy(to, from, count)
      return true
    }
    guard count >= 8 else {
      for index in 0..<count {
        let byte = unsafe source[index]
        if byte == 0 { return false }
        unsafe target[index] = byte
      }
      return true
    }
    // The last word may overlap the one before it.
    var zeros: UInt64 = 0
    for offset in stride(from: 0, to: count - 8, by: 8) {
      unsafe zeros |= copyWord(from + offset, to: to + offset)
    }
    unsafe zeros |= copyWord(from + (count - 8), to: to + (count - 8))
    return zeros & topBits == 0
  }

  /// Copies eight bytes and gives a word with a top bit set if one of them is zero.
  @inline(__always)
  private static func copyWord(_ from: UnsafeRawPointer, to: UnsafeMutableRawPointer) -> UInt64 {
    let word = unsafe from.loadUnaligned(as: UInt64.self)
    unsafe to.storeBytes(of: word, as: UInt64.self)
    return (word &- lowBits) & ~word
  }

  /// What is wrong with text that is not all ASCII, from its first byte that needs a look.
  private static func slowFault(in start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>) -> WireError.Fault? {
    let count = unsafe end - start
    if unsafe memchr(start, 0, count) != nil { return .containsNUL }
    let bytes = unsafe Span(_unsafeStart: start, count: count)
    return (try? UTF8Span(validating: bytes)) == nil ? .invalidUTF8 : nil
  }
}
