/// The calls of one loop. Only calls of methods that are served are counted.
final class CallRecord: Sendable {
  /// Calls that began.
  let started = Tally()
  /// Calls that ended well.
  let succeeded = Tally()
  /// Calls that ended with an error, or that the caller left.
  let failed = Tally()
  /// When the newest began, in nanoseconds of the monotonic clock.
  let lastStarted = Tally()

  /// A loop without calls.
  init() {}

  /// A call began.
  @inline(__always)
  func callStarted(at nanoseconds: UInt64) {
    started.count()
    lastStarted.note(nanoseconds)
  }

  /// A call ended.
  @inline(__always)
  func callEnded(isOK: Bool) {
    if isOK { succeeded.count() } else { failed.count() }
  }
}
