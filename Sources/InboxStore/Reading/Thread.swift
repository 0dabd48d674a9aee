internal import SQLite
public import InboxModel

/// One message as the thread shows it. Texts are good until the callback that got it returns.
public struct MessageRow {
  /// The id.
  public let id: MessageID
  /// When it was sent or received.
  public let time: Int64
  /// Which way it went.
  public let direction: Direction
  /// The channel it came or went by.
  public let channel: Channel
  /// How far it came.
  public let state: MessageState
  /// How the text is to be read.
  public let format: TextFormat
  /// Who or what wrote the text.
  public let origin: TextOrigin
  /// Whether it was sent automatically.
  public let isAutomatic: Bool
  /// How many former texts there are.
  public let revisionCount: Int
  /// Whether a replacement is on its way: `replacement(of:)` reads it.
  public let hasReplacement: Bool
  /// Whether it has files.
  public let hasAttachments: Bool
  /// The text.
  public let text: RowText
  /// The subject line.
  public let subject: RowText
  /// The language.
  public let language: RowText
  /// Who sent it; empty if the customer did, or the business outside.
  public let author: RowText
  /// The author's name to show.
  public let authorDisplayName: RowText
  /// Why it failed.
  public let failureReason: RowText
  /// The source's id of it.
  public let externalID: RowText
  /// When the source removed it.
  public let removalTime: Int64?
  /// When the server stored it.
  public let createTime: Int64
  /// When it was changed last.
  public let updateTime: Int64

  /// The columns in the order `init` reads them.
  static let columns =
    """
    message, message_time, direction, channel, state, format, origin, automatic, revision_count, has_replacement,
    has_attachments, body, subject, language, author, author_name, failure_reason, external_id, removal_time,
    create_time, update_time
    """

  /// Reads `columns`.
  init(_ cursor: inout Cursor) {
    id = MessageID(cursor.int64())
    time = cursor.int64()
    direction = Direction(stored: cursor.int())
    channel = Channel(stored: cursor.int())
    state = MessageState(stored: cursor.int())
    format = TextFormat(stored: cursor.int())
    origin = TextOrigin(stored: cursor.int())
    isAutomatic = cursor.bool()
    revisionCount = cursor.int()
    hasReplacement = cursor.bool()
    hasAttachments = cursor.bool()
    text = RowText(&cursor)
    subject = RowText(&cursor)
    language = RowText(&cursor)
    author = RowText(&cursor)
    authorDisplayName = RowText(&cursor)
    failureReason = RowText(&cursor)
    externalID = RowText(&cursor)
    removalTime = cursor.optionalInt64()
    createTime = cursor.int64()
    updateTime = cursor.int64()
  }
}

/// New text for a published response that has not taken its place yet.
public struct MessageReplacement: Sendable, Hashable {
  /// The new text.
  public var text: String
  /// How far it came.
  public var state: MessageState
  /// Who sent it.
  public var author: String
  /// When.
  public var sendTime: Int64
  /// Why it failed.
  public var failureReason: String
  /// Whether it was sent automatically.
  public var isAutomatic: Bool
  /// Who or what wrote it.
  public var origin: TextOrigin
}

/// Which part of a thread to read.
public enum ThreadPage: Sendable, Hashable {
  /// The oldest page, the latest, the one after a place, the one before a place.
  case oldest
  case latest
  case after(PagePosition)
  case before(PagePosition)
}

/// The ends of a page of a thread, and what lies beyond.
public struct ThreadPageEnds: Sendable, Hashable {
  /// The first message of the page.
  public var first: PagePosition?
  /// The last message of the page.
  public var last: PagePosition?
  /// Whether older messages come before.
  public var hasOlder = false
  /// Whether newer messages follow.
  public var hasNewer = false
}
