internal import Glibc

/// Readings of the machine's clock.
public enum Clock {
  /// Nanoseconds of the monotonic clock: for deadlines and durations, never for dates.
  public static func monotonicNanoseconds() -> UInt64 { nanoseconds(of: CLOCK_MONOTONIC) }

  /// The date, in microseconds since 1970, of an instant of the monotonic clock.
  public static func microsecondsSince1970(ofMonotonic nanoseconds: UInt64) -> Int64 {
    let now = monotonicNanoseconds()
    let age = Int64(truncatingIfNeeded: now &- nanoseconds)
    return (Int64(Self.nanoseconds(of: CLOCK_REALTIME)) - age) / 1_000
  }

  /// Reads a clock.
  private static func nanoseconds(of clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
