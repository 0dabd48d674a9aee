internal import InboxModel

/// A customer of the sample.
struct SampleCustomer: Sendable, Equatable {
  /// Counts from 0.
  let number: Int
  /// The given name.
  let givenName: String
  /// The family name.
  let familyName: String
  /// The language.
  let language: Language
  /// The e-mail address; empty if none is known.
  var email = ""
  /// The phone number in E.164; empty if none is known.
  var phone = ""
  /// Whether mail came back.
  var emailBounced = false
  /// Consent to e-mail.
  var emailConsent = Consent.unknown
  /// Consent to short messages.
  var smsConsent = Consent.unknown
  /// Consent to marketing.
  var marketingConsent = Consent.unknown
  /// Values of attributes by definition.
  var attributes: [SampleValue] = []

  /// The name to show.
  var displayName: String {
    switch language {
    case .japanese, .chinese: familyName + givenName
    default: givenName + " " + familyName
    }
  }

  /// Whether an e-mail can be sent.
  var takesEmail: Bool { !email.isEmpty && !emailBounced && emailConsent != .optedOut }
}

/// The value of an attribute.
struct SampleValue: Sendable, Equatable {
  /// The definition's id.
  let attribute: String
  /// The value.
  let content: AttributeValue.Content
}

/// What is said of an interaction when it comes in.
struct SampleInteraction: Sendable, Equatable {
  /// Counts from 0.
  let number: Int
  /// The source.
  let source: Source
  /// The location's id.
  let location: String
  /// The customer's number.
  let customer: Int
  /// The language of the text.
  let language: Language
  /// The rating on the source's scale; nil without one.
  let rating: Double?
  /// The title or subject.
  let subject: String
  /// When the customer began it, in microseconds since 1970 like every time here.
  let time: Int64
  /// The business it is about.
  let transaction: TransactionInfo?
  /// What else is known of that business.
  var transactionAttributes: [SampleValue] = []

  /// The source's id of it.
  var externalID: String { "\(source)-sample-\(number + 1)" }
}

/// A message as a connector pushes it.
struct SampleMessage: Sendable, Equatable {
  /// Which of the interaction's messages, from 0; the same one again changes it.
  let number: Int
  /// Which way it went.
  let direction: Direction
  /// The text.
  let text: String
  /// When it was sent.
  let time: Int64
  /// Who of the house wrote it.
  var author = ""
}

/// Something that happens to an interaction.
enum SampleAction: Sendable, Equatable {
  /// The source tells of a message, and with the first one of the interaction.
  case receive(SampleMessage)
  /// The customer changes a review: the new text, the new rating.
  case change(SampleMessage, rating: Double)
  /// The source removes it.
  case remove
  /// A draft is saved, on the source's default channel unless said otherwise.
  case save(text: String, origin: TextOrigin, channel: Channel? = nil)
  /// A response is sent.
  case send(text: String)
  /// A response is scheduled.
  case schedule(text: String, time: Int64)
  /// A note is written; a reply goes to the note before.
  case note(body: String, mentions: [String], isReply: Bool)
  /// Users are assigned.
  case assign([String])
  /// The status is set.
  case setStatus(Status)
  /// The mode is set.
  case setMode(Mode)
  /// It is archived.
  case archive
  /// It is moved to the trash.
  case trash
  /// It is pinned by the actor.
  case pin
  /// A keyword is added by hand.
  case addKeyword(String)
  /// Attributes get values.
  case setAttributes([SampleValue])
}

/// One thing that happens, when, and on whose behalf.
struct SampleStep: Sendable, Equatable {
  /// When.
  let time: Int64
  /// To which interaction, by number.
  let interaction: Int
  /// On whose behalf.
  let actor: Actor
  /// What.
  let action: SampleAction
}

/// The whole sample: what there is, and what happened to it, in order of time.
struct SamplePlan: Sendable, Equatable {
  /// The customers by number.
  let customers: [SampleCustomer]
  /// The interactions by number.
  let interactions: [SampleInteraction]
  /// What happened, earliest first; nothing lies in the future.
  let steps: [SampleStep]
}
