/// How much work for nothing a peer may cause before it is told to calm down.
///
/// nghttp2 limits what a peer resets and what it queues for acknowledgement. It does not limit the streams a peer
/// makes *us* reset (each malformed frame earns an RST_STREAM while the request may already be at work), nor frames that
/// cost a few bytes and carry nothing. Each kind has a bucket of tokens that fills with time; an empty bucket ends
/// the connection with ENHANCE_YOUR_CALM.
public struct PeerBudget {
  /// Sizes of the buckets and how fast they fill.
  public struct Limits: Sendable {
    /// PING, SETTINGS, PRIORITY and empty DATA frames that may come at once.
    public var idleFramesBurst: Int64 = 1000
    /// The same frames, sustained.
    public var idleFramesPerSecond: Int64 = 500
    /// Streams that the peer's faults may make us reset at once.
    public var provokedResetsBurst: Int64 = 100
    /// The same resets, sustained.
    public var provokedResetsPerSecond: Int64 = 20
    /// Resets sent by the peer that may come at once (nghttp2 counts these).
    public var peerResetsBurst: UInt64 = 1000
    /// The same resets, sustained.
    public var peerResetsPerSecond: UInt64 = 100

    /// The defaults.
    public init() {}
  }

  /// A bucket: tokens in thousandths, so that a millisecond's share is whole.
  private struct Bucket {
    /// What is left, in thousandths of a token.
    var level: Int64
    /// What fits, in thousandths.
    let capacity: Int64
    /// Thousandths gained each millisecond, which is tokens a second.
    let rate: Int64
    /// When the level was last raised.
    var filledAt: Int64 = 0

    /// A full bucket.
    init(burst: Int64, perSecond: Int64) {
      capacity = burst * 1000
      level = capacity
      rate = perSecond
    }

    /// Takes one token; false when none is left.
    mutating func take(at nowMilliseconds: Int64) -> Bool {
      let elapsed = max(0, min(nowMilliseconds - filledAt, 3_600_000))
      level = min(capacity, level + elapsed * rate)
      filledAt = nowMilliseconds
      guard level >= 1000 else { return false }
      level -= 1000
      return true
    }
  }

  /// Frames that carry nothing.
  private var idleFrames: Bucket
  /// Streams reset for the peer's faults.
  private var provokedResets: Bucket

  /// Full buckets.
  init(_ limits: Limits) {
    idleFrames = Bucket(burst: limits.idleFramesBurst, perSecond: limits.idleFramesPerSecond)
    provokedResets = Bucket(burst: limits.provokedResetsBurst, perSecond: limits.provokedResetsPerSecond)
  }

  /// Counts a frame that carries nothing; false when there were too many.
  mutating func spendIdleFrame(at nowMilliseconds: Int64) -> Bool { idleFrames.take(at: nowMilliseconds) }

  /// Counts a stream reset for the peer's fault; false when there were too many.
  mutating func spendProvokedReset(at nowMilliseconds: Int64) -> Bool { provokedResets.take(at: nowMilliseconds) }
}
