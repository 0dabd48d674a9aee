public import InboxAPI

/// What is told to a user. No method is answered yet.
public struct Notifications: NotificationService, InboxHandlers {
  /// A service has no state.
  public init() {}
}
