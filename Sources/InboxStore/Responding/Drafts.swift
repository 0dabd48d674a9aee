internal import SQLite
public import InboxModel

/// Reading drafts, their revisions and scheduled responses.
extension Transaction {
  private static let draftQuery = Query(
    """
    SELECT \(DraftRow.columns)
    FROM draft
    WHERE workspace = ? AND interaction = ? AND channel = ?
    """)

  private static let revisionsQuery = Query(
    """
    SELECT revision, body, format, subject, origin, actor, save_time, create_time, cause
    FROM draft_revision
    WHERE workspace = ? AND interaction = ? AND channel = ? AND revision < ?
    ORDER BY revision DESC
    LIMIT ?
    """)

  private static let scheduleQuery = Query(
    """
    SELECT body, format, subject, has_attachments, schedule_time, automatic, etag, origin, actor, create_time, update_time
    FROM scheduled_response
    WHERE workspace = ? AND interaction = ? AND channel = ?
    """)

  /// The draft on a channel of an interaction the caller sees; nil if there is none.
  public func draft(
    on channel: Channel, of interaction: InteractionID, for caller: Caller
  ) throws(InboxError) -> Draft? {
    let state = try state(of: interaction, for: caller)
    return state.drafts.contains(channel) ? try findDraft(interaction, channel, caller.workspace) : nil
  }

  /// The former texts of a channel, newest first, from below a revision (nil: from the newest).
  public func draftRevisions(
    on channel: Channel, of interaction: InteractionID, before revision: Int64?, limit: Int, for caller: Caller
  ) throws(InboxError) -> [DraftRevision] {
    _ = try state(of: interaction, for: caller)
    return try all(Self.revisionsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(Int64(channel.rawValue))
      cursor.bind(revision ?? Int64.max)
      cursor.bind(Int64(limit))
    } _: { cursor in
      DraftRevision(
        revision: cursor.int64(),
        content: ResponseText(cursor.text(), format: TextFormat(stored: cursor.int()), subject: cursor.text()),
        origin: TextOrigin(stored: cursor.int()), actor: cursor.text(), saveTime: cursor.int64(),
        createTime: cursor.int64(), cause: DraftRevisionCause(stored: cursor.int()))
    }
  }

  /// Lends the draft on a channel of an interaction that the caller was shown; does nothing where there is none.
  public func withDraft(
    on channel: Channel, of interaction: InteractionID, for caller: Caller,
    _ body: (borrowing DraftRow) throws(InboxError) -> Void
  ) throws(InboxError) {
    try forEach(Self.draftQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(Int64(channel.rawValue))
    } _: { (cursor: inout Cursor) throws(InboxError) in
      try body(DraftRow(&cursor))
    }
  }

  /// The draft on a channel, or nil.
  func findDraft(
    _ interaction: InteractionID, _ channel: Channel, _ workspace: WorkspaceID
  ) throws(InboxError) -> Draft? {
    var hasAttachments = false
    let found = try first(Self.draftQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(Int64(channel.rawValue))
    } _: { cursor in
      let row = DraftRow(&cursor)
      hasAttachments = row.hasAttachments
      return Draft(
        interaction: interaction, channel: channel,
        content: ResponseText(row.text.string, format: row.format, subject: row.subject.string), etag: row.etag,
        origin: row.origin, actor: row.actor.string, updateTime: row.updateTime, returnReason: row.returnReason)
    }
    guard hasAttachments, var draft = found else { return found }
    draft.content.attachments = try attachments(of: .draft, Int64(channel.rawValue), in: interaction, workspace)
      .map(\.id)
    return draft
  }

  /// The scheduled response on a channel, or nil.
  func findSchedule(
    _ interaction: InteractionID, _ channel: Channel, _ workspace: WorkspaceID
  ) throws(InboxError) -> ScheduledResponse? {
    var hasAttachments = false
    let found = try first(Self.scheduleQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(Int64(channel.rawValue))
    } _: { cursor in
      let content = ResponseText(
        cursor.text(), format: TextFormat(stored: cursor.int()), subject: cursor.text())
      hasAttachments = cursor.bool()
      return ScheduledResponse(
        interaction: interaction, channel: channel, content: content, scheduleTime: cursor.int64(),
        isAutomatic: cursor.bool(), etag: Etag(cursor.int64()), origin: TextOrigin(stored: cursor.int()),
        actor: cursor.text(), createTime: cursor.int64(), updateTime: cursor.int64())
    }
    guard hasAttachments, var schedule = found else { return found }
    schedule.content.attachments = try attachments(of: .schedule, Int64(channel.rawValue), in: interaction, workspace)
      .map(\.id)
    return schedule
  }
}
