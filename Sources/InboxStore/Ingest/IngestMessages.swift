internal import SQLite
internal import InboxModel

/// What the messages of an item did to a thread.
struct ThreadChanges {
  /// How many were new.
  var created = 0
  /// Whether anything changed.
  var hasChanges = false
  /// The times of customer texts that are new or newly changed: they may reopen.
  var customerTimes: [Int64] = []
  /// The times of answers that the business gave at the source.
  var answerTimes: [Int64] = []
  /// New customer texts, for detection.
  var newTexts: [String] = []
  /// Whether a customer's text was replaced, so that detection must look at all of them.
  var hasReplacedText = false
  /// Whether an earlier version of a review came late and took the late rating with it.
  var keptLateRating = false
  /// Whether a review's text changed and took the former rating with it.
  var keptFormerRating = false
}

/// A message as it is stored, as far as merging needs it.
struct StoredMessage {
  /// The interaction it belongs to.
  let interaction: InteractionID
  /// The id.
  let id: MessageID
  /// Which way it went.
  let direction: Direction
  /// The text.
  let text: String
  /// The subject line.
  let subject: String
  /// Who sent it through us; empty if nobody did.
  let author: String
  /// When it was sent.
  let time: Int64
  /// When the source last changed it.
  let version: Int64
  /// When the source removed it.
  let removalTime: Int64?
}

/// Merging the messages of an item into the thread. The source's id decides which message is meant, the source's time
/// decides which version stands; an earlier version that comes late becomes a revision.
extension WriteTransaction {
  private static let findMessage = Query(
    """
    SELECT interaction, message, direction, body, subject, author, message_time, version_time, removal_time
    FROM message
    WHERE workspace = ? AND source = ? AND external_id = ?
    """)

  private static let insertMessage = Query(
    """
    INSERT INTO message (
      workspace, interaction, message_time, message, source, direction, channel, state, format, origin, automatic,
      revision_count, has_replacement, has_attachments, body, subject, language, author, author_name, failure_reason,
      external_id, removal_time, version_time, create_time, update_time
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?, ?, '', ?, '', ?, ?, ?, ?, ?)
    """)

  private static let rewriteMessage = Query(
    """
    UPDATE message
    SET body = ?, format = ?, subject = ?, language = ?, version_time = ?, message_time = ?, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  private static let setRemoval = Query(
    """
    UPDATE message
    SET removal_time = ?, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  /// Merges the messages of an item. `former` is what the source had said before the item, `changes` what it changed.
  func ingestMessages(
    _ item: IngestItem, into state: inout InteractionState, customerName: String,
    _ former: InteractionMerge, _ changes: InteractionMerge.Changes, by caller: Caller
  ) throws(InboxError) -> ThreadChanges {
    var thread = ThreadChanges()
    for (index, message) in item.messages.enumerated() {
      do throws(InboxError) {
        if let stored = try findMessage(message, of: item.source, in: state) {
          guard stored.interaction == state.id else {
            throw .externalIDConflict(
              field: "external_id",
              name: InteractionName(workspace: caller.workspaceSlug, id: stored.interaction).description)
          }
          try merge(message, into: stored, item, state, former, changes, &thread, caller)
        } else if message.direction == .outbound, try adopt(message, on: item.channel(of: message), in: state) {
          thread.hasChanges = true
        } else {
          try insert(message, of: item, into: &state, customerName: customerName, &thread, caller)
        }
      } catch {
        throw error.prefixed("messages[\(index)]")
      }
    }
    return thread
  }

  /// The message that a source knows by an id. What comes by another way may be the echo of a message that the
  /// interaction has by its own.
  private func findMessage(
    _ message: IngestMessage, of source: Source, in state: InteractionState
  ) throws(InboxError) -> StoredMessage? {
    if let found = try findMessage(message, at: source, state.workspace) { return found }
    guard source != state.source else { return nil }
    let found = try findMessage(message, at: state.source, state.workspace)
    return found?.interaction == state.id ? found : nil
  }

  /// The message that one source knows by an id.
  private func findMessage(
    _ message: IngestMessage, at source: Source, _ workspace: WorkspaceID
  ) throws(InboxError) -> StoredMessage? {
    try first(Self.findMessage) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(Int64(source.rawValue))
      cursor.bind(message.externalID)
    } _: { cursor in
      StoredMessage(
        interaction: InteractionID(cursor.int64()), id: MessageID(cursor.int64()),
        direction: Direction(stored: cursor.int()), text: cursor.text(), subject: cursor.text(),
        author: cursor.text(), time: cursor.int64(), version: cursor.int64(), removalTime: cursor.optionalInt64())
    }
  }

  /// Adds a message to the thread.
  private func insert(
    _ message: IngestMessage, of item: IngestItem, into state: inout InteractionState, customerName: String,
    _ thread: inout ThreadChanges, _ caller: Caller
  ) throws(InboxError) {
    if !message.attachments.isEmpty { try requireAttachments(message.attachments, on: nil, for: caller) }
    let id = MessageID(makeID())
    let isInbound = message.direction == .inbound
    let version = max(message.updateTime ?? message.time, message.time)
    let row = state
    let channel = item.channel(of: message)
    let authorName = isInbound && message.authorDisplayName.isEmpty ? customerName : message.authorDisplayName
    try run(Self.insertMessage) { [now] cursor in
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
      cursor.bind(message.time)
      cursor.bind(id.rawValue)
      cursor.bind(Int64(item.source.rawValue))
      cursor.bind(Int64(message.direction.rawValue))
      cursor.bind(Int64(channel.rawValue))
      cursor.bind(Int64((isInbound ? MessageState.received : item.source.answeredState(on: channel)).rawValue))
      cursor.bind(Int64(message.format.rawValue))
      cursor.bind(Int64((isInbound ? TextOrigin.customer : .source).rawValue))
      cursor.bind(!message.attachments.isEmpty)
      cursor.bind(message.text)
      cursor.bind(message.subject)
      cursor.bind(message.language)
      cursor.bind(authorName)
      cursor.bind(message.externalID)
      cursor.bind(message.isRemoved ? version : nil)
      cursor.bind(version)
      cursor.bind(now)
      cursor.bind(now)
    }
    if !message.attachments.isEmpty {
      try setAttachments(message.attachments, of: .message, id.rawValue, in: state)
      try setPart(.attachments, true, of: &state)
    }
    thread.created += 1
    thread.hasChanges = true
    // What the source took back before we saw it asks for nothing.
    if isInbound, !message.isRemoved {
      thread.customerTimes.append(item.isReview(message) ? version : message.time)
      thread.newTexts.append(TextRules.plain(message.text, format: message.format))
    } else if !isInbound {
      thread.answerTimes.append(message.time)
    }
    var details = EventDetails.about(id.rawValue)
    if !isInbound { details.flags.insert(.outbound) }
    append(.messageReceived, details, to: state, by: caller.actor)
  }

  /// Merges another version of a message that is there.
  private func merge(
    _ message: IngestMessage, into stored: StoredMessage, _ item: IngestItem, _ state: InteractionState,
    _ former: InteractionMerge, _ changes: InteractionMerge.Changes, _ thread: inout ThreadChanges, _ caller: Caller
  ) throws(InboxError) {
    let version = max(message.updateTime ?? message.time, message.time)
    // What was sent through us is ours: its echo changes nothing of it.
    guard stored.author.isEmpty else { return }
    let isReview = item.isReview(message)
    if version < stored.version {
      guard message.text != stored.text else { return }
      let kept = try keepLateRevision(
        message.text, message.format,
        stored.direction == .inbound ? .received : item.source.answeredState(on: item.channel(of: message)),
        rating: isReview ? item.rating : nil, version: version, of: stored.id, in: state)
      if kept { thread.hasChanges = true }
      if isReview { thread.keptLateRating = true }
      return
    }
    if message.text != stored.text || message.subject != stored.subject {
      let formerRating = changes.formerRating ?? former.rating
      let revision = try keepMessageRevision(of: stored.id, in: state, rating: isReview ? formerRating : nil)
      if isReview { thread.keptFormerRating = true }
      try rewrite(message, stored, version, state)
      thread.hasChanges = true
      if stored.direction == .inbound {
        thread.hasReplacedText = true
        if isReview { thread.customerTimes.append(version) }
      }
      append(.messageChanged, .about(stored.id.rawValue, before: revision), to: state, by: caller.actor)
    } else if version > stored.version || message.time != stored.time {
      try rewrite(message, stored, version, state)
    }
    try mergeRemoval(message, stored, version, state, &thread, caller)
  }

  /// Writes a newer version over a message.
  private func rewrite(
    _ message: IngestMessage, _ stored: StoredMessage, _ version: Int64, _ state: InteractionState
  ) throws(InboxError) {
    try run(Self.rewriteMessage) { [now] cursor in
      cursor.bind(message.text)
      cursor.bind(Int64(message.format.rawValue))
      cursor.bind(message.subject)
      cursor.bind(message.language)
      cursor.bind(version)
      cursor.bind(message.time)
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(stored.id.rawValue)
    }
  }

  /// Takes in that the source removed a message, or shows it again.
  private func mergeRemoval(
    _ message: IngestMessage, _ stored: StoredMessage, _ version: Int64, _ state: InteractionState,
    _ thread: inout ThreadChanges, _ caller: Caller
  ) throws(InboxError) {
    guard message.isRemoved != (stored.removalTime != nil) else { return }
    try run(Self.setRemoval) { [now] cursor in
      cursor.bind(message.isRemoved ? version : nil)
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(stored.id.rawValue)
    }
    thread.hasChanges = true
    append(
      message.isRemoved ? .messageRemoved : .messageChanged, .about(stored.id.rawValue), to: state, by: caller.actor)
  }
}

extension Source {
  /// How far an answer came that the business gave there itself.
  func answeredState(on channel: Channel) -> MessageState {
    family == .review && channel == .provider ? .published : .sent
  }
}

extension IngestItem {
  /// The channel that a message of it came or went by.
  func channel(of message: IngestMessage) -> Channel { message.channel ?? source.channels[0] }

  /// Whether a message of it is a review's text, which has versions, and not one of a conversation.
  func isReview(_ message: IngestMessage) -> Bool {
    source.family == .review && message.direction == .inbound && channel(of: message) == .provider
  }
}
