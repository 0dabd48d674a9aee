/// How often a client may PING (gRFC A8, "Client-side keepalive", server enforcement).
///
/// A PING that comes sooner after the one before than it may is a strike, and more strikes than allowed end the connection with
/// GOAWAY ENHANCE_YOUR_CALM and the debug data `too_many_pings`, on which clients halve their pace. Whatever we send of a
/// call forgives all: clients measure the line with PINGs while data flows.
struct PingPolicy {
  /// When the last PING came; nil when what we sent since forgives it.
  private var lastAt: UInt64?
  /// PINGs that came too soon.
  private var strikes = 0
  /// Frames of calls that were sent when the last PING came.
  private var framesSent: UInt64 = 0

  /// Takes note of a PING; false when it was one too many.
  mutating func admit(at now: UInt64, hasCalls: Bool, framesSent: UInt64, _ limits: ServerLimits) -> Bool {
    if framesSent != self.framesSent {
      self.framesSent = framesSent
      lastAt = nil
      strikes = 0
    }
    let apart = hasCalls ? limits.pingMillisecondsMin : limits.idlePingMillisecondsMin
    if let lastAt, now < lastAt + apart * 1_000_000 { strikes += 1 }
    lastAt = now
    return strikes <= limits.pingStrikesMax
  }
}
