/// How long a relay that takes nothing is left alone: longer each time, and the next attempt is one e-mail only, so that a
/// backlog does not use up its attempts while the relay is away. Pure.
struct MailRest {
  /// The first rest, in milliseconds, and the longest.
  private static let millisecondsFirst: UInt64 = 2_000
  private static let millisecondsMax: UInt64 = 60_000

  /// How often it took nothing in a row.
  private(set) var troubles = 0
  /// Until when nothing is tried, by the monotonic clock.
  private(set) var untilNanoseconds: UInt64 = 0

  /// Whether the relay was of no use last time.
  var isDoubtful: Bool { troubles > 0 }

  /// The relay took nothing. `random` is any number: it takes up to half of the rest away. What was under way together
  /// counts once.
  mutating func didFail(at now: UInt64, random: UInt64) {
    if now < untilNanoseconds { return }
    let full = min(Self.millisecondsFirst << UInt64(min(troubles, 10)), Self.millisecondsMax)
    troubles += 1
    untilNanoseconds = now + (full - random % (full / 2 + 1)) * 1_000_000
  }

  /// The relay spoke of an e-mail.
  mutating func didAnswer() { (troubles, untilNanoseconds) = (0, 0) }
}
