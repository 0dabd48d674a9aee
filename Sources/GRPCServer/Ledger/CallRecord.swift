internal import Metrics

/// The calls of one loop. Only calls of methods that are served are counted.
final class CallRecord: Sendable {
  /// Calls that began.
  let started = Counter()
  /// Calls that ended well.
  let succeeded = Counter()
  /// Calls that ended with an error, or that the caller left.
  let failed = Counter()
  /// When the newest began, in nanoseconds of the monotonic clock.
  let lastStarted = Counter()

  /// A loop without calls.
  init() {}

  /// A call began.
  @inline(__always)
  func callStarted(at nanoseconds: UInt64) {
    started.add()
    lastStarted.set(Int(truncatingIfNeeded: nanoseconds))
  }

  /// A call ended.
  @inline(__always)
  func callEnded(isOK: Bool) {
    if isOK { succeeded.add() } else { failed.add() }
  }
}
