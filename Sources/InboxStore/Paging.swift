public import InboxModel

/// A page of values and where the next one begins.
public struct Page<Item> {
  /// The values.
  public var items: [Item]
  /// The key of the last value if more follow; nil on the last page.
  public var next: String?

  /// Makes a page out of up to `limit + 1` values read in order.
  init(_ read: [Item], limit: Int, key: (Item) -> String) {
    if read.count > limit {
      items = Array(read.prefix(limit))
      next = items.last.map(key)
    } else {
      items = read
      next = nil
    }
  }
}

/// A place in a list ordered by time and id, where a page ends.
public struct PagePosition: Hashable, Sendable {
  /// The time of the last row.
  public var time: Int64
  /// The id of the last row.
  public var id: Int64

  /// A place in a list.
  public init(time: Int64, id: Int64) {
    self.time = time
    self.id = id
  }
}

/// Opaque page tokens: a direction, a place and a digest of the request they belong to. Another request's token, or one
/// nobody made, is `pageTokenInvalid`.
public enum PageToken {
  /// Which way a token pages.
  public enum Direction: Sendable {
    /// The rows after the place; the rows before it; the last page.
    case after, before, latest

    /// The letter in the token.
    var letter: UInt8 {
      switch self {
      case .after: UInt8(ascii: "a")
      case .before: UInt8(ascii: "b")
      case .latest: UInt8(ascii: "l")
      }
    }
  }

  /// Prints a token. `scope` is a digest of everything in the request but its token and page size.
  public static func text(_ direction: Direction, _ position: PagePosition, scope: UInt64) -> String {
    String(Unicode.Scalar(direction.letter)) + Base32.string(of: max(0, position.time))
      + Base32.string(of: position.id) + Base32.string(of: Int64(scope >> 1))
  }

  /// Reads a token.
  public static func read(
    _ text: Span<UInt8>, scope: UInt64
  ) throws(InboxError) -> (direction: Direction, position: PagePosition) {
    let length = Base32.length
    guard text.count == 1 + 3 * length,
      let direction = [Direction.after, .before, .latest].first(where: { $0.letter == text[0] }),
      let time = Base32.decode(text.extracting(1..<1 + length)),
      let id = Base32.decode(text.extracting(1 + length..<1 + 2 * length)),
      let digest = Base32.decode(text.extracting(1 + 2 * length..<1 + 3 * length)),
      digest == Int64(scope >> 1)
    else { throw .pageTokenInvalid }
    return (direction, PagePosition(time: time, id: id))
  }

  /// Prints a token for a list ordered by text keys.
  public static func text(after key: String, scope: UInt64) -> String {
    Base32.string(of: Int64(scope >> 1)) + key
  }

  /// Reads a token for a list ordered by text keys.
  public static func readKey(_ text: Span<UInt8>, scope: UInt64) throws(InboxError) -> String {
    guard text.count > Base32.length,
      Base32.decode(text.extracting(0..<Base32.length)) == Int64(scope >> 1)
    else { throw .pageTokenInvalid }
    var key = ""
    for index in Base32.length..<text.count { key.unicodeScalars.append(Unicode.Scalar(text[index])) }
    return key
  }

  /// A digest (FNV-1a) of what a request asks for, over texts and numbers.
  public static func scope(_ parts: String...) -> UInt64 {
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for part in parts {
      for byte in part.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
      digest = (digest ^ 0xFF) &* 0x100_0000_01B3
    }
    return digest
  }
}
