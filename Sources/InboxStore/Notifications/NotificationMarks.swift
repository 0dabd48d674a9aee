internal import SQLite
public import InboxModel

/// Marking notifications as read.
extension WriteTransaction {
  private static let markQuery = Query(
    """
    UPDATE notification
    SET read_time = ?, change_id = ?
    WHERE workspace = ? AND user_id = ? AND notification = ? AND read_time IS NULL
    """)

  private static let markUntilQuery = Query(
    """
    UPDATE notification
    SET read_time = ?1, change_id = ?2
    WHERE (workspace, user_id, notification) IN (
      SELECT workspace, user_id, notification
      FROM notification
      WHERE workspace = ?3 AND user_id = ?4 AND read_time IS NULL AND create_time <= ?5
    )
    """)

  /// Marks the caller's notifications of these ids as read; unknown ones, and those read already, are passed over.
  public func markNotificationsRead(_ ids: [NotificationID], by caller: Caller) throws(InboxError) {
    let user = try requireUser(caller)
    let change = makeID()
    noteNotificationsChange(of: user, in: caller.workspace)
    for id in ids {
      try run(Self.markQuery) { [now] cursor in
        cursor.bind(now)
        cursor.bind(change)
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(user)
        cursor.bind(id.rawValue)
      }
    }
  }

  /// Marks all of the caller's notifications that came until a time, included, as read.
  public func markNotificationsRead(until time: Int64, by caller: Caller) throws(InboxError) {
    let user = try requireUser(caller)
    let change = makeID()
    noteNotificationsChange(of: user, in: caller.workspace)
    try run(Self.markUntilQuery) { [now] cursor in
      cursor.bind(now)
      cursor.bind(change)
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(user)
      cursor.bind(time)
    }
  }
}
