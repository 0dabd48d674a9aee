/// The inbox keeps times as microseconds since 1970-01-01T00:00:00Z; finer parts of a timestamp are cut off.
extension Timestamp {
  /// Microseconds since 1970-01-01T00:00:00Z. Setting it sets `seconds` and `nanos`.
  ///
  /// Reading clamps what an Int64 cannot hold; a `Timestamp` from the wire may hold anything: see ``isValid``.
  public var microseconds: Int64 {
    get { clampedMicroseconds(seconds, nanos) }
    nonmutating set {
      let (seconds, rest) = newValue.quotientAndRemainder(dividingBy: 1_000_000)
      // nanos count forward, before 1970 too.
      self.seconds = rest < 0 ? seconds - 1 : seconds
      nanos = Int32(rest < 0 ? rest + 1_000_000 : rest) * 1000
    }
  }

  /// Whether the instant lies in the years 1 to 9999 and `nanos` in 0...999,999,999, as the type's definition asks.
  public var isValid: Bool {
    (-62_135_596_800...253_402_300_799).contains(seconds) && (0...999_999_999).contains(nanos)
  }
}

/// Spans of time in microseconds.
extension DurationMessage {
  /// The span in microseconds. Setting it sets `seconds` and `nanos`, both with the sign of the span.
  ///
  /// Reading clamps what an Int64 cannot hold.
  public var microseconds: Int64 {
    get { clampedMicroseconds(seconds, nanos) }
    nonmutating set {
      let (seconds, rest) = newValue.quotientAndRemainder(dividingBy: 1_000_000)
      self.seconds = seconds
      nanos = Int32(rest) * 1000
    }
  }
}

/// Seconds and nanoseconds as microseconds, as near as an Int64 gets.
private func clampedMicroseconds(_ seconds: Int64, _ nanos: Int32) -> Int64 {
  let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000)
  let (sum, overflowsToo) = whole.addingReportingOverflow(Int64(nanos) / 1000)
  return overflows || overflowsToo ? (seconds < 0 ? .min : .max) : sum
}
