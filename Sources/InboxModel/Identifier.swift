/// A 63-bit id, ordered by the time it was made. `Kind` keeps ids of different things apart.
///
/// Printed as 13 characters of Crockford base32 in lower case, which sorts as the number does. Only that one
/// spelling is read, so that a thing has exactly one name.
@frozen public struct Identifier<Kind>: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The number; never negative.
  public let rawValue: Int64

  /// Wraps a number that came from the store or from the generator.
  @inlinable public init(_ rawValue: Int64) { self.rawValue = rawValue }

  /// Reads the printed form; nil if the bytes are not one.
  public init?(_ text: Span<UInt8>) {
    guard let value = Base32.decode(text) else { return nil }
    self.rawValue = value
  }

  /// Reads the printed form; nil if the text is not one.
  public init?(_ text: String) {
    guard let value = Base32.decode(text.utf8.span) else { return nil }
    self.rawValue = value
  }

  /// The printed form.
  public var description: String { Base32.string(of: rawValue) }

  /// Orders by time of making.
  @inlinable public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The kinds of ids.
public enum IDKind {
  /// A workspace's key in the store; its name holds the slug instead.
  public enum Workspace {}
  /// An interaction.
  public enum Interaction {}
  /// A message of a thread.
  public enum Message {}
  /// An internal note.
  public enum Note {}
  /// A customer.
  public enum Customer {}
  /// A brand.
  public enum Brand {}
  /// A location.
  public enum Location {}
  /// A group of locations.
  public enum LocationGroup {}
  /// A keyword of the catalogue.
  public enum Keyword {}
  /// An attribute definition.
  public enum AttributeDefinition {}
  /// An attachment.
  public enum Attachment {}
  /// A delivery in the outbox.
  public enum Delivery {}
  /// A notification.
  public enum Notification {}
  /// An API key.
  public enum APIKey {}
}

/// The key of a workspace.
public typealias WorkspaceID = Identifier<IDKind.Workspace>
/// The id of an interaction.
public typealias InteractionID = Identifier<IDKind.Interaction>
/// The id of a message.
public typealias MessageID = Identifier<IDKind.Message>
/// The id of a note.
public typealias NoteID = Identifier<IDKind.Note>
/// The id of an attachment.
public typealias AttachmentID = Identifier<IDKind.Attachment>
/// The id of a delivery.
public typealias DeliveryID = Identifier<IDKind.Delivery>
/// The id of an API key.
public typealias APIKeyID = Identifier<IDKind.APIKey>
/// The id of a notification.
public typealias NotificationID = Identifier<IDKind.Notification>

/// Crockford's base32 of a 63-bit number in 13 digits, lower case.
public enum Base32 {
  /// How many characters a printed id has.
  public static let length = 13

  /// The digits in order of value.
  private static var alphabet: StaticString { "0123456789abcdefghjkmnpqrstvwxyz" }

  /// The value of each byte as a digit; 255 where it is none.
  private static let values: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for value in 0..<32 { table[Int(digit(of: UInt64(value)))] = UInt8(value) }
    return table
  }()

  /// The digit of a value under 32.
  @inline(__always)
  private static func digit(of value: UInt64) -> UInt8 { unsafe alphabet.utf8Start[Int(value & 31)] }

  /// Reads 13 digits; nil for any other length, a foreign character, or a number over 63 bits.
  public static func decode(_ text: Span<UInt8>) -> Int64? {
    guard text.count == length else { return nil }
    let values = values
    var number: UInt64 = 0
    for index in 0..<length {
      let value = values[Int(text[index])]
      guard value < 32, index > 0 || value < 8 else { return nil }
      number = number << 5 | UInt64(value)
    }
    return Int64(number)
  }

  /// The 13 digits of a number in ASCII, most significant first.
  public static func digits(of number: Int64) -> InlineArray<13, UInt8> {
    precondition(number >= 0, "an id is never negative")
    var digits = InlineArray<13, UInt8>(repeating: 0)
    var rest = UInt64(number)
    for place in 1...length {
      digits[length - place] = digit(of: rest & 31)
      rest >>= 5
    }
    return digits
  }

  /// The 13 digits as a string.
  public static func string(of number: Int64) -> String {
    unsafe String(unsafeUninitializedCapacity: length) { text in
      let digits = digits(of: number)
      for place in 0..<length { unsafe text[place] = digits[place] }
      return length
    }
  }
}
