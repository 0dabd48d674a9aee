public import InboxModel

/// Something told to one user, as he sees it.
public struct NotificationRow: Sendable, Hashable {
  /// The id.
  public var id: NotificationID
  /// What it tells.
  public var type: NotificationType
  /// The interaction it is about.
  public var interaction: InteractionID
  /// The note it is about.
  public var note: NoteID?
  /// The message it is about.
  public var message: MessageID?
  /// Who caused it.
  public var actor: String
  /// The name to show of who caused it.
  public var actorDisplayName = ""
  /// The beginning of the note as it is now, or a sentence that says why.
  public var snippet: String
  /// When it came.
  public var createTime: Int64
  /// When it was read; nil while unread.
  public var readTime: Int64?
  /// The name to show of the interaction's customer.
  public var customerDisplayName: String
  /// The source of the interaction.
  public var source: Source
  /// Where the interaction belongs.
  let location: LocationID?
  /// Where it stands among the changes of his notifications.
  let change: NotificationCursor
}

/// A place among the changes of one user's notifications: behind a change.
public struct NotificationCursor: Hashable, Comparable, Sendable {
  /// The id of the change; several notifications marked at once share one.
  public var change: Int64
  /// The notification.
  public var notification: Int64

  /// A place.
  public init(change: Int64, notification: Int64) {
    self.change = change
    self.notification = notification
  }

  /// Before every change.
  public static let start = NotificationCursor(change: 0, notification: 0)

  /// Orders by time of change.
  public static func < (left: Self, right: Self) -> Bool {
    (left.change, left.notification) < (right.change, right.notification)
  }
}
