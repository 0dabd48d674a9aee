/// A customer as a source knows him. Empty texts and unknown consents say nothing.
public struct IngestCustomer: Sendable, Hashable {
  /// Who he is at the sources.
  public var identities: [CustomerIdentity] = []
  /// What the source says of him; `emailBounced` true is remembered until the address changes.
  public var profile = CustomerProfile()

  /// Values of attributes, by definition; only those named are touched.
  public var attributes: [AttributeValue] = []

  /// Nobody yet.
  public init() {}

  /// A customer known by one identity.
  public init(_ source: Source, _ externalID: String, name: String = "") {
    identities = [CustomerIdentity(source: source, externalID: externalID, displayName: name)]
    profile.displayName = name
  }
}

/// A message as a source knows it.
public struct IngestMessage: Sendable, Hashable {
  /// The source's id of it.
  public var externalID: String
  /// Which way it went.
  public var direction: Direction
  /// The text.
  public var text: String
  /// When it was sent, by the source's clock.
  public var time: Int64
  /// When the source last changed it; nil stands for `time`.
  public var updateTime: Int64?
  /// The channel; nil stands for the source's default.
  public var channel: Channel?
  /// How the text is to be read.
  public var format = TextFormat.plain
  /// The subject line, on e-mail.
  public var subject = ""
  /// Whether the source removed it.
  public var isRemoved = false
  /// The language as a BCP 47 tag.
  public var language = ""
  /// The name to show for the author of an outbound message.
  public var authorDisplayName = ""
  /// The idempotency key of the delivery this is the echo of.
  public var idempotencyKey = ""
  /// Files, uploaded before.
  public var attachments: [AttachmentID] = []

  /// A message with what every message has.
  public init(_ externalID: String, _ direction: Direction, _ text: String, at time: Int64) {
    self.externalID = externalID
    self.direction = direction
    self.text = text
    self.time = time
  }
}

/// The business an interaction is about.
public struct TransactionInfo: Sendable, Hashable {
  /// The id in the system it came from.
  public var externalID = ""
  /// What it is.
  public var kind = TransactionKind.unspecified
  /// When it took place.
  public var time: Int64?
  /// What it is called.
  public var reference = ""
  /// The amount in the smallest unit of the currency.
  public var amountMinor: Int64?
  /// The currency by ISO 4217.
  public var currency = ""
  /// How many people it was for; 0 if not known.
  public var partySize = 0
  /// When it ended.
  public var endTime: Int64?

  /// Nothing known.
  public init() {}
}

/// An interaction as a source knows it, whole or in part.
public struct IngestItem: Sendable, Hashable {
  /// The source.
  public var source: Source
  /// The source's id of the interaction.
  public var externalID: String
  /// The customer; required when the interaction is new.
  public var customer: IngestCustomer?
  /// Messages in any order.
  public var messages: [IngestMessage] = []
  /// The rating; nil leaves what is stored.
  public var rating: Double?
  /// The best rating; 0 leaves what is stored.
  public var ratingMax = 0.0
  /// The location by id.
  public var location: LocationID?
  /// Or the location by the source's id.
  public var locationExternalID = ""
  /// When the customer began it.
  public var sourceTime: Int64?
  /// When the source last changed what this item says; nil stands for the latest time in the item.
  public var updateTime: Int64?
  /// The title or subject.
  public var subject = ""
  /// The interaction's page at the source.
  public var sourceURL = ""
  /// The language; empty stands for that of the latest message.
  public var language = ""
  /// The business it is about.
  public var transaction: TransactionInfo?
  /// Values of attributes, by definition; only those named are touched.
  public var attributes: [AttributeValue] = []
  /// Values of the transaction's attributes; only those named are touched.
  public var transactionAttributes: [AttributeValue] = []
  /// Whether the source removed it; nil leaves what is stored.
  public var isRemoved: Bool? = false
  /// Whether this is history: its messages reopen nothing and notify nobody.
  public var isHistorical = false
  /// The source's ids of messages that this continues, nearest first.
  public var replyTo: [String] = []

  /// An item with its key.
  public init(_ source: Source, _ externalID: String) {
    self.source = source
    self.externalID = externalID
  }

  /// Says that the source removed an interaction.
  public init(removed externalID: String, at source: Source, time: Int64) {
    self.init(source, externalID)
    isRemoved = true
    updateTime = time
  }

  /// The most messages in one item.
  public static let messagesMax = 200
  /// The most messages that an item names as continued.
  public static let replyToMax = 50

  /// Throws at the first field that is missing, too long or impossible.
  public func validate() throws(InboxError) {
    try TextRules.requireExternalID(externalID, field: "external_id")
    if let rating {
      let max = ratingMax == 0 ? source.ratingMax : ratingMax
      guard rating.isFinite, rating >= 0, rating <= max || max == 0 else {
        throw .fieldOutOfRange(field: "rating", min: "0", max: "\(max)")
      }
    }
    guard ratingMax.isFinite, ratingMax >= 0 else { throw .fieldInvalid(field: "rating_max", fault: "is negative") }
    guard messages.count <= Self.messagesMax else {
      throw .tooManyItems(field: "messages", count: messages.count, limit: Self.messagesMax)
    }
    try requireReplyTo()
    try TextRules.requireLength(subject, max: TextRules.subjectLengthMax, field: "subject")
    try TextRules.requireNoControls(subject, field: "subject")
    try ContactRules.requireLink(sourceURL, field: "source_url")
    try ContactRules.requireLanguage(language, field: "language")
    try TextRules.requireSourceTime(sourceTime, field: "source_time")
    try TextRules.requireSourceTime(updateTime, field: "source_update_time")
    for (index, message) in messages.enumerated() {
      do { try message.validate(of: source) } catch { throw error.prefixed("messages[\(index)]") }
    }
    if let transaction {
      do { try transaction.validate() } catch { throw error.prefixed("transaction") }
    }
    if let customer {
      do { try customer.validate() } catch { throw error.prefixed("customer") }
    }
  }

  /// Throws unless the ids of continued messages are few and usable.
  private func requireReplyTo() throws(InboxError) {
    let field = "reply_to_external_ids"
    guard replyTo.count <= Self.replyToMax else {
      throw .tooManyItems(field: field, count: replyTo.count, limit: Self.replyToMax)
    }
    for (index, externalID) in replyTo.enumerated() {
      try TextRules.requireExternalID(externalID, field: "\(field)[\(index)]")
    }
  }
}

extension IngestMessage {
  /// Throws at the first field that is missing, too long or impossible.
  func validate(of source: Source) throws(InboxError) {
    try TextRules.requireExternalID(externalID, field: "external_id")
    try TextRules.requireSourceTime(time, field: "message_time")
    try TextRules.requireSourceTime(updateTime, field: "source_update_time")
    try TextRules.requireLength(text, max: TextRules.ingestedTextLengthMax, field: "text")
    if TextRules.hasNUL(text) { throw .fieldInvalid(field: "text", fault: "holds a NUL character") }
    let channel = channel ?? source.channels[0]
    if format == .html, channel != .email {
      throw .fieldInvalid(field: "text_format", fault: "is HTML outside e-mail")
    }
    try TextRules.requireLength(subject, max: TextRules.subjectLengthMax, field: "subject")
    try TextRules.requireNoControls(subject, field: "subject")
    if !subject.isEmpty, channel != .email { throw .fieldInvalid(field: "subject", fault: "is given outside e-mail") }
    try ContactRules.requireLanguage(language, field: "language")
    try TextRules.requireLength(authorDisplayName, max: TextRules.displayNameLengthMax, field: "author_display_name")
    try TextRules.requireNoControls(authorDisplayName, field: "author_display_name")
    if !source.allows(channel), channel != .provider {
      throw .channelNotOffered(field: "channel", channel: channel, source: source)
    }
  }
}

extension TransactionInfo {
  /// Throws at the first field that is too long or impossible.
  func validate() throws(InboxError) {
    for (text, field) in [(externalID, "external_id"), (reference, "reference")] {
      try TextRules.requireBytes(text, max: TextRules.externalIDBytesMax, field: field)
      try TextRules.requireNoControls(text, field: field)
    }
    guard currency.isEmpty || currency.utf8.count == 3 && currency.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw .fieldInvalid(field: "currency", fault: "is no currency of ISO 4217")
    }
    guard partySize >= 0 else { throw .fieldOutOfRange(field: "party_size", min: "0", max: "\(Int32.max)") }
  }
}

extension IngestCustomer {
  /// Throws unless there is something to know the customer by and every identity is complete.
  public func validate() throws(InboxError) {
    guard !identities.isEmpty || !profile.email.isEmpty || !profile.phone.isEmpty else {
      throw .fieldRequired(field: "identities")
    }
    try identities.check(field: "identities")
    try profile.check()
  }
}

extension Source {
  /// The best rating the source itself knows; 0 if it has none or several scales.
  public var ratingMax: Double {
    switch self {
    case .booking, .thefork, .zenchef: 10
    case .google, .tripadvisor, .deliveroo, .ubereats, .sevenrooms, .sunday: 5
    case .experience, .survey: 10
    case .instagram, .facebook, .whatsapp, .site, .email: 0
    }
  }
}

/// What a connector pushes at once.
public enum IngestEntry: Sendable, Hashable {
  /// An interaction, whole or in part.
  case interaction(IngestItem)
  /// A customer alone, as the source knew him at a time; nil: now.
  case customer(IngestCustomer, updateTime: Int64?)
}

/// What an entry did.
public enum IngestAnswer: Sendable, Hashable {
  /// An interaction was stored.
  case interaction(IngestResult)
  /// A customer was.
  case customer(CustomerID, IngestOutcome)
}

/// What an item did. Raw values are the contract's.
public enum IngestOutcome: UInt8, Sendable {
  /// A new interaction, something changed, all known.
  case created = 1
  case updated, unchanged
}

/// The answer to one item that was stored.
public struct IngestResult: Sendable, Hashable {
  /// What it did.
  public var outcome: IngestOutcome
  /// The interaction.
  public var interaction: InteractionID
  /// The customer; nil only if the interaction has none.
  public var customer: CustomerID?
  /// How many messages were new.
  public var createdMessages: Int

  /// Takes all parts.
  public init(outcome: IngestOutcome, interaction: InteractionID, customer: CustomerID?, createdMessages: Int) {
    self.outcome = outcome
    self.interaction = interaction
    self.customer = customer
    self.createdMessages = createdMessages
  }
}
