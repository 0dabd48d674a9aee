/// A position in a resource name that is being read; every reader moves on only when it matched.
struct NameCursor {
  /// The next unread byte.
  private(set) var position = 0

  /// Starts at the beginning of a name.
  init() {}

  /// Goes on inside a name.
  init(at position: Int) { self.position = position }

  /// Reads an id of any kind.
  mutating func segment<Segment: NameSegment>(in name: Span<UInt8>) -> Segment? { Segment.read(name, at: &position) }

  /// Reads `workspaces/{workspace}`.
  mutating func workspace(in name: Span<UInt8>) -> String? {
    guard literal("workspaces/", in: name) else { return nil }
    return slug(in: name)
  }

  /// Reads a literal.
  mutating func literal(_ text: StaticString, in name: Span<UInt8>) -> Bool {
    let length = text.utf8CodeUnitCount
    guard name.count - position >= length else { return false }
    for index in 0..<length where unsafe text.utf8Start[index] != name[position + index] { return false }
    position += length
    return true
  }

  /// Reads `/{collection}/`.
  mutating func collection(_ text: StaticString, in name: Span<UInt8>) -> Bool {
    literal("/", in: name) && literal(text, in: name) && literal("/", in: name)
  }

  /// Reads a slug: 1 to 63 lower-case letters, digits and hyphens.
  mutating func slug(in name: Span<UInt8>) -> String? {
    let start = position
    while position < name.count, Slug.isAllowed(name[position]) { position += 1 }
    guard position > start, position - start <= Slug.bytesMax else { return nil }
    // Sound: every byte was found to be ASCII just now.
    return unsafe String(copying: UTF8Span(unchecked: name.extracting(start..<position)))
  }

  /// Reads an id.
  mutating func id(in name: Span<UInt8>) -> Int64? {
    guard name.count - position >= Base32.length else { return nil }
    let value = Base32.decode(name.extracting(position..<position + Base32.length))
    if value != nil { position += Base32.length }
    return value
  }

  /// Whether all was read.
  func isAtEnd(of name: Span<UInt8>) -> Bool { position == name.count }
}

/// What a chosen id (of a workspace, a user, a workflow) looks like: `[a-z0-9-]{1,63}`.
public enum Slug {
  /// The longest slug.
  public static let bytesMax = 63

  /// Whether a byte may stand in a slug.
  static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// Whether a text is a slug.
  public static func isValid(_ text: String) -> Bool {
    let bytes = text.utf8.span
    guard bytes.count > 0, bytes.count <= bytesMax else { return false }
    for index in 0..<bytes.count where !isAllowed(bytes[index]) { return false }
    return true
  }
}

/// An id as it stands in a name.
public protocol NameSegment: Hashable, Sendable, CustomStringConvertible {
  /// Reads the id at a position of a name and moves the position; nil if there is none.
  static func read(_ name: Span<UInt8>, at position: inout Int) -> Self?
}

extension Identifier: NameSegment {
  /// Reads 13 characters of base32.
  public static func read(_ name: Span<UInt8>, at position: inout Int) -> Identifier? {
    var cursor = NameCursor(at: position)
    guard let number = cursor.id(in: name) else { return nil }
    position = cursor.position
    return Identifier(number)
  }
}

extension ResourceKey: NameSegment {
  /// Reads a slug.
  public static func read(_ name: Span<UInt8>, at position: inout Int) -> ResourceKey? {
    var cursor = NameCursor(at: position)
    guard let text = cursor.slug(in: name) else { return nil }
    position = cursor.position
    return ResourceKey(text)
  }
}
