/// What a caller calls his request, for finding it in the logs of both sides: the metadata `x-request-id`.
public struct RequestID: Sendable, Equatable, CustomStringConvertible {
  /// The id: 1 to 128 of `[A-Za-z0-9._:/+=-]`.
  public let description: String

  private static let key: StaticString = "x-request-id"
  private static let longest = 128

  /// What the metadata of a call says; nil if it says nothing, or nothing that may stand in a log.
  public init?(_ metadata: borrowing Metadata) {
    guard let value = metadata.first(named: Self.key) else { return nil }
    self.init(value)
  }

  /// Takes an id that may stand in a log.
  public init?(_ text: String) {
    guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
    description = text
  }

  /// Whether a byte may stand in an id.
  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "+"),
      UInt8(ascii: "="), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
