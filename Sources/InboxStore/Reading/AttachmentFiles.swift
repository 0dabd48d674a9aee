internal import Files
internal import SQLite
public import InboxModel

/// Files: who may have them, how they come and how they go.
extension Transaction {
  private static let uploaderQuery = Query(
    "SELECT actor FROM attachment WHERE workspace = ? AND attachment = ?")

  private static let placesOfUsesQuery = Query(
    """
    SELECT i.location
    FROM attachment_use u
    JOIN interaction i ON i.workspace = u.workspace AND i.interaction = u.interaction
    WHERE u.workspace = ? AND u.attachment = ?
    """)

  /// A file that the caller may have: he uploaded it, or sees an interaction that refers to it. Else throws `notFound`.
  public func visibleAttachment(_ id: AttachmentID, for caller: Caller) throws(InboxError) -> AttachmentInfo {
    let info = try attachment(id, for: caller)
    let uploader = try first(Self.uploaderQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      $0.text()
    }
    if uploader == caller.actor.description { return info }
    let places = try all(Self.placesOfUsesQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      $0.optionalText().map(LocationID.init)
    }
    guard places.contains(where: { caller.sees($0) }) else {
      throw .notFound(
        name: ResourceName<IDKind.Attachment>(workspace: caller.workspaceSlug, id: id).description)
    }
    return info
  }
}

extension WriteTransaction {
  private static let insertAttachment = Query(
    """
    INSERT INTO attachment (workspace, attachment, file_name, media_type, size_bytes, sha256, actor, create_time)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    """)

  private static let laterAttachments = Query(
    """
    SELECT workspace, attachment, sha256, create_time
    FROM attachment
    WHERE (workspace, attachment) > (?, ?)
    ORDER BY workspace, attachment
    LIMIT ?
    """)

  private static let anyUse = Query(
    "SELECT 1 FROM attachment_use WHERE workspace = ? AND attachment = ? LIMIT 1")

  private static let deleteAttachment = Query("DELETE FROM attachment WHERE workspace = ? AND attachment = ?")

  private static let anyWithContent = Query(
    "SELECT 1 FROM attachment WHERE workspace = ? AND sha256 = ? LIMIT 1")

  private static let workspaceQuery = Query("SELECT 1 FROM workspace WHERE workspace = ?")

  /// Makes an uploaded file known. A repeat by its request id gives the first one.
  public func addAttachment(
    _ draft: AttachmentDraft, sha256: [UInt8], sizeBytes: Int64, by caller: Caller
  ) throws(InboxError) -> AttachmentInfo {
    // Its upload holds it. Who asks again all the same never finds a row without its file.
    guard files.has(sha256, in: caller.workspace.rawValue) else {
      throw .storageUnavailable("the content of an upload is gone")
    }
    let id = AttachmentID(makeID())
    try run(Self.insertAttachment) { [now] cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(draft.fileName)
      cursor.bind(draft.mediaType)
      cursor.bind(sizeBytes)
      cursor.bind(bytes: sha256.span)
      cursor.bind(caller.actor.description)
      cursor.bind(now)
    }
    return AttachmentInfo(
      id: id, fileName: draft.fileName, mediaType: draft.mediaType, sizeBytes: sizeBytes, sha256: sha256,
      createTime: now)
  }

  /// Removes rows of files that nothing refers to and that nobody uploaded lately, some at each call, round and round; gives
  /// their contents.
  func collectAttachments() throws(InboxError) -> [AttachmentContent] {
    let rows = try all(Self.laterAttachments) { [collectedUntil] cursor in
      cursor.bind(collectedUntil.workspace)
      cursor.bind(collectedUntil.attachment)
      cursor.bind(Int64(Limits.attachmentsExaminedPerStep))
    } _: { cursor in
      (workspace: cursor.int64(), attachment: cursor.int64(), sha256: cursor.blob(), created: cursor.int64())
    }
    collectedUntil = rows.last.map { ($0.workspace, $0.attachment) } ?? (0, 0)
    var contents: [AttachmentContent] = []
    for row in rows where row.created < now - Limits.uploadKeptMicroseconds {
      let isUsed = try first(Self.anyUse) { cursor in
        cursor.bind(row.workspace)
        cursor.bind(row.attachment)
      } _: { _ in
        true
      }
      if isUsed != nil { continue }
      try run(Self.deleteAttachment) { cursor in
        cursor.bind(row.workspace)
        cursor.bind(row.attachment)
      }
      contents.append(AttachmentContent(workspace: row.workspace, sha256: row.sha256))
    }
    return contents
  }

  /// Whether a workspace is there; not if it cannot be looked up.
  func hasWorkspace(_ workspace: Int64) -> Bool {
    let found = try? first(Self.workspaceQuery) {
      $0.bind(workspace)
    } _: { _ in
      true
    }
    return found == true
  }

  /// Removes a content that no attachment has any more, unless an upload holds it; says whether no attachment has it. On the
  /// writer's thread, as is the check of a new one: neither comes between the other's steps.
  func removeContent(_ content: AttachmentContent) -> Bool {
    if isKnown(content) { return false }
    files.remove(content.sha256, in: content.workspace)
    return true
  }

  /// Whether an attachment has a content. One that cannot be looked up counts as known: better a file too many than one too
  /// few.
  private func isKnown(_ content: AttachmentContent) -> Bool {
    do throws(InboxError) {
      let known = try first(Self.anyWithContent) { cursor in
        cursor.bind(content.workspace)
        cursor.bind(bytes: content.sha256.span)
      } _: { _ in
        true
      }
      return known != nil
    } catch {
      return true
    }
  }
}

/// The content of an attachment that was collected.
struct AttachmentContent {
  /// The tenant.
  let workspace: Int64
  /// The content.
  let sha256: [UInt8]
}
