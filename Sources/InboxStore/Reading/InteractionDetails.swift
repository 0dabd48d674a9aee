internal import SQLite
internal import InboxModel

/// What an interaction's panel shows of its row and lists do not: a column less takes 200 instructions of each row of a page.
/// Texts are good until the callback that got it returns.
public struct InteractionDetails {
  /// Who archived it.
  public let archiveActor: RowText
  /// Who sent it to the trash.
  public let trashActor: RowText
  /// When the source removed it.
  public let sourceRemovalTime: Int64?
  /// Whether the source takes no answer any more.
  public let isClosedBySource: Bool
  /// The source's id of it.
  public let externalID: RowText
  /// Its page at the source.
  public let sourceURL: RowText
  /// When the server stored it.
  public let createTime: Int64
  /// When anything of it was changed last.
  public let updateTime: Int64

  /// The columns in the order `init` reads them; `i` is the table.
  static let columns =
    """
    i.archive_actor, i.trash_actor, i.source_removal_time, i.closed_by_source, i.external_id, i.source_url, i.create_time,
    i.update_time
    """

  /// Reads `columns`.
  init(_ cursor: inout Cursor) {
    archiveActor = RowText(&cursor)
    trashActor = RowText(&cursor)
    sourceRemovalTime = cursor.optionalInt64()
    isClosedBySource = cursor.bool()
    externalID = RowText(&cursor)
    sourceURL = RowText(&cursor)
    createTime = cursor.int64()
    updateTime = cursor.int64()
  }
}
