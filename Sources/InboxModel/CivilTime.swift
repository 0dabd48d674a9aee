/// An instant taken apart by the Gregorian calendar, in UTC.
public struct CivilTime: Sendable, Hashable {
  /// The year; the month and the day count from 1.
  public let year, month, day: Int
  /// The time of day.
  public let hour, minute, second: Int
  /// The day of the week; 0 is Sunday.
  public let weekday: Int

  /// Takes apart an instant in microseconds since 1970. Years are counted from March, so that the leap day is the last of
  /// a year, in cycles of 400 years.
  public init(microseconds: Int64) {
    let seconds = Self.floorDividing(microseconds, by: 1_000_000)
    let days = Self.floorDividing(seconds, by: 86_400)
    let secondOfDay = Int(seconds - days * 86_400)
    let shifted = Int(days) + 719_468
    let cycle = Int(Self.floorDividing(Int64(shifted), by: 146_097))
    let dayOfCycle = shifted - cycle * 146_097
    let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    hour = secondOfDay / 3600
    minute = secondOfDay / 60 % 60
    second = secondOfDay % 60
    weekday = Int(days - 7 * Self.floorDividing(days + 4, by: 7)) + 4
  }

  /// A number with leading zeros.
  public static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Division that rounds down.
  private static func floorDividing(_ number: Int64, by divisor: Int64) -> Int64 {
    let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }
}
