/// What happened. Raw values are the contract's.
public enum EventType: UInt8, Sendable, CaseIterable {
  /// The thread.
  case interactionCreated = 1
  case messageReceived, messageChanged, messageRemoved
  /// Responses.
  case responseSent, responseBlocked, messageStateChanged, responseScheduled, scheduleReturned
  /// Drafts.
  case draftSaved, draftDeleted
  /// Handling.
  case statusChanged, modeChanged, usersAssigned, usersUnassigned
  /// Place.
  case archived, unarchived, trashed, undeleted, pinned, unpinned
  /// Facts.
  case keywordsChanged, attributeChanged, ratingChanged, locationChanged, customerChanged
  /// Notes.
  case noteCreated, noteUpdated, noteDeleted
  /// Anything else that changed at the source.
  case interactionUpdated
  /// What has other subjects: an erased customer, a change of the directory (no interaction).
  case customerErased, directoryChanged
}

/// What an event says beyond its type; the contract's detail messages are read off these fields.
public struct EventDetails: Sendable, Hashable {
  /// Yes-or-no facts.
  public struct Flags: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt8
    /// Wraps the bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The response is automatic.
    public static let automatic = Flags(rawValue: 1)
    /// The response replaces a published one.
    public static let replacement = Flags(rawValue: 2)
    /// The response was scheduled before.
    public static let scheduled = Flags(rawValue: 4)
    /// A new customer message caused it.
    public static let byMessage = Flags(rawValue: 8)
    /// The scheduled text was changed.
    public static let textChanged = Flags(rawValue: 16)
    /// The message that came in is an answer of the business, given at the source.
    public static let outbound = Flags(rawValue: 32)
  }

  /// The channel, of responses, schedules and drafts.
  public var channel: Channel?
  /// The value before: a status, mode, state, time, location, customer or former revision.
  public var before: Int64?
  /// The value after; also a cause or return reason where there is nothing before.
  public var after: Int64?
  /// The message, note or attribute definition it is about.
  public var object: Int64?
  /// Who or what wrote the text.
  public var origin: TextOrigin?
  /// A cause: of a return, a displaced draft, a move to the trash; how keywords came; what happened in the directory.
  public var cause: UInt8?
  /// Yes-or-no facts.
  public var flags: Flags = []
  /// Space-separated: user ids, `+keyword` and `-keyword`, field names; two numbers of a rating ("-" for none);
  /// the resource name of a change of the directory, then the names of the fields.
  public var text: String = ""

  /// Nothing to say.
  public init() {}

  /// A change from one number to another.
  public static func change(_ before: Int64?, _ after: Int64?) -> EventDetails {
    var details = EventDetails()
    details.before = before
    details.after = after
    return details
  }

  /// Something about an object.
  public static func about(_ object: Int64, before: Int64? = nil, text: String = "") -> EventDetails {
    var details = EventDetails()
    details.object = object
    details.before = before
    details.text = text
    return details
  }

  /// A list of words.
  public static func words(_ text: String) -> EventDetails {
    var details = EventDetails()
    details.text = text
    return details
  }
}

extension EventDetails {
  /// A change of something of the directory.
  public static func directory(
    _ resource: String, _ action: DirectoryAction, _ fields: [String] = []
  ) -> EventDetails {
    var details = words(([resource] + fields).joined(separator: " "))
    details.cause = action.rawValue
    return details
  }

  /// What a change of the directory was about, what happened, and which fields changed; nil for another event's details.
  public var directory: (resource: String, action: DirectoryAction, fields: [String])? {
    let words = text.split(separator: " ").map(String.init)
    guard let resource = words.first, let action = cause.flatMap(DirectoryAction.init) else { return nil }
    return (resource, action, Array(words.dropFirst()))
  }
}

/// One entry of the audit trail.
public struct Event: Sendable, Hashable {
  /// Counts the workspace's events from 1 without gaps, in the order of their commits.
  public var sequence: Int64
  /// What happened.
  public var type: EventType
  /// To which interaction; nil for changes of the directory.
  public var interaction: InteractionID?
  /// On whose behalf.
  public var actor: String
  /// When.
  public var time: Int64
  /// More about it.
  public var details: EventDetails

  /// Takes all parts.
  public init(
    sequence: Int64, type: EventType, interaction: InteractionID?, actor: String, time: Int64, details: EventDetails
  ) {
    self.sequence = sequence
    self.type = type
    self.interaction = interaction
    self.actor = actor
    self.time = time
    self.details = details
  }
}

extension Event {
  /// Whether a caller who sees the event's interaction sees the event: pins are everybody's own, and the directory's changes
  /// are for those who manage it.
  public func isVisible(to caller: Caller) -> Bool {
    switch type {
    case .pinned, .unpinned: actor == caller.actor.description
    case .directoryChanged: caller.isAdmin
    default: true
    }
  }
}
