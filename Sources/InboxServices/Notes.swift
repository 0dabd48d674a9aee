public import InboxAPI

/// Internal comments on an interaction.
public struct Notes: NotesService, InboxHandlers {
  /// A service has no state.
  public init() {}
}
