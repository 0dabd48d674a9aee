internal import Glibc

/// Readings of the machine's clocks.
public enum Clock {
  /// Nanoseconds of the monotonic clock: for deadlines and durations, never for dates.
  public static func monotonicNanoseconds() -> UInt64 {
    read(CLOCK_MONOTONIC)
  }

  /// Microseconds since 1970-01-01T00:00:00Z: for what is stored and shown.
  public static func wallMicroseconds() -> Int64 {
    Int64(read(CLOCK_REALTIME) / 1_000)
  }

  /// A clock's time in nanoseconds.
  private static func read(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
