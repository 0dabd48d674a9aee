internal import SQLite
public import InboxModel

/// What became of a send. Raw values are the contract's.
public enum SendOutcome: UInt8, Sendable {
  /// It is accepted and durable; automatic sending is not allowed and the text is a draft.
  case queued = 1
  case blocked
}

/// The answer to a send.
public struct SendResult: Sendable, Hashable {
  /// Queued or blocked.
  public var outcome: SendOutcome
  /// The message; nil if blocked.
  public var message: MessageID?
  /// The interaction's status after it.
  public var status: Status
  /// The draft, if blocked.
  public var draft: Draft?
}

/// What to send.
public struct SendCommand: Sendable, Hashable {
  /// The channel.
  public var channel: Channel
  /// The text, if it is not to be the draft's.
  public var text: ResponseText?
  /// Which draft is meant.
  public var draftCondition: EtagCondition
  /// Send the scheduled response now, and leave the draft alone.
  public var sendsScheduled: Bool
  /// Which scheduled response is meant.
  public var scheduleCondition: EtagCondition

  /// A send of the draft, or of a text.
  public init(
    on channel: Channel, text: ResponseText? = nil, draftCondition: EtagCondition = .any,
    sendsScheduled: Bool = false, scheduleCondition: EtagCondition = .any
  ) {
    self.channel = channel
    self.text = text
    self.draftCondition = draftCondition
    self.sendsScheduled = sendsScheduled
    self.scheduleCondition = scheduleCondition
  }
}

/// Sending a response. In one transaction: the text becomes a QUEUED message (or the replacement of the published one), a
/// delivery goes to the outbox, the draft is cleared, waiting AI drafts on other channels become revisions, the status
/// becomes PROCESSED. What a workflow sends while the mode is HUMAN is blocked: the text becomes the draft.
extension WriteTransaction {
  private static let answered = Query(
    """
    UPDATE interaction
    SET activity_time = max(activity_time, ?1), waiting_time = NULL, message_count = message_count + ?2,
      last_direction = 2, last_state = ?3, snippet = ?4, etag = ?5, update_time = ?1
    WHERE workspace = ?6 AND interaction = ?7
    """)

  /// Sends. Throws `actorNotAllowed`, `interactionTrashed`, `responseEmpty`, `channelUnusable`, `draftConflict`, and what
  /// `ResponseText.validate` throws.
  public func sendResponse(
    _ command: SendCommand, of interaction: InteractionID, by caller: Caller
  ) throws(InboxError) -> SendResult {
    var state = try editableState(of: interaction, for: caller)
    try caller.requireSender()
    let channel = command.channel
    try requireSendable(on: channel, state)
    let draft = state.drafts.contains(channel) ? try findDraft(interaction, channel, caller.workspace) : nil
    guard command.draftCondition.holds(for: draft?.etag) else { throw .draftConflict(current: draft) }
    let schedule = command.sendsScheduled ? try findSchedule(interaction, channel, caller.workspace) : nil
    if command.sendsScheduled {
      if schedule == nil { try requireUnclaimed(on: channel, state) }
      guard command.scheduleCondition.holds(for: schedule?.etag) else { throw .etagMismatch(name: state.name) }
    }
    let text = try chooseText(command, draft, schedule, caller)
    try text.content.validate(on: channel, of: state.source, lengthMax: channel.textLengthMax)
    if !text.content.attachments.isEmpty {
      try requireAttachments(text.content.attachments, on: channel, for: caller)
    }
    let isAutomatic = caller.actor.kind == .workflow
    if isAutomatic, state.mode == .human {
      // What a human scheduled is not a workflow's to take back: it stays, and goes out at its time.
      if let schedule, !schedule.isAutomatic { return blocked(text.origin, on: channel, state, caller) }
      if let schedule { try removeSchedule(schedule, &state) }
      return try block(text, on: channel, over: draft, &state, caller)
    }
    try requireUsable(channel, state)
    if let schedule { try removeSchedule(schedule, &state) }
    let outgoing = OutgoingResponse(
      content: text.content, channel: channel, origin: text.origin, isAutomatic: isAutomatic,
      wasScheduled: schedule != nil)
    let message = try send(outgoing, &state, caller)
    if !command.sendsScheduled {
      let isSame = draft?.content == text.content
      try removeDraft(draft, on: channel, of: &state, cause: isSame ? nil : .superseded, by: caller)
    }
    return SendResult(outcome: .queued, message: message, status: state.status, draft: nil)
  }

  /// Throws unless a channel belongs to the source and the interaction is not in the trash.
  func requireSendable(on channel: Channel, _ state: InteractionState) throws(InboxError) {
    guard state.source.allows(channel) else {
      throw .channelNotOffered(field: "channel", channel: channel, source: state.source)
    }
    if state.isTrashed { throw .interactionTrashed }
  }

  /// The text to send and who wrote it: the scheduled one, the one given, or the draft's.
  private func chooseText(
    _ command: SendCommand, _ draft: Draft?, _ schedule: ScheduledResponse?, _ caller: Caller
  ) throws(InboxError) -> (content: ResponseText, origin: TextOrigin) {
    if command.sendsScheduled {
      guard let schedule else { throw .responseEmpty }
      return (schedule.content, schedule.origin)
    }
    if let given = command.text {
      // Never something else than what the caller sees: an emptied text does not send the draft in its place.
      guard given.counts else { throw .responseEmpty }
      return (given, draft?.content == given ? draft?.origin ?? .user : caller.actor.textOrigin)
    }
    guard let draft else { throw .responseEmpty }
    return (draft.content, draft.origin)
  }

  /// Keeps a text that automation may not send as the draft; the text it replaces becomes a revision.
  private func block(
    _ text: (content: ResponseText, origin: TextOrigin), on channel: Channel, over draft: Draft?,
    _ state: inout InteractionState, _ caller: Caller
  ) throws(InboxError) -> SendResult {
    var former: Int64?
    if let draft, draft.content != text.content { former = try keepRevision(of: draft, in: state, cause: .overwritten) }
    try writeDraft(
      text.content, on: channel, of: &state, over: draft, text.origin, former, .automationBlocked, caller)
    var result = blocked(text.origin, on: channel, state, caller)
    result.draft = try findDraft(state.id, channel, state.workspace)
    return result
  }

  /// Writes the event of a blocked send.
  private func blocked(
    _ origin: TextOrigin, on channel: Channel, _ state: InteractionState, _ caller: Caller
  ) -> SendResult {
    var details = EventDetails()
    details.channel = channel
    details.origin = origin
    details.flags = .automatic
    append(.responseBlocked, details, to: state, by: caller.actor)
    return SendResult(outcome: .blocked, message: nil, status: state.status, draft: nil)
  }

  /// Puts a response on its way: message or replacement, delivery, retired AI drafts, status, events.
  func send(
    _ response: OutgoingResponse, _ state: inout InteractionState, _ caller: Caller
  ) throws(InboxError) -> MessageID {
    let placed = try place(response, in: state, caller)
    try queueDelivery(of: placed, response, in: state)
    let row = state
    let etag = makeID()
    let snippet = TextRules.snippet(of: TextRules.plain(response.content.text, format: response.content.format))
    try run(Self.answered) { [now] cursor in
      cursor.bind(now)
      cursor.bind(placed.isNew ? 1 : 0)
      cursor.bind(Int64(MessageState.queued.rawValue))
      cursor.bind(snippet)
      cursor.bind(etag)
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
    }
    var details = EventDetails.about(placed.message.rawValue)
    details.channel = response.channel
    details.origin = response.origin
    if response.isAutomatic { details.flags.insert(.automatic) }
    if response.wasScheduled { details.flags.insert(.scheduled) }
    if placed.isReplacement { details.flags.insert(.replacement) }
    append(.responseSent, details, to: state, by: caller.actor)
    for other in state.source.channels where other != response.channel && state.drafts.contains(other) {
      let waiting = try findDraft(state.id, other, state.workspace)
      if waiting?.origin == .ai { try removeDraft(waiting, on: other, of: &state, cause: .retired, by: caller) }
    }
    try change(state.standing.afterSending.status, of: &state, by: caller)
    return placed.message
  }
}
