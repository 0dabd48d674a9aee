internal import SQLite
public import InboxModel

/// A draft as a panel shows it. Texts are good until the callback that got it returns.
public struct DraftRow {
  /// The text.
  public let text: RowText
  /// What the text is.
  public let format: TextFormat
  /// The subject; empty if there is none.
  public let subject: RowText
  /// Whether there are files.
  public let hasAttachments: Bool
  /// Changes with every save.
  public let etag: Etag
  /// Who or what wrote the text last.
  public let origin: TextOrigin
  /// Who saved it last.
  public let actor: RowText
  /// When.
  public let updateTime: Int64
  /// Set if the text came back from sending.
  public let returnReason: DraftReturnReason

  /// The columns in the order `init` reads them.
  static let columns = "body, format, subject, has_attachments, etag, origin, actor, update_time, return_reason"

  /// Reads `columns`.
  init(_ cursor: inout Cursor) {
    text = RowText(&cursor)
    format = TextFormat(stored: cursor.int())
    subject = RowText(&cursor)
    hasAttachments = cursor.bool()
    etag = Etag(cursor.int64())
    origin = TextOrigin(stored: cursor.int())
    actor = RowText(&cursor)
    updateTime = cursor.int64()
    returnReason = DraftReturnReason(rawValue: UInt8(cursor.int())) ?? .none
  }
}
