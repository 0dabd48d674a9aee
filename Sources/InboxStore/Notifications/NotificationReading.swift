internal import SQLite
public import InboxModel

/// Reading a user's own notifications. Those about interactions he may no longer see are left out everywhere.
extension Transaction {
  private static let columns =
    """
    n.notification, n.type, n.interaction, n.note, n.message, n.actor, n.snippet, substr(t.body, 1, 1000), n.create_time,
    n.read_time, i.customer_name, i.source, i.location, n.change_id
    """

  private static let sources =
    """
    FROM notification n
    JOIN interaction i ON i.workspace = n.workspace AND i.interaction = n.interaction
    LEFT JOIN note t ON t.workspace = n.workspace AND t.interaction = n.interaction AND t.note = n.note
    """

  private static let listQuery = Query(
    """
    SELECT \(columns)
    \(sources)
    WHERE n.workspace = ? AND n.user_id = ? AND n.notification < ?
    ORDER BY n.notification DESC
    LIMIT ?
    """)

  private static let unreadQuery = Query(
    """
    SELECT \(columns)
    \(sources)
    WHERE n.workspace = ? AND n.user_id = ? AND n.notification < ? AND n.read_time IS NULL
    ORDER BY n.notification DESC
    LIMIT ?
    """)

  private static let changesQuery = Query(
    """
    SELECT \(columns)
    \(sources)
    WHERE n.workspace = ? AND n.user_id = ? AND (n.change_id, n.notification) > (?, ?)
    ORDER BY n.change_id, n.notification
    LIMIT ?
    """)

  private static let countQuery = Query(
    "SELECT COUNT(*) FROM notification WHERE workspace = ? AND user_id = ? AND read_time IS NULL")

  private static let unreadPlacesQuery = Query(
    """
    SELECT i.location
    FROM notification n
    JOIN interaction i ON i.workspace = n.workspace AND i.interaction = n.interaction
    WHERE n.workspace = ? AND n.user_id = ? AND n.read_time IS NULL
    """)

  private static let lastChangeQuery = Query(
    """
    SELECT change_id, notification
    FROM notification
    WHERE workspace = ? AND user_id = ?
    ORDER BY change_id DESC, notification DESC
    LIMIT 1
    """)

  /// A page of the caller's notifications, newest first, from below an id (nil: from the newest). Throws `notFound` for
  /// anybody but a user.
  public func notifications(
    before id: NotificationID?, unreadOnly: Bool, limit: Int, for caller: Caller
  ) throws(InboxError) -> (rows: [NotificationRow], hasMore: Bool) {
    let user = try requireUser(caller)
    var rows: [NotificationRow] = []
    var last = id?.rawValue ?? Int64.max
    while rows.count <= limit {
      let read = try all(unreadOnly ? Self.unreadQuery : Self.listQuery) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(user)
        cursor.bind(last)
        cursor.bind(Int64(limit + 1))
      } _: {
        Self.notification(&$0)
      }
      rows += read.filter { caller.sees($0.location) }
      guard read.count > limit, let end = read.last else { break }
      last = end.id.rawValue
    }
    let hasMore = rows.count > limit
    return (try named(Array(rows.prefix(limit)), caller), hasMore)
  }

  /// What changed of the caller's notifications behind a place, oldest change first, and the place behind the last change
  /// that was looked at.
  public func notificationChanges(
    after place: NotificationCursor, limit: Int, for caller: Caller
  ) throws(InboxError) -> (rows: [NotificationRow], end: NotificationCursor) {
    let user = try requireUser(caller)
    let read = try all(Self.changesQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(user)
      cursor.bind(place.change)
      cursor.bind(place.notification)
      cursor.bind(Int64(limit))
    } _: {
      Self.notification(&$0)
    }
    return (try named(read.filter { caller.sees($0.location) }, caller), read.last?.change ?? place)
  }

  /// The place behind the last change of the caller's notifications.
  public func lastNotificationChange(for caller: Caller) throws(InboxError) -> NotificationCursor {
    let user = try requireUser(caller)
    return try first(Self.lastChangeQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(user)
    } _: {
      NotificationCursor(change: $0.int64(), notification: $0.int64())
    } ?? .start
  }

  /// How many notifications the caller has not read.
  public func unreadNotificationCount(for caller: Caller) throws(InboxError) -> Int {
    let user = try requireUser(caller)
    func bind(_ cursor: inout Cursor) {
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(user)
    }
    guard caller.visibleLocations != nil else { return try first(Self.countQuery, bind) { $0.int() } ?? 0 }
    var count = 0
    try forEach(Self.unreadPlacesQuery, bind) { cursor in
      if caller.sees(cursor.optionalText().map(LocationID.init)) { count += 1 }
    }
    return count
  }

  /// The id of the user who calls; others have no notifications.
  func requireUser(_ caller: Caller) throws(InboxError) -> String {
    guard let user = caller.user else {
      throw .notFound(name: "workspaces/\(caller.workspaceSlug)/\(caller.actor)/notifications")
    }
    return user
  }

  /// Adds the names to show of who caused them.
  private func named(_ rows: [NotificationRow], _ caller: Caller) throws(InboxError) -> [NotificationRow] {
    var rows = rows
    for index in rows.indices {
      rows[index].actorDisplayName = try displayName(of: rows[index].actor, in: caller.workspace)
    }
    return rows
  }

  /// Reads one row.
  private static func notification(_ cursor: inout Cursor) -> NotificationRow {
    let id = NotificationID(cursor.int64())
    let type = NotificationType(stored: cursor.int())
    let interaction = InteractionID(cursor.int64())
    let note = cursor.optionalInt64().map(NoteID.init)
    let message = cursor.optionalInt64().map(MessageID.init)
    let actor = cursor.text()
    let told = cursor.text()
    let noted = cursor.text()
    return NotificationRow(
      id: id, type: type, interaction: interaction, note: note, message: message, actor: actor,
      snippet: note == nil ? told : TextRules.snippet(of: noted), createTime: cursor.int64(),
      readTime: cursor.optionalInt64(), customerDisplayName: cursor.text(), source: Source(stored: cursor.int()),
      location: cursor.optionalText().map(LocationID.init),
      change: NotificationCursor(change: cursor.int64(), notification: id.rawValue))
  }
}
