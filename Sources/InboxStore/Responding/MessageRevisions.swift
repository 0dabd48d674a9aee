internal import SQLite
public import InboxModel

/// A former text of a message.
public struct MessageRevision: Sendable, Hashable {
  /// Counts from 1 within the message.
  public var revision: Int64
  /// The text.
  public var text: String
  /// How it is to be read.
  public var format: TextFormat
  /// Who had written it; empty for the customer.
  public var author: String
  /// When it had been sent or written.
  public var messageTime: Int64
  /// When it was replaced.
  public var createTime: Int64
  /// How far it had come.
  public var state: MessageState
  /// The rating given with it.
  public var rating: Double?
  /// Whether it had been sent automatically.
  public var isAutomatic: Bool
}

extension Transaction {
  private static let revisionsQuery = Query(
    """
    SELECT revision, body, format, author, message_time, create_time, state, rating, automatic
    FROM message_revision
    WHERE workspace = ? AND interaction = ? AND message = ? AND revision < ?
    ORDER BY revision DESC
    LIMIT ?
    """)

  /// The former texts of a message, newest first, from below a revision (nil: from the newest).
  public func messageRevisions(
    of message: MessageID, in interaction: InteractionID, before revision: Int64?, limit: Int, for caller: Caller
  ) throws(InboxError) -> [MessageRevision] {
    _ = try state(of: interaction, for: caller)
    return try all(Self.revisionsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(interaction.rawValue)
      cursor.bind(message.rawValue)
      cursor.bind(revision ?? Int64.max)
      cursor.bind(Int64(limit))
    } _: { cursor in
      MessageRevision(
        revision: cursor.int64(), text: cursor.text(), format: TextFormat(stored: cursor.int()),
        author: cursor.text(), messageTime: cursor.int64(), createTime: cursor.int64(),
        state: MessageState(stored: cursor.int()), rating: cursor.optionalDouble(), isAutomatic: cursor.bool())
    }
  }
}

extension WriteTransaction {
  private static let copyRevision = Query(
    """
    INSERT INTO message_revision (
      workspace, interaction, message, revision, body, format, state, author, automatic, rating, message_time,
      version_time, create_time
    )
    SELECT workspace, interaction, message, revision_count + 1, body, format, state, author, automatic, ?1,
      version_time, version_time, ?2
    FROM message
    WHERE workspace = ?3 AND interaction = ?4 AND message = ?5
    RETURNING revision
    """)

  private static let copyReplacement = Query(
    """
    INSERT INTO message_revision (
      workspace, interaction, message, revision, body, format, state, author, automatic, rating, message_time,
      version_time, create_time
    )
    SELECT m.workspace, m.interaction, m.message, m.revision_count + 1, r.body, m.format, r.state, r.author, r.automatic,
      NULL, r.send_time, r.send_time, ?1
    FROM message_replacement r
    JOIN message m ON m.workspace = r.workspace AND m.interaction = r.interaction AND m.message = r.message
    WHERE r.workspace = ?2 AND r.interaction = ?3 AND r.message = ?4
    """)

  private static let insertRevision = Query(
    """
    INSERT INTO message_revision (
      workspace, interaction, message, revision, body, format, state, author, automatic, rating, message_time,
      version_time, create_time
    )
    SELECT ?1, ?2, ?3, COALESCE(MAX(revision), 0) + 1, ?4, ?5, ?9, '', 0, ?6, ?7, ?7, ?8
    FROM message_revision
    WHERE workspace = ?1 AND interaction = ?2 AND message = ?3
    HAVING SUM(version_time = ?7 AND body = ?4 AND rating IS ?6) IS NOT TRUE
    """)

  private static let countRevision = Query(
    """
    UPDATE message
    SET revision_count = revision_count + 1, update_time = ?
    WHERE workspace = ? AND interaction = ? AND message = ?
    """)

  /// Keeps a message's present text as a revision.
  @discardableResult
  func keepMessageRevision(
    of message: MessageID, in state: InteractionState, rating: Double?
  ) throws(InboxError) -> Int64? {
    let revision = try first(Self.copyRevision) { [now] cursor in
      cursor.bind(rating)
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    } _: {
      $0.int64()
    }
    try countRevision(of: message, in: state)
    return revision
  }

  /// Keeps the text of a replacement that a newer one displaces, if there is one, as a revision.
  func keepReplacedReplacement(of message: MessageID, in state: InteractionState) throws(InboxError) {
    let kept = try run(Self.copyReplacement) { [now] cursor in
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    }
    if kept > 0 { try countRevision(of: message, in: state) }
  }

  /// Keeps a text from the source that came after a newer one as a revision, unless it is kept already. Says whether it
  /// was.
  func keepLateRevision(
    _ text: String, _ format: TextFormat, _ reached: MessageState = .received, rating: Double?, version: Int64,
    of message: MessageID, in state: InteractionState
  ) throws(InboxError) -> Bool {
    let created = try run(Self.insertRevision) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
      cursor.bind(text)
      cursor.bind(Int64(format.rawValue))
      cursor.bind(rating)
      cursor.bind(version)
      cursor.bind(now)
      cursor.bind(Int64(reached.rawValue))
    }
    if created == 0 { return false }
    try countRevision(of: message, in: state)
    return true
  }

  /// Counts one revision more.
  private func countRevision(of message: MessageID, in state: InteractionState) throws(InboxError) {
    try run(Self.countRevision) { [now] cursor in
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
      cursor.bind(message.rawValue)
    }
  }
}
