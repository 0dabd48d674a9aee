internal import Glibc

/// Readings of the machine's clock.
public enum Clock {
  /// Nanoseconds of the monotonic clock: for deadlines and durations, never for dates.
  public static func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
