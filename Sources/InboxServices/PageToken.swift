internal import InboxModel
internal import Protobuf

// Page tokens: a place in a list, given to the client and taken back.
//
//     base64url( version | count | number * 8 ... | length 2 | text ... | check 8 )
//
// Invariants:
//  1. `check` covers the version, the list and all its parameters but the page's size, and the place. A token that was
//     altered, or is used with other parameters or on another list, is `pageTokenInvalid`.
//  2. A token holds a place, not rights: who may see what is decided anew on every page. So the check guards against
//     mistakes, not against forgers, and needs no secret; tokens outlive the server that made them.
//  3. A token has one spelling: spare bits and padding are refused.
//
// The road not taken: offsets (rows are missed and shown twice while the list moves) and cursors kept in the server
// (memory that a client holds).

/// A place in a list: the sort key of a row, with what tells equal keys apart.
struct PageKey: Equatable {
  /// Numbers of the key, in its order.
  var numbers: [Int64] = []
  /// Texts of the key, in its order: ids, so that a token stays far below `PageToken.charactersMax`.
  var texts: [String] = []
}

/// What a list was asked for, but its page: a running digest of the parameters.
struct PageScope {
  /// FNV-1a in 64 bits.
  private(set) var digest: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Begins with the list's own name, so that no two lists have tokens in common.
  init(_ list: StaticString) { add(Text(list).span) }

  /// Adds text or other bytes, with their length.
  mutating func add(_ bytes: Span<UInt8>) {
    add(Int64(bytes.count))
    for index in bytes.indices { add(byte: bytes[index]) }
  }

  /// Adds a number.
  mutating func add(_ number: Int64) {
    var rest = UInt64(bitPattern: number)
    for _ in 0..<8 {
      add(byte: UInt8(truncatingIfNeeded: rest))
      rest >>= 8
    }
  }

  /// Adds an enum's number.
  mutating func add(_ value: some ProtoEnum) { add(Int64(value.rawValue)) }

  /// Adds a byte.
  private mutating func add(byte: UInt8) { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
}

/// Turns places into tokens and back.
enum PageToken {
  /// The form of the bytes; a token of another is refused.
  private static let version: UInt8 = 1
  /// The longest token that is looked at.
  static let charactersMax = 2048

  /// The token of a place in a list, to be written into a message.
  static func encode(_ key: PageKey, in scope: PageScope) -> NewToken { NewToken(key: key, scope: scope) }

  /// Writes a token.
  fileprivate static func text(_ key: PageKey, in scope: PageScope, _ arena: Arena) -> Text {
    let count = key.texts.reduce(2 + 8 * key.numbers.count + 8) { $0 + 2 + $1.utf8.count }
    // On the stack, unless it is long: a token is made with almost every answer.
    return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { memory in
      var bytes = unsafe OutputSpan(buffer: memory, initializedCount: 0)
      bytes.append(version)
      bytes.append(UInt8(key.numbers.count))
      for number in key.numbers { append(UInt64(bitPattern: number), count: 8, to: &bytes) }
      for text in key.texts {
        append(UInt64(text.utf8.count), count: 2, to: &bytes)
        for byte in text.utf8 { bytes.append(byte) }
      }
      append(check(bytes.span, scope), count: 8, to: &bytes)
      return Base64URL.text(of: bytes.span, in: arena)
    }
  }

  /// The place of a token; nil for an empty one, which is the first page. Throws `pageTokenInvalid`.
  static func decode(_ token: Text, in scope: PageScope) throws(InboxError) -> PageKey? {
    if token.isEmpty { return nil }
    guard token.count <= charactersMax, let bytes = Base64URL.bytes(of: token.span), bytes.count >= 10,
      bytes[0] == version
    else { throw .pageTokenInvalid }
    let end = bytes.count - 8
    guard number(bytes[end...]) == check(bytes.span.extracting(0..<end), scope),
      let key = key(in: bytes[2..<end], numbers: Int(bytes[1]))
    else { throw .pageTokenInvalid }
    return key
  }

  /// The digest of a token's bytes and what they belong to, mixed once more so that each bit depends on all.
  private static func check(_ bytes: Span<UInt8>, _ scope: PageScope) -> UInt64 {
    var scope = scope
    scope.add(bytes)
    var mixed = scope.digest
    mixed = (mixed ^ mixed >> 33) &* 0xff51_afd7_ed55_8ccd
    mixed = (mixed ^ mixed >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return mixed ^ mixed >> 33
  }

  /// Reads a key; nil if the bytes are not one.
  private static func key(in bytes: ArraySlice<UInt8>, numbers: Int) -> PageKey? {
    var rest = bytes
    var key = PageKey()
    guard rest.count >= numbers * 8 else { return nil }
    for _ in 0..<numbers {
      key.numbers.append(Int64(bitPattern: number(rest.prefix(8))))
      rest = rest.dropFirst(8)
    }
    while rest.count >= 2 {
      let length = Int(number(rest.prefix(2)))
      rest = rest.dropFirst(2)
      guard rest.count >= length else { return nil }
      key.texts.append(String(decoding: rest.prefix(length), as: UTF8.self))
      rest = rest.dropFirst(length)
    }
    return rest.isEmpty ? key : nil
  }

  /// Writes a number, its greatest byte first.
  private static func append(_ number: UInt64, count: Int, to bytes: inout OutputSpan<UInt8>) {
    var shift = UInt64(8 * count)
    while shift > 0 {
      shift -= 8
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// Reads a number, its greatest byte first.
  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

/// A token that is yet to be written, where it will lie.
struct NewToken: TextSource {
  /// The place.
  let key: PageKey
  /// The list.
  let scope: PageScope

  /// Writes the token.
  func text(in arena: Arena) -> Text { PageToken.text(key, in: scope, arena) }
}

/// Base64 for URLs, without padding (RFC 4648, section 5).
enum Base64URL {
  /// The digits in order of value.
  private static var digits: StaticString { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" }
  /// The value of each byte as a digit; 255 where it is none.
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for value in 0..<64 { table[Int(digit(of: UInt32(value)))] = UInt8(value) }
    return table
  }()

  /// The digit of the lowest six bits.
  @inline(__always)
  private static func digit(of bits: UInt32) -> UInt8 { unsafe digits.utf8Start[Int(bits & 63)] }

  /// Bytes as text.
  static func text(of bytes: Span<UInt8>, in arena: Arena) -> Text {
    var writer = TextWriter(countMax: (bytes.count * 4 + 2) / 3, in: arena)
    // Three bytes are four digits; at the end one is two, and two are three.
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(bytes.count - start, 3)
      var bits = UInt32(bytes[start]) << 16
      if count > 1 { bits |= UInt32(bytes[start + 1]) << 8 }
      if count > 2 { bits |= UInt32(bytes[start + 2]) }
      writer.append(byte: digit(of: bits >> 18))
      writer.append(byte: digit(of: bits >> 12))
      if count > 1 { writer.append(byte: digit(of: bits >> 6)) }
      if count > 2 { writer.append(byte: digit(of: bits)) }
    }
    return writer.finish()
  }

  /// The bytes of a text; nil if it is none, or has spare bits.
  static func bytes(of text: Span<UInt8>) -> [UInt8]? {
    guard text.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count * 3 / 4)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for index in text.indices {
      let value = values[Int(text[index])]
      guard value < 64 else { return nil }
      bits = bits << 6 | UInt32(value)
      bitCount += 6
      guard bitCount >= 8 else { continue }
      bitCount -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
      bits &= (1 << bitCount) - 1
    }
    return bits == 0 ? bytes : nil
  }
}
