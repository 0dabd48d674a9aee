internal import SQLite
internal import InboxModel

/// Texts that change places: a replacement with the published text, and back; an echo with the message it is of.
extension WriteTransaction {
  private static let takeReplacement = Query(
    """
    UPDATE message
    SET (body, origin, automatic, author, author_name, version_time) = (
        SELECT r.body, r.origin, r.automatic, r.author, r.author_name, r.send_time
        FROM message_replacement r
        WHERE r.workspace = message.workspace AND r.interaction = message.interaction AND r.message = message.message
      ),
      state = ?, failure_reason = '', has_attachments = ?, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  /// Of the revisions only texts that the source showed.
  private static let formerQuery = Query(
    """
    SELECT body, format, state, author, automatic, version_time
    FROM message_revision
    WHERE workspace = ? AND interaction = ? AND message = ? AND state IN (4, 5, 8)
    ORDER BY revision DESC
    LIMIT 1
    """)

  private static let keepAsReplacement = Query(
    """
    INSERT INTO message_replacement (
      workspace, interaction, message, body, state, author, author_name, origin, automatic, failure_reason, send_time
    )
    SELECT workspace, interaction, message, body, state, author, author_name, origin, automatic, '', version_time
    FROM message
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  private static let takeFormer = Query(
    """
    UPDATE message
    SET body = ?, format = ?, state = ?, author = ?, author_name = ?, automatic = ?, version_time = ?, has_replacement = 1,
      update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  private static let holderQuery = Query(
    """
    SELECT interaction, message, direction, author, revision_count
    FROM message
    WHERE workspace = ? AND source = ? AND external_id = ?
    """)

  private static let setExternalID = Query(
    "UPDATE message SET external_id = ? WHERE workspace = ? AND interaction = ? AND message = ?")

  private static let deleteMessage = Query(
    "DELETE FROM message WHERE workspace = ? AND interaction = ? AND message = ?")

  private static let countOneLess = Query(
    "UPDATE interaction SET message_count = message_count - 1 WHERE workspace = ? AND interaction = ?")

  /// Puts a waiting replacement in the message's place; a revision keeps the former text.
  func swap(_ message: MessageID, as reached: MessageState, in state: InteractionState) throws(InboxError) {
    let files = try attachments(of: .replacement, message.rawValue, in: state.id, state.workspace).map(\.id)
    try keepMessageRevision(of: message, in: state, rating: nil)
    try run(Self.takeReplacement) { [now] cursor in
      cursor.bind(Int64(reached.rawValue))
      cursor.bind(!files.isEmpty)
      cursor.bind(now)
      Self.bind(message, in: state, &cursor)
    }
    try setAttachments(files, of: .message, message.rawValue, in: state)
    try removeReplacement(of: message, in: state)
  }

  /// Shows the text again that a replacement had displaced before the provider refused it; it stays among the revisions.
  func restoreFormer(
    of message: MessageID, _ refused: DeliveryContent, in state: InteractionState
  ) throws(InboxError) {
    let former = try first(Self.formerQuery) {
      Self.bind(message, in: state, &$0)
    } _: { cursor in
      (
        text: cursor.text(), format: cursor.int64(), state: cursor.int64(), author: cursor.text(),
        isAutomatic: cursor.bool(), version: cursor.int64()
      )
    }
    guard let former else { return }
    try run(Self.keepAsReplacement) { Self.bind(message, in: state, &$0) }
    try setAttachments(refused.text.attachments, of: .replacement, message.rawValue, in: state)
    let name = try displayName(of: former.author, in: state.workspace)
    try run(Self.takeFormer) { [now] cursor in
      cursor.bind(former.text)
      cursor.bind(former.format)
      cursor.bind(former.state)
      cursor.bind(former.author)
      cursor.bind(name)
      cursor.bind(former.isAutomatic)
      cursor.bind(former.version)
      cursor.bind(now)
      Self.bind(message, in: state, &cursor)
    }
  }

  /// Gives a message the source's id. An echo of it that came first, as if the business had written it at the source, is
  /// taken out of the thread. A message of anything else keeps its id: the delivery alone then has it, because refusing the
  /// report would have the text sent again.
  func name(_ message: MessageID, _ externalID: String, in state: InteractionState) throws(InboxError) {
    let holder = try first(Self.holderQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(Int64(state.source.rawValue))
      cursor.bind(externalID)
    } _: { cursor in
      (
        interaction: InteractionID(cursor.int64()), message: MessageID(cursor.int64()),
        isOutbound: cursor.int() == Int(Direction.outbound.rawValue), author: cursor.text(), revisions: cursor.int()
      )
    }
    if let holder {
      if holder.message == message { return }
      guard holder.interaction == state.id, holder.isOutbound, holder.author.isEmpty, holder.revisions == 0 else {
        return
      }
      try setAttachments([], of: .message, holder.message.rawValue, in: state)
      try run(Self.deleteMessage) { Self.bind(holder.message, in: state, &$0) }
      try run(Self.countOneLess) { cursor in
        cursor.bind(state.workspace.rawValue)
        cursor.bind(state.id.rawValue)
      }
      try summariseAnew(state)
    }
    try run(Self.setExternalID) { cursor in
      cursor.bind(externalID)
      Self.bind(message, in: state, &cursor)
    }
  }

  /// Binds a message's key.
  private static func bind(_ message: MessageID, in state: InteractionState, _ cursor: inout Cursor) {
    cursor.bind(state.workspace.rawValue)
    cursor.bind(state.id.rawValue)
    cursor.bind(message.rawValue)
  }
}
