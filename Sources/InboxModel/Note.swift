/// What a note is made of, checked.
public struct NoteDraft: Sendable, Hashable {
  /// The plain text.
  public let body: String
  /// The users mentioned, each once, in order of mention.
  public let mentions: [String]
  /// The note it replies to.
  public let replyTo: NoteID?
  /// The files.
  public let attachments: [AttachmentID]
  /// The most users one note may mention.
  public static let mentionsMax = 50

  /// Checks text and mentions; whether users and files exist is the store's to say. Text or files there must be.
  public init(
    body: String, mentions: [String] = [], replyTo: NoteID? = nil, attachments: [AttachmentID] = []
  ) throws(InboxError) {
    try Self.check(body)
    try Self.requireContent(body, attachments)
    self.body = body
    self.mentions = try Self.unique(mentions)
    self.replyTo = replyTo
    self.attachments = attachments
  }

  /// Throws `fieldRequired` for a note that would say nothing and show nothing.
  public static func requireContent(_ body: String, _ attachments: [AttachmentID]) throws(InboxError) {
    guard TextRules.hasText(body) || !attachments.isEmpty else { throw .fieldRequired(field: "body") }
  }

  /// Throws unless a text may be a note's.
  static func check(_ body: String) throws(InboxError) {
    try TextRules.requireLength(body, max: TextRules.noteLengthMax, field: "body")
    if TextRules.hasNUL(body) { throw .fieldInvalid(field: "body", fault: "holds a NUL character") }
  }

  /// Mentions, each once; throws `tooManyItems`.
  static func unique(_ mentions: [String]) throws(InboxError) -> [String] {
    guard mentions.count <= mentionsMax else {
      throw .tooManyItems(field: "mentions", count: mentions.count, limit: mentionsMax)
    }
    var seen = Set<String>()
    return mentions.filter { seen.insert($0).inserted }
  }
}

/// What to change of a note, checked; nil leaves a part as it is.
public struct NoteEdit: Sendable, Hashable {
  /// The new text.
  public let body: String?
  /// The users mentioned from now on, all of them.
  public let mentions: [String]?
  /// The files from now on, all of them.
  public let attachments: [AttachmentID]?

  /// Checks text and mentions; whether users and files exist, and whether anything is left, is the store's to say.
  public init(
    body: String? = nil, mentions: [String]? = nil, attachments: [AttachmentID]? = nil
  ) throws(InboxError) {
    if let body { try NoteDraft.check(body) }
    self.body = body
    self.attachments = attachments
    if let mentions { self.mentions = try NoteDraft.unique(mentions) } else { self.mentions = nil }
  }
}

/// A former text of a note.
public struct NoteRevision: Sendable, Hashable {
  /// Counts from 1 within the note.
  public var revision: Int64
  /// The text.
  public var body: String
  /// The users it mentioned.
  public var mentions: [String]
  /// When it had been written.
  public var writeTime: Int64
  /// When it was replaced.
  public var createTime: Int64

  /// Takes all parts.
  public init(revision: Int64, body: String, mentions: [String], writeTime: Int64, createTime: Int64) {
    self.revision = revision
    self.body = body
    self.mentions = mentions
    self.writeTime = writeTime
    self.createTime = createTime
  }
}

/// An internal comment.
public struct Note: Sendable, Hashable {
  /// The id.
  public var id: NoteID
  /// The interaction it is on.
  public var interaction: InteractionID
  /// The text; empty in a tombstone.
  public var body: String
  /// Who wrote it.
  public var author: String
  /// The author's name to show.
  public var authorDisplayName: String
  /// When it was written.
  public var createTime: Int64
  /// When it was edited last; nil if never.
  public var updateTime: Int64?
  /// The users mentioned.
  public var mentions: [String]
  /// The note it replies to.
  public var replyTo: NoteID?
  /// Changes with every edit.
  public var etag: Etag
  /// How many former texts there are.
  public var revisionCount: Int
  /// When it was deleted; nil if it was not.
  public var deleteTime: Int64?
  /// Who deleted it; empty if nobody.
  public var deleteActor: String

  /// Takes all parts.
  public init(
    id: NoteID, interaction: InteractionID, body: String, author: String, authorDisplayName: String,
    createTime: Int64, updateTime: Int64?, mentions: [String], replyTo: NoteID?, etag: Etag, revisionCount: Int,
    deleteTime: Int64?, deleteActor: String
  ) {
    self.id = id
    self.interaction = interaction
    self.body = body
    self.author = author
    self.authorDisplayName = authorDisplayName
    self.createTime = createTime
    self.updateTime = updateTime
    self.mentions = mentions
    self.replyTo = replyTo
    self.etag = etag
    self.revisionCount = revisionCount
    self.deleteTime = deleteTime
    self.deleteActor = deleteActor
  }
}
