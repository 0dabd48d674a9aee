internal import SQLite
internal import InboxModel

/// A response on its way out.
struct OutgoingResponse {
  /// Text, format, subject, files.
  let content: ResponseText
  /// The channel.
  let channel: Channel
  /// Who or what wrote it.
  let origin: TextOrigin
  /// Whether a workflow sends it without a human's confirmation.
  let isAutomatic: Bool
  /// Whether it was scheduled.
  let wasScheduled: Bool
}

/// Where a response came to stand.
struct PlacedResponse {
  /// The message.
  let message: MessageID
  /// Whether the thread got longer.
  let isNew: Bool
  /// Whether it waits beside the published text.
  let isReplacement: Bool
}

/// Putting a response into the thread. On an appending channel it is a new message. On a single one it takes the place of
/// the response that is there: at once, with a revision, if that one never went out; else it waits beside it until the
/// source has it, and the thread shows the published text.
extension WriteTransaction {
  private static let insertMessage = Query(
    """
    INSERT INTO message (
      workspace, interaction, message_time, message, source, direction, channel, state, format, origin, automatic,
      revision_count, has_replacement, has_attachments, body, subject, language, author, author_name, failure_reason,
      version_time, create_time, update_time
    )
    VALUES (?, ?, ?, ?, ?, 2, ?, 2, ?, ?, ?, 0, 0, ?, ?, ?, '', ?, ?, '', ?, ?, ?)
    """)

  private static let singleQuery = Query(
    """
    SELECT message, state, body
    FROM message
    WHERE workspace = ? AND interaction = ? AND direction = 2 AND channel = 1 AND removal_time IS NULL
    ORDER BY message_time DESC, message DESC
    LIMIT 1
    """)

  private static let rewriteMessage = Query(
    """
    UPDATE message
    SET body = ?, format = ?, origin = ?, automatic = ?, author = ?, author_name = ?, state = 2, failure_reason = '',
      has_attachments = ?, message_time = ?, version_time = ?, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  private static let upsertReplacement = Query(
    """
    INSERT INTO message_replacement (
      workspace, interaction, message, body, state, author, author_name, origin, automatic, failure_reason, send_time
    )
    VALUES (?, ?, ?, ?, 2, ?, ?, ?, ?, '', ?)
    ON CONFLICT (workspace, interaction, message) DO UPDATE
    SET body = excluded.body, state = excluded.state, author = excluded.author, author_name = excluded.author_name,
      origin = excluded.origin, automatic = excluded.automatic, failure_reason = excluded.failure_reason,
      send_time = excluded.send_time
    """)

  private static let markReplaced = Query(
    """
    UPDATE message
    SET has_replacement = 1, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  /// Puts a response where it belongs.
  func place(
    _ response: OutgoingResponse, in state: InteractionState, _ caller: Caller
  ) throws(InboxError) -> PlacedResponse {
    guard state.source.responsePolicy(on: response.channel) == .single,
      let existing = try single(of: state)
    else {
      return PlacedResponse(message: try appendMessage(response, to: state, caller), isNew: true, isReplacement: false)
    }
    try cancelDeliveries(of: existing.message, in: state)
    if existing.state.hasLeft {
      try replace(existing.message, with: response, in: state, caller)
    } else {
      try keepMessageRevision(of: existing.message, in: state, rating: nil)
      try rewrite(existing.message, with: response, in: state, caller)
    }
    return PlacedResponse(message: existing.message, isNew: false, isReplacement: existing.state.hasLeft)
  }

  /// The response of a single channel, if there is one.
  func single(
    of state: InteractionState
  ) throws(InboxError) -> (message: MessageID, state: MessageState, text: String)? {
    try first(Self.singleQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    } _: {
      (MessageID($0.int64()), MessageState(stored: $0.int()), $0.text())
    }
  }

  /// Appends a QUEUED message to the thread.
  private func appendMessage(
    _ response: OutgoingResponse, to state: InteractionState, _ caller: Caller
  ) throws(InboxError) -> MessageID {
    let id = MessageID(makeID())
    let name = try displayName(of: caller.actor.description, in: state.workspace)
    try run(Self.insertMessage) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(now)
      cursor.bind(id.rawValue)
      cursor.bind(Int64(state.source.rawValue))
      cursor.bind(Int64(response.channel.rawValue))
      cursor.bind(Int64(response.content.format.rawValue))
      cursor.bind(Int64(response.origin.rawValue))
      cursor.bind(response.isAutomatic)
      cursor.bind(!response.content.attachments.isEmpty)
      cursor.bind(response.content.text)
      cursor.bind(response.content.subject)
      cursor.bind(caller.actor.description)
      cursor.bind(name)
      cursor.bind(now)
      cursor.bind(now)
      cursor.bind(now)
    }
    if !response.content.attachments.isEmpty {
      try setAttachments(response.content.attachments, of: .message, id.rawValue, in: state)
    }
    return id
  }

  /// Gives a message that never went out its new text, and its place at the end of the thread.
  private func rewrite(
    _ message: MessageID, with response: OutgoingResponse, in state: InteractionState, _ caller: Caller
  ) throws(InboxError) {
    let name = try displayName(of: caller.actor.description, in: state.workspace)
    try run(Self.rewriteMessage) { [now] cursor in
      cursor.bind(response.content.text)
      cursor.bind(Int64(response.content.format.rawValue))
      cursor.bind(Int64(response.origin.rawValue))
      cursor.bind(response.isAutomatic)
      cursor.bind(caller.actor.description)
      cursor.bind(name)
      cursor.bind(!response.content.attachments.isEmpty)
      cursor.bind(now)
      cursor.bind(now)
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    }
    try setAttachments(response.content.attachments, of: .message, message.rawValue, in: state)
  }

  /// Lets new text wait beside a published one; an earlier replacement that waits gives way and becomes a revision.
  private func replace(
    _ message: MessageID, with response: OutgoingResponse, in state: InteractionState, _ caller: Caller
  ) throws(InboxError) {
    let name = try displayName(of: caller.actor.description, in: state.workspace)
    try keepReplacedReplacement(of: message, in: state)
    try run(Self.upsertReplacement) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
      cursor.bind(response.content.text)
      cursor.bind(caller.actor.description)
      cursor.bind(name)
      cursor.bind(Int64(response.origin.rawValue))
      cursor.bind(response.isAutomatic)
      cursor.bind(now)
    }
    try setAttachments(response.content.attachments, of: .replacement, message.rawValue, in: state)
    try run(Self.markReplaced) { [now] cursor in
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    }
  }
}
