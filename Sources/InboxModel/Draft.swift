/// A text with what belongs to it, on its way to a customer: the content of a draft, a scheduled response, a send.
public struct ResponseText: Sendable, Hashable {
  /// The text.
  public var text: String
  /// How it is to be read.
  public var format: TextFormat
  /// The subject line, on e-mail; may be empty.
  public var subject: String
  /// Files to be sent along.
  public var attachments: [AttachmentID]

  /// Takes the parts unchecked; `validated` checks them.
  public init(_ text: String, format: TextFormat = .plain, subject: String = "", attachments: [AttachmentID] = []) {
    self.text = text
    self.format = format
    self.subject = subject
    self.attachments = attachments
  }

  /// Whether it counts as unsent text: trimmed, its markup aside, it has text, or it has an attachment.
  public var counts: Bool { !attachments.isEmpty || TextRules.hasText(TextRules.plain(text, format: format)) }

  /// Throws unless a channel of a source takes it.
  public func validate(on channel: Channel, of source: Source, lengthMax: Int) throws(InboxError) {
    guard source.allows(channel) else {
      throw .channelNotOffered(field: "channel", channel: channel, source: source)
    }
    try TextRules.requireLength(text, max: lengthMax, field: "text")
    if TextRules.hasNUL(text) { throw .fieldInvalid(field: "text", fault: "holds a NUL character") }
    if format == .html {
      guard channel.allowsHTML else { throw .htmlNotAllowed(field: "text_format", element: "HTML outside e-mail") }
      try SafeHTML.check(text, field: "text")
    }
    if !subject.isEmpty {
      guard channel == .email else { throw .fieldInvalid(field: "subject", fault: "is given outside e-mail") }
      try TextRules.requireLength(subject, max: TextRules.subjectLengthMax, field: "subject")
      try TextRules.requireNoControls(subject, field: "subject")
    }
    if !attachments.isEmpty, channel.attachmentPolicy == .none {
      throw .attachmentNotAllowed(channel: channel, mediaType: "attachments")
    }
  }
}

/// Unsent text on one (interaction, channel), shared by the team.
public struct Draft: Sendable, Hashable {
  /// The interaction.
  public var interaction: InteractionID
  /// The channel.
  public var channel: Channel
  /// Text, format, subject, attachments.
  public var content: ResponseText
  /// Changes with every save.
  public var etag: Etag
  /// Who or what wrote the text last.
  public var origin: TextOrigin
  /// Who saved it last.
  public var actor: String
  /// When, in microseconds since 1970 like every time here.
  public var updateTime: Int64
  /// Set if the text came back from sending.
  public var returnReason: DraftReturnReason

  /// Takes all parts.
  public init(
    interaction: InteractionID, channel: Channel, content: ResponseText, etag: Etag, origin: TextOrigin,
    actor: String, updateTime: Int64, returnReason: DraftReturnReason
  ) {
    self.interaction = interaction
    self.channel = channel
    self.content = content
    self.etag = etag
    self.origin = origin
    self.actor = actor
    self.updateTime = updateTime
    self.returnReason = returnReason
  }
}

/// A former text of a draft.
public struct DraftRevision: Sendable, Hashable {
  /// Counts from 1 within (interaction, channel).
  public var revision: Int64
  /// The text.
  public var content: ResponseText
  /// Who or what had written it.
  public var origin: TextOrigin
  /// Who had saved it.
  public var actor: String
  /// When it had been saved.
  public var saveTime: Int64
  /// When it was displaced.
  public var createTime: Int64
  /// Why.
  public var cause: DraftRevisionCause

  /// Takes all parts.
  public init(
    revision: Int64, content: ResponseText, origin: TextOrigin, actor: String, saveTime: Int64, createTime: Int64,
    cause: DraftRevisionCause
  ) {
    self.revision = revision
    self.content = content
    self.origin = origin
    self.actor = actor
    self.saveTime = saveTime
    self.createTime = createTime
    self.cause = cause
  }
}

/// What a client gives back to say which version it saw. Printed like an id; an empty text is no etag.
public struct Etag: Hashable, Sendable, CustomStringConvertible {
  /// The version's number.
  public let rawValue: Int64

  /// Wraps a version's number.
  public init(_ rawValue: Int64) { self.rawValue = rawValue }

  /// Reads the printed form; what was never printed by us becomes a version that nothing has.
  public init(_ text: Span<UInt8>) { self.rawValue = Base32.decode(text) ?? -1 }

  /// The printed form.
  public var description: String { Base32.string(of: rawValue) }
}

/// A response that waits for its time.
public struct ScheduledResponse: Sendable, Hashable {
  /// The interaction.
  public var interaction: InteractionID
  /// The channel.
  public var channel: Channel
  /// Text, format, subject, attachments.
  public var content: ResponseText
  /// When it goes out.
  public var scheduleTime: Int64
  /// Whether a workflow scheduled it and no user edited or confirmed it since.
  public var isAutomatic: Bool
  /// Changes with every change.
  public var etag: Etag
  /// Who or what wrote the text.
  public var origin: TextOrigin
  /// Who scheduled, edited or confirmed it last.
  public var actor: String
  /// When it was scheduled first.
  public var createTime: Int64
  /// When it was changed last.
  public var updateTime: Int64

  /// Takes all parts.
  public init(
    interaction: InteractionID, channel: Channel, content: ResponseText, scheduleTime: Int64, isAutomatic: Bool,
    etag: Etag, origin: TextOrigin, actor: String, createTime: Int64, updateTime: Int64
  ) {
    self.interaction = interaction
    self.channel = channel
    self.content = content
    self.scheduleTime = scheduleTime
    self.isAutomatic = isAutomatic
    self.etag = etag
    self.origin = origin
    self.actor = actor
    self.createTime = createTime
    self.updateTime = updateTime
  }

  /// The same text as a draft.
  public func asDraft(_ reason: DraftReturnReason) -> Draft {
    Draft(
      interaction: interaction, channel: channel, content: content, etag: etag, origin: origin, actor: actor,
      updateTime: updateTime, returnReason: reason)
  }
}

/// Which version a change is meant for.
public enum EtagCondition: Sendable, Hashable {
  /// Whatever is there.
  case any
  /// There must be nothing.
  case none
  /// This version.
  case version(Etag)

  /// Reads an etag field: empty is any, "none" is none.
  public init(_ text: Span<UInt8>) {
    if text.count == 0 {
      self = .any
    } else if text.count == 4, text[0] == UInt8(ascii: "n"), text[1] == UInt8(ascii: "o"),
      text[2] == UInt8(ascii: "n"), text[3] == UInt8(ascii: "e")
    {
      self = .none
    } else {
      self = .version(Etag(text))
    }
  }

  /// Whether what is there (nil: nothing) is what was meant.
  public func holds(for current: Etag?) -> Bool {
    switch self {
    case .any: true
    case .none: current == nil
    case .version(let etag): current == etag
    }
  }
}
