/// Times around the moment at which the sample is made, in microseconds since 1970.
struct Clock: Sendable {
  /// The moment.
  let now: Int64

  /// A minute.
  static let minute: Int64 = 60_000_000
  /// An hour.
  static let hour: Int64 = 60 * minute
  /// A day.
  static let day: Int64 = 24 * hour
  /// How far back the sample goes.
  static let reach = 120 * day

  /// A moment of the past: the more recent, the likelier, moved out of the small hours.
  func past(within span: Int64, _ generator: inout SeededGenerator) -> Int64 {
    let share = generator.fraction()
    let time = now - 4 * Self.minute - Int64(Double(span) * share * share)
    let hour = time % Self.day / Self.hour
    let moved = hour < 6 ? time - 8 * Self.hour : time
    return moved - moved % 1_000_000
  }

  /// Some time after another, in working hours; nil if that would not be past.
  func later(than time: Int64, by minutes: ClosedRange<Int>, _ generator: inout SeededGenerator) -> Int64? {
    var result = time + Int64(generator.within(minutes)) * Self.minute + Int64(generator.below(60)) * 1_000_000
    let hour = result % Self.day / Self.hour
    if hour < 7 { result += (7 - hour) * Self.hour } else if hour > 20 { result += (31 - hour) * Self.hour }
    return result < now - Self.minute ? result : nil
  }

  /// A moment to come, on the full five minutes.
  func future(hours: ClosedRange<Int>, _ generator: inout SeededGenerator) -> Int64 {
    let time = now + Int64(generator.within(hours)) * Self.hour + Int64(generator.below(12)) * 5 * Self.minute
    return time - time % (5 * Self.minute) + 5 * Self.minute
  }
}
