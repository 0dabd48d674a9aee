internal import SQLite
public import InboxModel

/// What a save did.
public struct DraftSave: Sendable, Hashable {
  /// The new etag; nil if the draft was emptied and so deleted, or was not there.
  public var etag: Etag?
  /// When.
  public var updateTime: Int64
  /// The revision that holds the text it replaced; nil if none was kept.
  public var formerRevision: Int64?
}

/// Saving and clearing drafts: the hottest write. A save over the draft of its etag is one row; only the first and the
/// last save of a draft touch the interaction, and events of the same actor within a minute are one.
extension WriteTransaction {
  private static let upsertDraft = Query(
    """
    INSERT INTO draft (
      workspace, interaction, channel, etag, update_time, event_time, format, origin, return_reason, has_attachments,
      actor, subject, body
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, interaction, channel) DO UPDATE
    SET etag = excluded.etag, update_time = excluded.update_time, event_time = excluded.event_time,
      format = excluded.format, origin = excluded.origin, return_reason = excluded.return_reason,
      has_attachments = excluded.has_attachments, actor = excluded.actor, subject = excluded.subject,
      body = excluded.body
    """)

  private static let eventTimeQuery = Query(
    "SELECT event_time FROM draft WHERE workspace = ? AND interaction = ? AND channel = ?")

  private static let deleteDraft = Query(
    "DELETE FROM draft WHERE workspace = ? AND interaction = ? AND channel = ?")

  private static let setDraftChannels = Query(
    "UPDATE interaction SET draft_channels = ?, update_time = ? WHERE workspace = ? AND interaction = ?")

  private static let insertRevision = Query(
    """
    INSERT INTO draft_revision (
      workspace, interaction, channel, revision, cause, format, origin, actor, subject, body, save_time, create_time
    )
    SELECT ?1, ?2, ?3, COALESCE(MAX(revision), 0) + 1, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
    FROM draft_revision
    WHERE workspace = ?1 AND interaction = ?2 AND channel = ?3
    RETURNING revision
    """)

  /// How long saves of one actor share an event, in microseconds.
  private static let sharedEventMicroseconds: Int64 = 60 * 1_000_000

  /// Saves the draft of a channel; text that does not count deletes it. Saving what is there changes nothing. Throws
  /// `draftConflict` with the current draft if the condition does not hold, and what `ResponseText.validate` throws.
  public func saveDraft(
    _ content: ResponseText, on channel: Channel, of interaction: InteractionID, if condition: EtagCondition = .any,
    origin: TextOrigin? = nil, cause: DraftRevisionCause = .overwritten, by caller: Caller
  ) throws(InboxError) -> DraftSave {
    var state = try editableState(of: interaction, for: caller)
    try content.validate(on: channel, of: state.source, lengthMax: channel.textLengthMax)
    if !content.attachments.isEmpty { try requireAttachments(content.attachments, on: channel, for: caller) }
    let current = state.drafts.contains(channel) ? try findDraft(interaction, channel, caller.workspace) : nil
    guard condition.holds(for: current?.etag) else { throw .draftConflict(current: current) }
    guard content.counts else {
      return try removeDraft(current, on: channel, of: &state, cause: .deleted, by: caller)
    }
    // Who saves what is there did not write it; a user who does so has seen why it came back.
    let isSame = current?.content == content
    if let current, isSame, current.returnReason == .none || caller.actor.kind != .user {
      return DraftSave(etag: current.etag, updateTime: current.updateTime, formerRevision: nil)
    }
    let origin = (isSame ? current?.origin : origin) ?? caller.actor.textOrigin
    var former: Int64?
    // A save over the very draft it was made from continues it; any other displaces a text that someone wrote.
    if let current, !isSame, condition == .any || cause != .overwritten {
      former = try keepRevision(of: current, in: state, cause: cause)
    }
    let etag = try writeDraft(content, on: channel, of: &state, over: current, origin, former, .none, caller)
    return DraftSave(etag: etag, updateTime: now, formerRevision: former)
  }

  /// Deletes the draft of a channel and keeps its text as a revision. Deleting it again changes nothing.
  public func deleteDraft(
    on channel: Channel, of interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) -> DraftSave {
    var state = try editableState(of: interaction, for: caller)
    guard state.source.allows(channel) else {
      throw .channelNotOffered(field: "channel", channel: channel, source: state.source)
    }
    let current = state.drafts.contains(channel) ? try findDraft(interaction, channel, caller.workspace) : nil
    guard condition.holds(for: current?.etag) else { throw .draftConflict(current: current) }
    return try removeDraft(current, on: channel, of: &state, cause: .deleted, by: caller)
  }

  /// Writes a draft's row, its files and its event, and marks the channel. `former` is the revision of a displaced text,
  /// `writer` who wrote it if the caller did not.
  @discardableResult
  func writeDraft(
    _ content: ResponseText, on channel: Channel, of state: inout InteractionState, over current: Draft?,
    _ origin: TextOrigin, _ former: Int64?, _ returnReason: DraftReturnReason, _ caller: Caller,
    writtenBy writer: String? = nil
  ) throws(InboxError) -> Etag {
    let etag = Etag(makeID())
    let shared = try sharedEventTime(of: current, in: state, former, caller)
    let row = state
    try run(Self.upsertDraft) { [now] cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
      cursor.bind(Int64(channel.rawValue))
      cursor.bind(etag.rawValue)
      cursor.bind(now)
      cursor.bind(shared ?? now)
      cursor.bind(Int64(content.format.rawValue))
      cursor.bind(Int64(origin.rawValue))
      cursor.bind(Int64(returnReason.rawValue))
      cursor.bind(!content.attachments.isEmpty)
      cursor.bind(writer ?? caller.actor.description)
      cursor.bind(content.subject)
      cursor.bind(content.text)
    }
    if content.attachments != current?.content.attachments ?? [] {
      try setAttachments(content.attachments, of: .draft, Int64(channel.rawValue), in: state)
    }
    if current == nil { try mark(channel, hasDraft: true, &state) }
    if shared == nil {
      var details = EventDetails()
      details.channel = channel
      details.origin = origin
      details.before = former
      append(.draftSaved, details, to: state, by: caller.actor)
    }
    return etag
  }

  /// When the event was written that a save shares, because it continues a minute's work of the same actor; else nil.
  private func sharedEventTime(
    of current: Draft?, in state: InteractionState, _ former: Int64?, _ caller: Caller
  ) throws(InboxError) -> Int64? {
    guard let current, former == nil, current.actor == caller.actor.description else { return nil }
    let last = try first(Self.eventTimeQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(Int64(current.channel.rawValue))
    } _: {
      $0.int64()
    }
    guard let last, now - last < Self.sharedEventMicroseconds else { return nil }
    return last
  }

  /// Deletes a draft's row, keeps its text as a revision if `cause` says why, and unmarks the channel.
  @discardableResult
  func removeDraft(
    _ current: Draft?, on channel: Channel, of state: inout InteractionState, cause: DraftRevisionCause?,
    by caller: Caller
  ) throws(InboxError) -> DraftSave {
    guard let current else { return DraftSave(etag: nil, updateTime: now, formerRevision: nil) }
    var revision: Int64?
    if let cause { revision = try keepRevision(of: current, in: state, cause: cause) }
    let row = state
    try run(Self.deleteDraft) { cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
      cursor.bind(Int64(channel.rawValue))
    }
    if !current.content.attachments.isEmpty {
      try setAttachments([], of: .draft, Int64(channel.rawValue), in: state)
    }
    try mark(channel, hasDraft: false, &state)
    if let cause {
      var details = EventDetails()
      details.channel = channel
      details.origin = current.origin
      details.before = revision
      details.cause = cause.rawValue
      append(.draftDeleted, details, to: state, by: caller.actor)
    }
    return DraftSave(etag: nil, updateTime: now, formerRevision: revision)
  }

  /// Keeps a text as a revision and gives its number. The files of a displaced draft are not kept with it yet.
  @discardableResult
  func keepRevision(
    of draft: Draft, in state: InteractionState, cause: DraftRevisionCause
  ) throws(InboxError) -> Int64 {
    try first(Self.insertRevision) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(Int64(draft.channel.rawValue))
      cursor.bind(Int64(cause.rawValue))
      cursor.bind(Int64(draft.content.format.rawValue))
      cursor.bind(Int64(draft.origin.rawValue))
      cursor.bind(draft.actor)
      cursor.bind(draft.content.subject)
      cursor.bind(draft.content.text)
      cursor.bind(draft.updateTime)
      cursor.bind(now)
    } _: {
      $0.int64()
    } ?? 0
  }

  /// Says in the interaction's row whether a channel holds a draft.
  private func mark(_ channel: Channel, hasDraft: Bool, _ state: inout InteractionState) throws(InboxError) {
    state.drafts = state.drafts.with(channel, hasDraft)
    let row = state
    try run(Self.setDraftChannels) { [now] cursor in
      cursor.bind(Int64(row.drafts.rawValue))
      cursor.bind(now)
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
    }
  }
}
