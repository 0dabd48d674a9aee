/// Instants as text, for errors.
enum InstantText {
  /// An instant as in RFC 3339, to the second, in UTC: "2026-11-22T14:55:00Z".
  static func string(microseconds: Int64) -> String {
    let seconds = Int(floorDividing(microseconds, by: 1_000_000))
    let days = floorDividing(Int64(seconds), by: 86_400)
    let second = seconds - Int(days) * 86_400
    let (year, month, day) = civil(days: Int(days))
    let time = "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(time)Z"
  }

  /// Year, month and day of a day counted from 1970-01-01, by the Gregorian calendar. Years are counted from March, so
  /// that the leap day is the last of a year, in cycles of 400 years.
  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let cycle = Int(floorDividing(Int64(shifted), by: 146_097))
    let dayOfCycle = shifted - cycle * 146_097
    let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }

  /// Division that rounds down.
  private static func floorDividing(_ number: Int64, by divisor: Int64) -> Int64 {
    let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }

  /// A number with leading zeros.
  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
