/// How much a loop inflates of what is hardly more than a pattern.
///
/// A few kilobytes of gzip can hold megabytes: within the limit of a message that is a thousand times the work that its
/// sender had, and his next connection has a budget as full as the last one's. So what a message holds beyond
/// `ratioMin` times its size is taken from one bucket of the loop, and messages for which it does not suffice are shed. Text
/// hardly comes near that ratio, and what it takes beyond is a small part of the share.
struct InflationBudget {
  /// Messages that grow by no more than this are ordinary.
  private static let ratioMin = 16
  /// Bytes that may be taken at once; those gained each second are as many.
  private static let burstBytes = 16 << 20
  /// Bytes for which a connection pays a unit of its own budget.
  private static let bytesPerUnit = 16 << 10

  /// What a connection pays for a message that holds more than the limit, which no honest sender makes.
  static let bombUnits = 250

  private var level = burstBytes
  private var filledAt: UInt64 = 0

  /// To how many bytes a message of `count` may be inflated at `now`.
  mutating func allowance(for count: Int, at now: UInt64) -> Int {
    let milliseconds = Int(min((now - min(filledAt, now)) / 1_000_000, 1_000))
    level = min(Self.burstBytes, level + milliseconds * (Self.burstBytes / 1_000))
    filledAt = now
    return count * Self.ratioMin + level
  }

  /// Takes what a message of `count` bytes took that was inflated to `inflated`; gives what its connection is to pay for it.
  mutating func take(_ inflated: Int, from count: Int) -> Int {
    let excess = max(0, inflated - count * Self.ratioMin)
    level = max(0, level - excess)
    return excess / Self.bytesPerUnit
  }
}

/// Why a message is not inflated.
enum InflationFailure {
  /// It is no gzip.
  case corrupt
  /// It holds more than the method takes.
  case tooLarge
  /// It holds more than the loop inflates at present.
  case shed
}
