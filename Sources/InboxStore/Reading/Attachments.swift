internal import SQLite
public import InboxModel

/// A file as others see it.
public struct AttachmentInfo: Sendable, Hashable {
  /// The id.
  public var id: AttachmentID
  /// The file's name.
  public var fileName: String
  /// The media type.
  public var mediaType: String
  /// The size in bytes.
  public var sizeBytes: Int64
  /// The SHA-256 of the content.
  public var sha256: [UInt8]
  /// When it was uploaded.
  public var createTime: Int64
}

/// What refers to attachments. Raw values are stored.
enum AttachmentOwner: Int64 {
  /// A message, the draft of a channel, a note, the scheduled response of a channel, the replacement of a message.
  case message = 1
  case draft, note, schedule, replacement
}

extension Transaction {
  /// The columns that `attachment` reads, of `attachment a`.
  static let attachmentColumns =
    "a.attachment, a.file_name, a.media_type, a.size_bytes, a.sha256, a.create_time"

  private static let ofOwnerQuery = Query(
    """
    SELECT \(attachmentColumns)
    FROM attachment_use u
    JOIN attachment a ON a.workspace = u.workspace AND a.attachment = u.attachment
    WHERE u.workspace = ? AND u.interaction = ? AND u.owner_kind = ? AND u.owner = ?
    ORDER BY u.position
    """)

  private static let ofMessagesQuery = Query(
    """
    SELECT \(attachmentColumns)
    FROM attachment_use u
    JOIN attachment a ON a.workspace = u.workspace AND a.attachment = u.attachment
    WHERE u.workspace = ? AND u.interaction = ? AND u.owner_kind = 1
    ORDER BY u.owner DESC, u.position DESC
    LIMIT 100
    """)

  private static let getQuery = Query(
    "SELECT \(attachmentColumns) FROM attachment a WHERE a.workspace = ? AND a.attachment = ?")

  /// The files of one message of an interaction.
  public func attachments(
    ofMessage message: MessageID, in interaction: InteractionID, for caller: Caller
  ) throws(InboxError) -> [AttachmentInfo] {
    try attachments(of: .message, message.rawValue, in: interaction, caller.workspace)
  }

  /// The files of a draft.
  public func attachments(
    ofDraft channel: Channel, in interaction: InteractionID, for caller: Caller
  ) throws(InboxError) -> [AttachmentInfo] {
    try attachments(of: .draft, Int64(channel.rawValue), in: interaction, caller.workspace)
  }

  /// The files of a scheduled response.
  public func attachments(
    ofSchedule channel: Channel, in interaction: InteractionID, for caller: Caller
  ) throws(InboxError) -> [AttachmentInfo] {
    try attachments(of: .schedule, Int64(channel.rawValue), in: interaction, caller.workspace)
  }

  /// The files of an owner in their order.
  func attachments(
    of kind: AttachmentOwner, _ owner: Int64, in interaction: InteractionID, _ workspace: WorkspaceID
  ) throws(InboxError) -> [AttachmentInfo] {
    try all(Self.ofOwnerQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(kind.rawValue)
      cursor.bind(owner)
    } _: {
      Self.attachment(&$0)
    }
  }

  /// The files of all messages, newest first, at most 100.
  func messageAttachments(of id: InteractionID, for caller: Caller) throws(InboxError) -> [AttachmentInfo] {
    try all(Self.ofMessagesQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      Self.attachment(&$0)
    }
  }

  /// A file by id; throws `notFound`.
  func attachment(_ id: AttachmentID, for caller: Caller) throws(InboxError) -> AttachmentInfo {
    let found = try first(Self.getQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      Self.attachment(&$0)
    }
    guard let found else {
      throw .notFound(
        name: ResourceName<IDKind.Attachment>(workspace: caller.workspaceSlug, id: id).description)
    }
    return found
  }

  /// Reads one row.
  static func attachment(_ cursor: inout Cursor) -> AttachmentInfo {
    AttachmentInfo(
      id: AttachmentID(cursor.int64()), fileName: cursor.text(), mediaType: cursor.text(),
      sizeBytes: cursor.int64(), sha256: cursor.blob(), createTime: cursor.int64())
  }
}

extension WriteTransaction {
  private static let insertUse = Query(
    """
    INSERT INTO attachment_use (workspace, interaction, owner_kind, owner, position, attachment)
    VALUES (?, ?, ?, ?, ?, ?)
    """)

  private static let removeUses = Query(
    "DELETE FROM attachment_use WHERE workspace = ? AND interaction = ? AND owner_kind = ? AND owner = ?")

  /// Throws unless every file is there and the channel takes it.
  func requireAttachments(_ ids: [AttachmentID], on channel: Channel?, for caller: Caller) throws(InboxError) {
    if ids.count > Limits.attachmentsMax {
      throw .tooManyItems(field: "attachments", count: ids.count, limit: Limits.attachmentsMax)
    }
    for id in ids {
      let file = try visibleAttachment(id, for: caller)
      let taken =
        switch channel?.attachmentPolicy {
        case .none?: false
        case .images?: ["image/jpeg", "image/png", "image/gif", "image/webp"].contains(file.mediaType)
        case .any?, nil: true
        }
      if !taken, let channel { throw .attachmentNotAllowed(channel: channel, mediaType: file.mediaType) }
    }
  }

  /// Gives an owner its files, in place of those it had.
  func setAttachments(
    _ ids: [AttachmentID], of kind: AttachmentOwner, _ owner: Int64, in interaction: InteractionState
  ) throws(InboxError) {
    try run(Self.removeUses) { cursor in
      cursor.bind(interaction.workspace.rawValue)
      cursor.bind(interaction.id.rawValue)
      cursor.bind(kind.rawValue)
      cursor.bind(owner)
    }
    try addAttachments(ids, to: kind, owner, in: interaction)
  }

  /// Gives an owner that has none its files.
  func addAttachments(
    _ ids: [AttachmentID], to kind: AttachmentOwner, _ owner: Int64, in interaction: InteractionState
  ) throws(InboxError) {
    for (position, id) in ids.enumerated() {
      try run(Self.insertUse) { cursor in
        cursor.bind(interaction.workspace.rawValue)
        cursor.bind(interaction.id.rawValue)
        cursor.bind(kind.rawValue)
        cursor.bind(owner)
        cursor.bind(Int64(position))
        cursor.bind(id.rawValue)
      }
    }
  }
}
