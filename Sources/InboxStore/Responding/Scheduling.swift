internal import SQLite
public import InboxModel

/// Scheduled responses: one for each channel. What a user schedules, edits or confirms is human; what a workflow
/// schedules is automatic.
extension WriteTransaction {
  private static let upsertSchedule = Query(
    """
    INSERT INTO scheduled_response (
      workspace, interaction, channel, schedule_time, automatic, etag, format, origin, has_attachments, actor, subject,
      body, create_time, update_time
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, interaction, channel) DO UPDATE
    SET schedule_time = excluded.schedule_time, automatic = excluded.automatic, etag = excluded.etag,
      format = excluded.format, origin = excluded.origin, has_attachments = excluded.has_attachments,
      actor = excluded.actor, subject = excluded.subject, body = excluded.body, update_time = excluded.update_time
    """)

  private static let deleteSchedule = Query(
    "DELETE FROM scheduled_response WHERE workspace = ? AND interaction = ? AND channel = ?")

  private static let setSchedules = Query(
    """
    UPDATE interaction
    SET schedule_channels = ?1, update_time = ?2, schedule_time = (
      SELECT MIN(s.schedule_time)
      FROM scheduled_response s
      WHERE s.workspace = ?3 AND s.interaction = ?4
    )
    WHERE workspace = ?3 AND interaction = ?4
    """)

  /// The furthest a response may be scheduled ahead, in microseconds: 366 days.
  private static let aheadMax: Int64 = 366 * 24 * 3600 * 1_000_000

  /// Schedules a response, or moves, edits or confirms the one that waits. The text is the one given, else the draft's,
  /// which is cleared, else that already scheduled (at once with `keepingText`).
  @discardableResult
  public func scheduleResponse(
    _ given: ResponseText?, on channel: Channel, of interaction: InteractionID, at time: Int64,
    ifDraft draftCondition: EtagCondition = .any, if condition: EtagCondition = .any, keepingText: Bool = false,
    by caller: Caller
  ) throws(InboxError) -> ScheduledResponse {
    var state = try editableState(of: interaction, for: caller)
    try caller.requireSender()
    try requireSendable(on: channel, state)
    guard time > now else { throw .scheduleTimePast(now: now) }
    guard time <= now + Self.aheadMax else {
      throw .fieldOutOfRange(field: "schedule_time", min: "now", max: "366 days ahead")
    }
    let draft = try findDraft(interaction, channel, caller.workspace)
    guard draftCondition.holds(for: draft?.etag) else { throw .draftConflict(current: draft) }
    let former = try findSchedule(interaction, channel, caller.workspace)
    if former == nil, keepingText || condition != .any && condition != .none {
      try requireUnclaimed(on: channel, state)
    }
    guard condition.holds(for: former?.etag) else { throw .etagMismatch(name: state.name) }
    // Never something else than what the caller sees: an emptied text does not schedule the draft in its place.
    if let given, !given.counts { throw .responseEmpty }
    let usesDraft = given == nil && !keepingText && draft != nil
    guard let content = given ?? (usesDraft ? draft?.content : former?.content), content.counts else {
      throw .responseEmpty
    }
    try content.validate(on: channel, of: state.source, lengthMax: channel.textLengthMax)
    if !content.attachments.isEmpty { try requireAttachments(content.attachments, on: channel, for: caller) }
    try requireUsable(channel, state)
    let origin =
      given == nil
      ? (usesDraft ? draft?.origin : former?.origin) ?? .user
      : draft?.content == given ? draft?.origin ?? .user : caller.actor.textOrigin
    // A workflow that only moves what a human confirmed does not make it automatic.
    let isConfirmed = given == nil && !usesDraft && former?.isAutomatic == false
    let isMoved = isConfirmed && caller.actor.kind == .workflow
    let schedule = ScheduledResponse(
      interaction: interaction, channel: channel, content: content, scheduleTime: time,
      isAutomatic: caller.actor.kind == .workflow && !isConfirmed, etag: Etag(makeID()), origin: origin,
      actor: isMoved ? former?.actor ?? "" : caller.actor.description, createTime: former?.createTime ?? now,
      updateTime: now)
    if let former, condition == .any, former.content != content {
      try keepRevision(of: former.asDraft(.none), in: state, cause: .superseded)
    }
    if let draft, !keepingText {
      let cause = draft.content == content ? nil : DraftRevisionCause.superseded
      try removeDraft(draft, on: channel, of: &state, cause: cause, by: caller)
    }
    try write(schedule, over: former, &state, caller)
    return schedule
  }

  /// Takes a scheduled response back: its text becomes the draft, or a revision if the channel has another draft. Doing
  /// so when none is scheduled changes nothing, but throws `responseAlreadyClaimed` where it has just gone out. Gives the
  /// revision, if it became one.
  @discardableResult
  public func cancelSchedule(
    on channel: Channel, of interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) -> Int64? {
    var state = try editableState(of: interaction, for: caller)
    guard state.source.allows(channel) else {
      throw .channelNotOffered(field: "channel", channel: channel, source: state.source)
    }
    guard let schedule = try findSchedule(interaction, channel, caller.workspace) else {
      try requireUnclaimed(on: channel, state)
      return nil
    }
    guard condition.holds(for: schedule.etag) else { throw .etagMismatch(name: state.name) }
    return try returnSchedule(on: channel, of: &state, because: .scheduleCancelled, by: caller)
  }

  /// Writes a schedule's row and event.
  private func write(
    _ schedule: ScheduledResponse, over former: ScheduledResponse?, _ state: inout InteractionState, _ caller: Caller
  ) throws(InboxError) {
    let row = state
    try run(Self.upsertSchedule) { cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
      cursor.bind(Int64(schedule.channel.rawValue))
      cursor.bind(schedule.scheduleTime)
      cursor.bind(schedule.isAutomatic)
      cursor.bind(schedule.etag.rawValue)
      cursor.bind(Int64(schedule.content.format.rawValue))
      cursor.bind(Int64(schedule.origin.rawValue))
      cursor.bind(!schedule.content.attachments.isEmpty)
      cursor.bind(schedule.actor)
      cursor.bind(schedule.content.subject)
      cursor.bind(schedule.content.text)
      cursor.bind(schedule.createTime)
      cursor.bind(schedule.updateTime)
    }
    if schedule.content.attachments != former?.content.attachments ?? [] {
      try setAttachments(schedule.content.attachments, of: .schedule, Int64(schedule.channel.rawValue), in: state)
    }
    try mark(schedule.channel, isScheduled: true, &state)
    due.note(schedule.scheduleTime, in: state.workspace)
    var details = EventDetails.change(former?.scheduleTime, schedule.scheduleTime)
    details.channel = schedule.channel
    details.origin = schedule.origin
    if schedule.isAutomatic { details.flags.insert(.automatic) }
    if let former, former.content != schedule.content { details.flags.insert(.textChanged) }
    append(.responseScheduled, details, to: state, by: caller.actor)
  }

  /// Turns a scheduled response back into a draft, or into a revision if the channel has another draft; whoever
  /// scheduled it is told. Gives the revision, if it became one.
  @discardableResult
  func returnSchedule(
    on channel: Channel, of state: inout InteractionState, because reason: DraftReturnReason, by caller: Caller
  ) throws(InboxError) -> Int64? {
    guard let schedule = try findSchedule(state.id, channel, state.workspace) else { return nil }
    try removeSchedule(schedule, &state)
    var details = EventDetails.change(schedule.scheduleTime, nil)
    details.channel = channel
    details.cause = reason.rawValue
    if schedule.isAutomatic { details.flags.insert(.automatic) }
    append(.scheduleReturned, details, to: state, by: caller.actor)
    let text = schedule.asDraft(reason)
    try tellAuthor(of: text, .scheduleReturned, about: state, by: caller)
    return try returnText(text, to: &state, by: caller)
  }

  /// Deletes a schedule's row and its files, and unmarks the channel.
  func removeSchedule(_ schedule: ScheduledResponse, _ state: inout InteractionState) throws(InboxError) {
    let row = state
    try run(Self.deleteSchedule) { cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
      cursor.bind(Int64(schedule.channel.rawValue))
    }
    if !schedule.content.attachments.isEmpty {
      try setAttachments([], of: .schedule, Int64(schedule.channel.rawValue), in: state)
    }
    try mark(schedule.channel, isScheduled: false, &state)
  }

  /// Says in the interaction's row which channels have a scheduled response, and when the earliest goes out.
  private func mark(_ channel: Channel, isScheduled: Bool, _ state: inout InteractionState) throws(InboxError) {
    state.schedules = state.schedules.with(channel, isScheduled)
    let row = state
    try run(Self.setSchedules) { [now] cursor in
      cursor.bind(Int64(row.schedules.rawValue))
      cursor.bind(now)
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
    }
  }
}
