public import InboxAPI

/// Lists the inbox.
public struct Inbox: InboxService, InboxHandlers {
  /// A service has no state.
  public init() {}
}
