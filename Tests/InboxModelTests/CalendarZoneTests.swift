import Testing

@testable import InboxModel

/// Days of time zones.
struct CalendarZoneTests {
  /// A zone's file without changes but a last line: a block of 32-bit times, then one of 64-bit times.
  private func file(_ line: String, offset: Int32 = 0, changes: [(Int64, UInt8)] = [], offsets: [Int32]? = nil)
    -> [UInt8]
  {
    func number(_ value: Int64, _ bytes: Int) -> [UInt8] {
      (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> Int64(8 * $0)) }
    }
    func block(_ changes: [(Int64, UInt8)], _ offsets: [Int32], _ width: Int) -> [UInt8] {
      var bytes = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
      for count in [0, 0, 0, changes.count, offsets.count, 4] { bytes += number(Int64(count), 4) }
      for change in changes { bytes += number(change.0, width) }
      bytes += changes.map(\.1)
      for offset in offsets { bytes += number(Int64(offset), 4) + [0, 0] }
      return bytes + Array("LMT".utf8) + [0]
    }
    return block([], [0], 4) + block(changes, offsets ?? [offset], 8) + Array("\n\(line)\n".utf8)
  }

  @Test func theYearlyRuleHoldsForAllYears() throws {
    let paris = try #require(CalendarZone(file: file("CET-1CEST,M3.5.0,M10.5.0/3", offset: 3600)))
    // The last Sundays of March and October 2050 are the 27th and the 30th; the clock changes at 01:00 UTC.
    for (seconds, offset) in [
      (2_531_955_599, 3600), (2_531_955_600, 7200), (2_550_704_399, 7200), (2_550_704_400, 3600),
    ] as [(Int64, Int64)] {
      #expect(paris.offset(at: seconds) == offset, "\(seconds)")
    }
    let sydney = try #require(CalendarZone(file: file("AEST-10AEDT,M10.1.0,M4.1.0/3")))
    #expect(sydney.offset(at: 2_524_608_000) == 39_600 && sydney.offset(at: 2_540_160_000) == 36_000)
    let kathmandu = try #require(CalendarZone(file: file("<+0545>-5:45")))
    #expect(kathmandu.offset(at: 0) == 20_700)
  }

  @Test func changesAreFollowedInTheirOrder() throws {
    let zone = try #require(
      CalendarZone(file: file("", changes: [(1000, 1), (2000, 0)], offsets: [0, 3600])))
    #expect([999, 1000, 1999, 2000].map { zone.offset(at: $0) } == [0, 3600, 3600, 0])
  }

  @Test func daysBeginAtLocalMidnight() throws {
    let zone = try #require(CalendarZone(file: file("<-03>3")))
    let midnight: Int64 = (20_000 * 86_400 + 3 * 3600) * 1_000_000
    #expect(zone.day(of: midnight - 1) == 19_999 && zone.day(of: midnight) == 20_000)
    #expect(CalendarZone.utc.day(of: -1) == -1)
    #expect(CalendarZone.text(of: 0) == "1970-01-01" && CalendarZone.text(of: 19_782) == "2024-02-29")
    #expect(CalendarZone.text(of: -1) == "1969-12-31")
  }

  @Test func whatIsNoZoneIsRefused() {
    #expect(CalendarZone(file: []) == nil)
    #expect(CalendarZone(file: Array("TZif2".utf8)) == nil)
    let whole = file("CET-1", changes: [(0, 0)])
    for count in [30, 60, 100] { #expect(CalendarZone(file: Array(whole.prefix(count))) == nil) }
  }
}
