internal import SQLite
internal import InboxModel

/// A queued response as its delivery and its message say.
struct QueuedResponse {
  /// The delivery.
  let delivery: DeliveryID
  /// The message.
  let message: MessageID
  /// Whether it waits to replace the published text.
  let isReplacement: Bool
  /// Whether a workflow sent it.
  let isAutomatic: Bool
  /// Text, format, subject; files are read apart.
  var text: Draft
}

/// Taking back what nobody has taken to send: automatic responses when the mode becomes HUMAN, all when the interaction
/// goes to the trash. The delivery is cancelled, the message WITHDRAWN, the text back in the draft or its revisions, and
/// what was PROCESSED by it is PENDING again.
extension WriteTransaction {
  private static let queuedQuery = Query(
    """
    SELECT d.delivery, d.message, d.is_replacement, COALESCE(r.automatic, m.automatic), d.channel,
      COALESCE(r.body, m.body), m.format, m.subject, COALESCE(r.origin, m.origin), COALESCE(r.author, m.author),
      COALESCE(r.send_time, m.version_time)
    FROM delivery d
    JOIN message m ON m.workspace = d.workspace AND m.interaction = d.interaction AND m.message = d.message
    LEFT JOIN message_replacement r ON d.is_replacement = 1 AND r.workspace = d.workspace
      AND r.interaction = d.interaction AND r.message = d.message
    WHERE d.workspace = ? AND d.interaction = ? AND d.kind = 1 AND d.state IN (1, 2) AND d.state + 0 = 1
    """)

  private static let withdrawMessage = Query(
    """
    UPDATE message
    SET state = 10, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  /// Takes back queued responses, and scheduled ones, for a reason; only automatic ones if `onlyAutomatic`.
  func withdrawUnsent(
    _ reason: DraftReturnReason, onlyAutomatic: Bool, of state: inout InteractionState, by caller: Caller
  ) throws(InboxError) {
    for channel in Channel.allCases where state.schedules.contains(channel) {
      if onlyAutomatic, try findSchedule(state.id, channel, state.workspace)?.isAutomatic != true { continue }
      try returnSchedule(on: channel, of: &state, because: reason, by: caller)
    }
    for response in try queuedResponses(of: state) where response.isAutomatic || !onlyAutomatic {
      try withdraw(response, because: reason, of: &state, by: caller)
    }
  }

  /// Takes back one queued response.
  func withdraw(
    _ response: QueuedResponse, because reason: DraftReturnReason, of state: inout InteractionState, by caller: Caller
  ) throws(InboxError) {
    var text = response.text
    text.returnReason = reason
    let owner: AttachmentOwner = response.isReplacement ? .replacement : .message
    text.content.attachments = try attachments(of: owner, response.message.rawValue, in: state.id, state.workspace)
      .map(\.id)
    try cancel(response.delivery, in: state)
    if response.isReplacement {
      try removeReplacement(of: response.message, in: state)
    } else {
      try run(Self.withdrawMessage) { [now] cursor in
        cursor.bind(now)
        cursor.bind(state.workspace.rawValue)
        cursor.bind(state.id.rawValue)
        cursor.bind(response.message.rawValue)
      }
    }
    appendState(
      of: response.message, from: .queued, to: .withdrawn, isReplacement: response.isReplacement, in: state, caller)
    try returnText(text, to: &state, by: caller)
    try tellAuthor(of: text, .scheduleReturned, about: state, message: response.message, by: caller)
    try promote(after: response.text.channel, in: state)
    try change(state.standing.afterFailure.status, of: &state, by: caller)
    try summariseAnew(state)
  }

  /// Writes the event of a message's, or a replacement's, new state.
  func appendState(
    of message: MessageID, from before: MessageState, to after: MessageState, isReplacement: Bool,
    because why: String = "",
    in state: InteractionState, _ caller: Caller
  ) {
    var details = EventDetails.change(Int64(before.rawValue), Int64(after.rawValue))
    details.object = message.rawValue
    details.text = why
    if isReplacement { details.flags.insert(.replacement) }
    append(.messageStateChanged, details, to: state, by: caller.actor)
  }

  /// What nobody took of an interaction, in order.
  func queuedResponses(of state: InteractionState) throws(InboxError) -> [QueuedResponse] {
    try all(Self.queuedQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    } _: { cursor in
      let delivery = DeliveryID(cursor.int64())
      let message = MessageID(cursor.int64())
      let isReplacement = cursor.bool()
      let isAutomatic = cursor.bool()
      let channel = Channel(stored: cursor.int())
      let content = ResponseText(cursor.text(), format: TextFormat(stored: cursor.int()), subject: cursor.text())
      let text = Draft(
        interaction: state.id, channel: channel, content: content, etag: Etag(0),
        origin: TextOrigin(stored: cursor.int()),
        actor: cursor.text(), updateTime: cursor.int64(), returnReason: .none)
      return QueuedResponse(
        delivery: delivery, message: message, isReplacement: isReplacement, isAutomatic: isAutomatic, text: text)
    }.sorted { $0.delivery.rawValue < $1.delivery.rawValue }
  }
}
