public import InboxAPI

/// Hands out what the team sends. No method is answered yet.
public struct Deliveries: DeliveryService, InboxHandlers {
  /// A service has no state.
  public init() {}
}
