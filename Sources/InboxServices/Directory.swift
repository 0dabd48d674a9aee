public import InboxAPI

/// Who and what a workspace is made of.
public struct Directory: DirectoryService, InboxHandlers {
  /// A service has no state.
  public init() {}
}
