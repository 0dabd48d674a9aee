public import InboxAPI

/// Takes in what customers write.
public struct Ingest: IngestService, InboxHandlers {
  /// A service has no state.
  public init() {}
}
