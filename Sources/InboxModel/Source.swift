/// Where an interaction came from. Raw values are the contract's.
public enum Source: UInt8, Sendable, CaseIterable {
  /// Reviews.
  case google = 1
  case tripadvisor, deliveroo, ubereats, thefork, booking, zenchef
  /// Conversations.
  case instagram, facebook, whatsapp
  /// Survey answers.
  case sevenrooms, experience, sunday, survey
  /// Contact.
  case site, email

  /// The tab it is shown under.
  public var family: Family {
    switch self {
    case .google, .tripadvisor, .deliveroo, .ubereats, .thefork, .booking, .zenchef: .review
    case .sevenrooms, .experience, .sunday, .survey: .survey
    case .email, .site: .contact
    case .instagram, .facebook, .whatsapp: .message
    }
  }
}

/// The tab an interaction is shown under. Raw values are the contract's.
public enum Family: UInt8, Sendable, CaseIterable {
  /// The four tabs.
  case review = 1
  case survey, contact, message
}

/// A way to answer. Raw values are the contract's; `bit` is its place in a set.
public enum Channel: UInt8, Sendable, CaseIterable {
  /// The source's own interface, e-mail, short message.
  case provider = 1
  case email, sms

  /// The channel's bit in a `ChannelSet`.
  public var bit: UInt8 { 1 << (rawValue - 1) }
}

/// Some of the channels.
public struct ChannelSet: OptionSet, Hashable, Sendable {
  /// A bit per channel.
  public let rawValue: UInt8

  /// Wraps the bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A set of the given channels.
  public init(_ channels: some Sequence<Channel>) {
    self.rawValue = channels.reduce(0) { $0 | $1.bit }
  }

  /// Whether a channel is in the set.
  public func contains(_ channel: Channel) -> Bool { rawValue & channel.bit != 0 }

  /// The set with or without a channel.
  public func with(_ channel: Channel, _ present: Bool) -> ChannelSet {
    ChannelSet(rawValue: present ? rawValue | channel.bit : rawValue & ~channel.bit)
  }
}
