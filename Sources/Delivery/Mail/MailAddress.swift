internal import InboxModel

/// An e-mail address with a name to show.
///
/// What stands in it goes to a relay as part of a command, so only what cannot be anything else is let in: ASCII without
/// white space, controls, brackets or quotes.
public struct MailAddress: Sendable, Hashable {
  /// The name to show; may be empty.
  public let displayName: String
  /// The address.
  public let address: String

  /// An address; nil unless it is one that a relay may be given.
  public init?(_ address: String, displayName: String = "") {
    guard !address.isEmpty, address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), address.utf8.first != UInt8(ascii: "-")
    else { return nil }
    guard (try? ContactRules.requireEmail(address, field: "")) != nil else { return nil }
    self.address = address
    self.displayName = displayName
  }

  /// The same address with another name to show.
  private init(of address: MailAddress, displayName: String) {
    self.address = address.address
    self.displayName = displayName
  }

  /// The same address with another name to show.
  func named(_ name: String) -> MailAddress { MailAddress(of: self, displayName: name) }

  /// What stands behind the `@`.
  public var domain: String { String(address[address.index(after: address.lastIndex(of: "@")!)...]) }
}
