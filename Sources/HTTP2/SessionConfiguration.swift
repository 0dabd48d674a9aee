/// What a session tells its peer and what it takes from it. The defaults suit a gRPC server.
public struct SessionConfiguration: Sendable {
  /// SETTINGS_MAX_CONCURRENT_STREAMS. Going over it costs the peer its connection, so shed load well below.
  public var concurrentStreamsMax: UInt32 = 1000
  /// Bytes a peer may send on one stream before we credit it.
  public var streamWindowBytes: Int32 = 1 << 20
  /// Bytes a peer may send on all streams together before we credit it.
  public var connectionWindowBytes: Int32 = 4 << 20
  /// Largest decoded header list, counted as name + value + 32 for each field (RFC 9113, section 6.5.2).
  public var headerListBytesMax = 16 << 10
  /// `SessionDelegate.canSendMore` is called when a stream's waiting bytes fall to this or under, from above or if it was
  /// asked for.
  public var lowWaterBytes = 32 << 10
  /// The whole answer, headers only, to a request whose header list is over the limit.
  public var headerListTooLarge = HeaderList(static: [(":status", "431")])
  /// What the peer may make us do.
  public var budget = PeerBudget.Limits()

  /// The defaults.
  public init() {}
}
