/// How much a loop inflates of what is hardly more than a pattern.
///
/// A few kilobytes of gzip can hold megabytes: within the limit of a message that is a thousand times the work that its
/// sender had, and his next connection has a budget as full as the last one's. So what a message holds beyond
/// `ratioMin` times its size is taken from one bucket of the loop, and messages for which it does not suffice are shed. Text
/// hardly comes near that ratio, and what it takes beyond is a small part of the share. The last bytes of a gzip say how much it
/// holds (RFC 1952, section 2.3.1, ISIZE): what is too much by its own word is refused unread, and beyond its word nothing is
/// free. Of several members the last one's word counts, and the others are taken from the bucket.
struct InflationBudget {
  /// Messages that grow by no more than this are ordinary.
  private static let ratioMin = 16
  /// Bytes that may be taken at once; those gained each second are as many.
  private static let burstBytes = 16 << 20
  /// Bytes for which a connection pays a unit of its own budget.
  private static let bytesPerUnit = 16 << 10

  /// What a connection pays for a message that holds more than it declares, which no honest sender makes. Who declares more
  /// than the method takes is refused for the price of his bytes, like anybody whose message is too large.
  static let bombUnits = 250
  /// What it pays for one that is shed unread: somebody else may have used up what the loop inflates.
  static let shedUnits = 8

  private var level = burstBytes
  private var filledAt: UInt64 = 0

  /// To how many bytes a message of `count` may be inflated at `now` that declares to hold `declared`.
  mutating func allowance(for count: Int, declaring declared: Int, at now: UInt64) -> Int {
    let milliseconds = Int(min((now - min(filledAt, now)) / 1_000_000, 1_000))
    level = min(Self.burstBytes, level + milliseconds * (Self.burstBytes / 1_000))
    filledAt = now
    return Self.ordinaryBytes(of: count, declaring: declared) + level
  }

  /// Takes what a message took that was inflated to `inflated`, or of which nothing came that is of use; gives what its
  /// connection is to pay for it.
  mutating func take(_ inflated: Int, from count: Int, declaring declared: Int, isOfUse: Bool = true) -> Int {
    let excess = max(0, inflated - (isOfUse ? Self.ordinaryBytes(of: count, declaring: declared) : 0))
    level = max(0, level - excess)
    return excess / Self.bytesPerUnit
  }

  /// What may be inflated for nothing: an ordinary message's worth, and no more than it says itself.
  private static func ordinaryBytes(of count: Int, declaring declared: Int) -> Int {
    min(count * ratioMin, declared)
  }
}

/// Why a message is not inflated.
enum InflationFailure: Equatable {
  /// It is no gzip.
  case corrupt
  /// It says that it holds so many bytes, which is more than the method takes.
  case declaresTooMuch(Int)
  /// It holds more than the method takes.
  case tooLarge
  /// It holds more than the loop inflates at present.
  case shed
}
