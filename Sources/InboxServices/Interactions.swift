public import InboxAPI

/// Reads and handles one interaction.
public struct Interactions: InteractionService, InboxHandlers {
  /// A service has no state.
  public init() {}
}
