/// What sending again on a channel does. Raw values are the contract's.
public enum ResponsePolicy: UInt8, Sendable {
  /// There is one response; sending again replaces it in place and keeps a revision.
  case single = 1
  /// Each response is a new message; a sent one is never edited.
  case append = 2
}

/// Which attachments a channel takes. Raw values are the contract's.
public enum AttachmentPolicy: UInt8, Sendable {
  /// None, images, any file.
  case none = 1
  case images, any
}

/// The response channels of each source, as the product's page has them.
extension Source {
  /// The channels that may answer, the default first, then the others in priority order.
  public var channels: [Channel] {
    switch family {
    case .review, .message: Self.providerFirst
    case .survey, .contact: Self.emailFirst
    }
  }

  /// The channels of reviews and conversations.
  private static let providerFirst: [Channel] = [.provider, .email, .sms]
  /// The channels of surveys and contact.
  private static let emailFirst: [Channel] = [.email, .sms]

  /// Whether a channel may answer this source.
  public func allows(_ channel: Channel) -> Bool {
    switch family {
    case .review, .message: true
    case .survey, .contact: channel != .provider
    }
  }

  /// The channel an interaction opens on, given where unsent text lies: the default if it has some, else the
  /// first other that has, else the default.
  public func openingChannel(unsent: ChannelSet) -> Channel {
    let row = channels
    return row.first { unsent.contains($0) } ?? row[0]
  }

  /// Whether a response on a channel replaces or appends: only a review's own channel is single.
  public func responsePolicy(on channel: Channel) -> ResponsePolicy {
    channel == .provider && family == .review ? .single : .append
  }
}

/// What each channel takes.
extension Channel {
  /// Which attachments it takes.
  public var attachmentPolicy: AttachmentPolicy {
    switch self {
    case .provider: .images
    case .email: .any
    case .sms: .none
    }
  }

  /// Whether it takes the safe subset of HTML.
  public var allowsHTML: Bool { self == .email }

  /// The longest text it takes unless configured otherwise, in Unicode scalars.
  public var textLengthMax: Int {
    switch self {
    case .provider: 4096
    case .email: 100_000
    case .sms: 1600
    }
  }
}

/// Why a channel cannot send now. Raw values are the contract's.
public enum ChannelUnusableReason: UInt8, Sendable {
  /// The customer has no e-mail address.
  case customerEmailMissing = 1
  /// Mail to the address came back.
  case customerEmailBounced
  /// The customer asked for no e-mail.
  case customerEmailOptedOut
  /// The customer has no phone number.
  case customerPhoneMissing
  /// The customer asked for no short messages.
  case customerSMSOptedOut
  /// The source removed the interaction.
  case removedAtSource
  /// The source takes no answer any more.
  case closedBySource
}

/// What decides whether channels are usable.
public struct ChannelFacts: Sendable, Hashable {
  /// Whether the customer has an e-mail address.
  public var hasEmail = false
  /// Whether mail to it came back.
  public var emailBounced = false
  /// Consent to e-mail.
  public var emailConsent = Consent.unknown
  /// Whether the customer has a phone number.
  public var hasPhone = false
  /// Consent to short messages.
  public var smsConsent = Consent.unknown
  /// Whether the source removed the interaction.
  public var isRemovedAtSource = false
  /// Whether the source takes no answer any more.
  public var isClosedBySource = false

  /// No facts: nothing but the provider works.
  public init() {}

  /// Why a channel cannot send; nil if it can.
  public func unusableReason(of channel: Channel) -> ChannelUnusableReason? {
    switch channel {
    case .provider:
      if isRemovedAtSource { return .removedAtSource }
      return isClosedBySource ? .closedBySource : nil
    case .email:
      if !hasEmail { return .customerEmailMissing }
      if emailBounced { return .customerEmailBounced }
      return emailConsent == .optedOut ? .customerEmailOptedOut : nil
    case .sms:
      if !hasPhone { return .customerPhoneMissing }
      return smsConsent == .optedOut ? .customerSMSOptedOut : nil
    }
  }
}
