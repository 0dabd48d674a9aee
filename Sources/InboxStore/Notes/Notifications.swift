internal import SQLite
internal import InboxModel

/// Telling users. A row here is the in-app notification; the outbox of e-mails reads the same rows.
extension WriteTransaction {
  private static let insertNotification = Query(
    """
    INSERT INTO notification (
      workspace, user_id, notification, type, interaction, note, message, actor, snippet, create_time
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  /// Tells a user something about an interaction; oneself is never told.
  func notify(
    _ user: String, _ type: NotificationType, about state: InteractionState, note: NoteID? = nil,
    message: MessageID? = nil, snippet: String = "", by caller: Caller
  ) throws(InboxError) {
    if caller.user == user { return }
    let id = makeID()
    try run(Self.insertNotification) { [now] cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(user)
      cursor.bind(id)
      cursor.bind(Int64(type.rawValue))
      cursor.bind(state.id.rawValue)
      cursor.bind(note?.rawValue)
      cursor.bind(message?.rawValue)
      cursor.bind(caller.actor.description)
      cursor.bind(snippet)
      cursor.bind(now)
    }
  }
}
