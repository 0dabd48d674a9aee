internal import SQLite
public import InboxModel

/// One interaction as a list shows it. Texts are good until the callback that got it returns.
public struct InteractionRow {
  /// The id.
  public let id: InteractionID
  /// Where it came from.
  public let source: Source
  /// How far the handling is.
  public let status: Status
  /// Whether automation may send.
  public let mode: Mode
  /// When the last message was sent or received.
  public let activityTime: Int64
  /// The oldest customer message that nobody answered; nil if none waits.
  public let waitingTime: Int64?
  /// When the earliest scheduled response goes out; nil if there is none.
  public let scheduleTime: Int64?
  /// Where drafts lie.
  public let drafts: ChannelSet
  /// Where scheduled responses lie.
  public let schedules: ChannelSet
  /// Which side tables have rows.
  let parts: InteractionParts
  /// How many messages the thread has.
  public let messageCount: Int
  /// How many notes it has, tombstones excluded.
  public let noteCount: Int
  /// Which way the latest message went; nil without messages.
  public let lastDirection: Direction?
  /// How far the latest message came; nil without messages.
  public let lastState: MessageState?
  /// The rating; nil and 0 differ.
  public let rating: Double?
  /// The best rating the source knows; 0 if it has none.
  public let ratingMax: Double
  /// The customer's id; empty if there is none.
  public let customer: RowText
  /// The location's id; empty if there is none.
  public let location: RowText
  /// The customer's name to show.
  public let customerName: RowText
  /// The beginning of the latest message.
  public let snippet: RowText
  /// The title or subject.
  public let subject: RowText
  /// The language of the latest customer message.
  public let language: RowText
  /// The ids of the assigned users, earliest first, by spaces.
  public let assignees: RowText
  /// When it was archived.
  public let archiveTime: Int64?
  /// When it went to the trash.
  public let trashTime: Int64?
  /// Why it is there.
  public let trashCause: TrashCause?
  /// When the customer began it.
  public let sourceTime: Int64
  /// The version.
  public let etag: Etag

  /// The columns in the order `init` reads them; `i` is the table.
  static let columns =
    """
    i.interaction, i.source, i.status, i.mode, i.activity_time, i.waiting_time, i.schedule_time, i.draft_channels,
    i.schedule_channels, i.parts, i.message_count, i.note_count, i.last_direction, i.last_state, i.rating, i.rating_max,
    i.customer, i.location, i.customer_name, i.snippet, i.subject, i.language, i.assignees, i.archive_time, i.trash_time,
    i.trash_cause, i.source_time, i.etag
    """

  /// Reads `columns`.
  init(_ cursor: inout Cursor) {
    id = InteractionID(cursor.int64())
    source = Source(stored: cursor.int())
    status = Status(stored: cursor.int())
    mode = Mode(stored: cursor.int())
    activityTime = cursor.int64()
    waitingTime = cursor.optionalInt64()
    scheduleTime = cursor.optionalInt64()
    drafts = ChannelSet(rawValue: UInt8(cursor.int()))
    schedules = ChannelSet(rawValue: UInt8(cursor.int()))
    parts = InteractionParts(rawValue: cursor.int64())
    messageCount = cursor.int()
    noteCount = cursor.int()
    lastDirection = Direction(rawValue: UInt8(cursor.int()))
    lastState = MessageState(rawValue: UInt8(cursor.int()))
    rating = cursor.optionalDouble()
    ratingMax = cursor.double()
    customer = RowText(&cursor)
    location = RowText(&cursor)
    customerName = RowText(&cursor)
    snippet = RowText(&cursor)
    subject = RowText(&cursor)
    language = RowText(&cursor)
    assignees = RowText(&cursor)
    archiveTime = cursor.optionalInt64()
    trashTime = cursor.optionalInt64()
    trashCause = TrashCause(rawValue: UInt8(cursor.int()))
    sourceTime = cursor.int64()
    etag = Etag(cursor.int64())
  }

  /// The tab it is shown under.
  public var family: Family { source.family }
  /// Where unsent text lies: drafts and scheduled responses.
  public var unsent: ChannelSet { drafts.union(schedules) }
  /// Whether a message has an attachment.
  public var hasAttachments: Bool { parts.contains(.attachments) }
  /// Whether it has keywords.
  public var hasKeywords: Bool { parts.contains(.keywords) }
  /// Whether anybody pinned it.
  public var mayBePinned: Bool { parts.contains(.pins) }
  /// The location's id; nil if there is none.
  public var locationID: LocationID? { location.isEmpty ? nil : LocationID(location.string) }
}
