internal import SQLite
internal import InboxModel

/// Telling users. A row is the in-app notification; for what also goes by e-mail a delivery is queued with it, so that one
/// transaction decides whether somebody is told, and how.
///
/// Nobody is told of what he did himself or may not see. What a note says is not copied: readers look at the note, so that
/// an edited or deleted text is gone from notifications as well.
extension WriteTransaction {
  private static let insertNotification = Query(
    """
    INSERT INTO notification (
      workspace, user_id, notification, type, interaction, note, message, actor, snippet, create_time, change_id
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  private static let recipientQuery = Query(
    """
    SELECT m.role, m.deactivated, m.email <> '' AND m.email_muted = 0 AND w.notification_email_disabled = 0
    FROM member m
    JOIN workspace w ON w.workspace = m.workspace
    WHERE m.workspace = ? AND m.user_id = ?
    """)

  /// Tells a user something about an interaction; oneself, and who may not see the interaction, is not told.
  func notify(
    _ user: String, _ type: NotificationType, about state: InteractionState, note: NoteID? = nil,
    message: MessageID? = nil, snippet: String = "", by caller: Caller
  ) throws(InboxError) {
    if caller.user == user { return }
    let recipient = try first(Self.recipientQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(user)
    } _: { cursor in
      (role: Role(stored: cursor.int()), isDeactivated: cursor.bool(), takesEmail: cursor.bool())
    }
    guard let recipient, !recipient.isDeactivated else { return }
    if recipient.role == .restricted {
      guard let location = state.location,
        try accesses(state.workspace, user: user)[location] != nil
      else { return }
    }
    let id = NotificationID(makeID())
    try run(Self.insertNotification) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(user)
      cursor.bind(id.rawValue)
      cursor.bind(Int64(type.rawValue))
      cursor.bind(state.id.rawValue)
      cursor.bind(note?.rawValue)
      cursor.bind(message?.rawValue)
      cursor.bind(caller.actor.description)
      cursor.bind(snippet)
      cursor.bind(now)
      cursor.bind(id.rawValue)
    }
    noteNotificationsChange(of: user, in: state.workspace)
    if recipient.takesEmail, type.goesByEmail { try queueEmail(of: id, to: user, about: state) }
  }
}
