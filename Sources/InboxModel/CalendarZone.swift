/// The days of a time zone, read off its file (RFC 8536): when its offset changed, and the rule for the years after.
///
/// Foundation knows zones too, and is not in the server; the C library knows one zone for the whole process.
public struct CalendarZone: Sendable {
  /// From when on an offset holds, in seconds since 1970, and the offset in seconds east of Greenwich.
  private var changes: [(time: Int64, offset: Int64)]
  /// The offset before the first change.
  private var firstOffset: Int64
  /// What holds after the last change; nil: its offset goes on.
  private var rule: YearlyRule?

  /// The zone without offset.
  public static let utc = CalendarZone(changes: [], firstOffset: 0, rule: nil)

  /// Takes all parts.
  private init(changes: [(time: Int64, offset: Int64)], firstOffset: Int64, rule: YearlyRule?) {
    self.changes = changes
    self.firstOffset = firstOffset
    self.rule = rule
  }

  /// Reads a zone's file; nil if it is none of version 2 or later.
  public init?(file: [UInt8]) {
    var reader = Reader(bytes: file)
    // The first block has 32-bit times and is passed over.
    guard let old = reader.header(), old.version >= UInt8(ascii: "2"),
      reader.skip(old.times * 5 + old.types * 6 + old.characters + old.leaps * 8 + old.standards + old.universals),
      let header = reader.header(), let times = reader.numbers(header.times, bytes: 8),
      let indexes = reader.numbers(header.times, bytes: 1)
    else { return nil }
    var offsets: [Int64] = []
    for _ in 0..<header.types {
      guard let offset = reader.numbers(1, bytes: 4), reader.skip(2) else { return nil }
      offsets.append(offset[0])
    }
    guard let first = offsets.first, indexes.allSatisfy({ offsets.indices.contains(Int($0)) }),
      reader.skip(header.characters + header.leaps * 12 + header.standards + header.universals)
    else { return nil }
    changes = zip(times, indexes).map { ($0, offsets[Int($1)]) }
    firstOffset = first
    rule = YearlyRule(reader.footer())
  }

  /// The day of an instant, in days since 1970-01-01; the instant is in microseconds since 1970.
  public func day(of microseconds: Int64) -> Int {
    let seconds = Self.floor(microseconds, 1_000_000)
    return Int(Self.floor(seconds + offset(at: seconds), 86_400))
  }

  /// The offset at an instant, in seconds.
  func offset(at seconds: Int64) -> Int64 {
    guard let last = changes.last else { return rule?.offset(at: seconds) ?? firstOffset }
    if seconds >= last.time { return rule?.offset(at: seconds) ?? last.offset }
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].time <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? firstOffset : changes[low - 1].offset
  }

  /// A day as "YYYY-MM-DD".
  public static func text(of day: Int) -> String {
    let date = CivilDate(day: day)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }

  /// Division towards minus infinity.
  fileprivate static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
  }
}

/// A date of the Gregorian calendar.
struct CivilDate: Equatable {
  /// The year.
  var year: Int
  /// 1 to 12.
  var month: Int
  /// 1 to 31.
  var day: Int

  /// The date of a day since 1970-01-01.
  init(day number: Int) {
    let shifted = number + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// The day since 1970-01-01 of a date.
  static func number(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

/// The rule of a zone's last line, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
private struct YearlyRule {
  /// A day of a month, by week and weekday, and a time on it.
  struct Moment {
    /// 1 to 12.
    var month: Int
    /// 1 to 5, 5 being the last.
    var week: Int
    /// 0 is Sunday.
    var weekday: Int
    /// After midnight.
    var seconds: Int64

    /// The instant in a year, by a clock without offset.
    func seconds(in year: Int) -> Int64 {
      let first = CivilDate.number(year: year, month: month, day: 1)
      // 1970-01-01 was a Thursday.
      let ahead = (weekday - (first + 4) % 7 + 7) % 7
      var day = first + ahead + (week - 1) * 7
      let next =
        month == 12
        ? CivilDate.number(year: year + 1, month: 1, day: 1) : CivilDate.number(year: year, month: month + 1, day: 1)
      while day >= next { day -= 7 }
      return Int64(day) * 86_400 + seconds
    }
  }

  /// The usual offset.
  var standard: Int64
  /// Summer's, with its beginning and end.
  var summer: (offset: Int64, start: Moment, end: Moment)?

  /// Reads the line; nil for none, or one of another form.
  init?(_ line: String) {
    let parts = line.split(separator: ",").map(Array.init)
    guard var head = parts.first?[...], let standard = Self.zone(&head) else { return nil }
    self.standard = standard
    if head.isEmpty { return }
    guard let offset = Self.zone(&head, standard: standard + 3600), parts.count == 3,
      let start = Self.moment(parts[1]), let end = Self.moment(parts[2])
    else { return nil }
    summer = (offset, start, end)
  }

  /// The offset at an instant.
  func offset(at seconds: Int64) -> Int64 {
    guard let summer else { return standard }
    let year = CivilDate(day: Int(CalendarZone.floor(seconds + standard, 86_400))).year
    let start = summer.start.seconds(in: year) - standard
    let end = summer.end.seconds(in: year) - summer.offset
    let isSummer = start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end
    return isSummer ? summer.offset : standard
  }

  /// Takes a name and, if one follows, an offset, which counts westwards in the line.
  private static func zone(_ text: inout ArraySlice<Character>, standard: Int64? = nil) -> Int64? {
    if text.first == "<" {
      guard let end = text.firstIndex(of: ">") else { return nil }
      text = text[(end + 1)...]
    } else {
      text = text.drop(while: \.isLetter)
    }
    guard let next = text.first, !next.isLetter, next != "<" else { return standard }
    return time(&text).map { -$0 }
  }

  /// Takes `[+-]hh[:mm[:ss]]` as seconds.
  private static func time(_ text: inout ArraySlice<Character>) -> Int64? {
    let isNegative = text.first == "-"
    if isNegative || text.first == "+" { text = text.dropFirst() }
    var seconds: Int64 = 0
    for unit in [3600, 60, 1] as [Int64] {
      let digits = text.prefix(while: \.isNumber)
      guard let number = Int64(String(digits)) else { return nil }
      text = text.dropFirst(digits.count)
      seconds += number * unit
      guard text.first == ":" else { break }
      text = text.dropFirst()
    }
    return isNegative ? -seconds : seconds
  }

  /// Reads `Mm.w.d[/time]`.
  private static func moment(_ text: [Character]) -> Moment? {
    guard text.first == "M" else { return nil }
    let halves = text.dropFirst().split(separator: "/", maxSplits: 1)
    let numbers = halves[0].split(separator: ".").compactMap { Int(String($0)) }
    guard numbers.count == 3, 1...12 ~= numbers[0], 1...5 ~= numbers[1], 0...6 ~= numbers[2] else { return nil }
    var seconds: Int64 = 7200
    if halves.count == 2 {
      var rest = halves[1]
      guard let given = time(&rest) else { return nil }
      seconds = given
    }
    return Moment(month: numbers[0], week: numbers[1], weekday: numbers[2], seconds: seconds)
  }
}

/// Reads a zone's file piece by piece.
private struct Reader {
  /// How many there are of each part of a block.
  struct Header {
    /// The file's version, as a digit.
    var version: UInt8
    /// How many there are of each, in the order of the file.
    var universals, standards, leaps, times, types, characters: Int
  }

  /// The file.
  let bytes: [UInt8]
  /// What comes next.
  var place = 0

  /// Reads the head of a block.
  mutating func header() -> Header? {
    guard bytes.count >= place + 44, bytes[place..<place + 4].elementsEqual("TZif".utf8) else { return nil }
    let version = bytes[place + 4]
    place += 20
    guard let counts = numbers(6, bytes: 4)?.map(Int.init), counts.allSatisfy({ 0...100_000 ~= $0 }) else { return nil }
    return Header(
      version: version, universals: counts[0], standards: counts[1], leaps: counts[2], times: counts[3],
      types: counts[4], characters: counts[5])
  }

  /// Passes over bytes; false if there are not as many.
  mutating func skip(_ count: Int) -> Bool {
    place += count
    return place <= bytes.count
  }

  /// Reads signed numbers, greatest byte first; single bytes are unsigned.
  mutating func numbers(_ count: Int, bytes width: Int) -> [Int64]? {
    guard place + count * width <= bytes.count else { return nil }
    var numbers: [Int64] = []
    for _ in 0..<count {
      var number = width > 1 ? Int64(Int8(bitPattern: bytes[place])) : Int64(bytes[place])
      for byte in bytes[place + 1..<place + width] { number = number << 8 | Int64(byte) }
      numbers.append(number)
      place += width
    }
    return numbers
  }

  /// The line after the last block.
  func footer() -> String {
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\n") else { return "" }
    return String(decoding: bytes[(place + 1)...].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
