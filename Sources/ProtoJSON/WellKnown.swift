internal import Glibc
internal import JSONText
internal import Protobuf

/// The well-known types that JSON writes in a form of their own: times, spans and masks.
enum WellKnown {
  /// A serialized message as JSON; nil for every other type.
  static func text(of bytes: Bytes, _ type: String) -> String? {
    switch type {
    case "google.protobuf.Timestamp":
      let (seconds, nanos) = parts(bytes)
      return "\"\(time(seconds))\(fraction(nanos))Z\""
    case "google.protobuf.Duration":
      let (seconds, nanos) = parts(bytes)
      let sign = seconds < 0 || nanos < 0 ? "-" : ""
      return "\"\(sign)\(seconds.magnitude)\(fraction(abs(nanos)))s\""
    case "google.protobuf.FieldMask":
      return JSON.quoted(WireFields(bytes).filter { $0.number == 1 }.map { lowerCamel($0.text) }.joined(separator: ","))
    default: return nil
    }
  }

  /// Text of JSON as a serialized message; nil in `bytes` when it has not the form, nil at all for every other type.
  static func bytes(of text: String, _ type: String) -> (known: Bool, bytes: [UInt8]?) {
    switch type {
    case "google.protobuf.Timestamp": (true, instant(text).map(packed))
    case "google.protobuf.Duration": (true, span(text).map(packed))
    case "google.protobuf.FieldMask": (true, mask(text))
    default: (false, nil)
    }
  }

  /// The seconds and nanoseconds of a time or a span.
  private static func parts(_ bytes: Bytes) -> (Int64, Int32) {
    var seconds: Int64 = 0
    var nanos: Int32 = 0
    for field in WireFields(bytes) {
      if field.number == 1 { seconds = Int64(bitPattern: field.integer) }
      if field.number == 2 { nanos = Int32(truncatingIfNeeded: field.integer) }
    }
    return (seconds, nanos)
  }

  /// Seconds and nanoseconds as a message.
  private static func packed(_ seconds: Int64, _ nanos: Int32) -> [UInt8] {
    var writer = WireWriter()
    if seconds != 0 { writer.varint(UInt64(bitPattern: seconds), field: 1) }
    if nanos != 0 { writer.varint(UInt64(bitPattern: Int64(nanos)), field: 2) }
    return writer.bytes
  }

  /// `2026-11-28T10:25:00` in UTC.
  private static func time(_ seconds: Int64) -> String {
    var instant = time_t(seconds)
    var parts = unsafe tm()
    unsafe gmtime_r(&instant, &parts)
    func padded(_ value: Int32, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - "\(value)".count)) + "\(value)"
    }
    let date = unsafe "\(padded(parts.tm_year + 1900, 4))-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
    return unsafe "\(date)T\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
  }

  /// Nothing, or a point and 3, 6 or 9 digits.
  private static func fraction(_ nanos: Int32) -> String {
    guard nanos != 0 else { return "" }
    var digits = String(repeating: "0", count: max(0, 9 - "\(nanos)".count)) + "\(nanos)"
    while digits.hasSuffix("000") { digits.removeLast(3) }
    return ".\(digits)"
  }

  /// Reads a time by RFC 3339.
  static func instant(_ text: String) -> (Int64, Int32)? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == 0x2d, bytes[7] == 0x2d, [0x54, 0x74, 0x20].contains(bytes[10]),
      bytes[13] == 0x3a, bytes[16] == 0x3a
    else { return nil }
    func number(_ range: Range<Int>) -> Int32? {
      guard range.upperBound <= bytes.count, bytes[range].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return Int32(String(decoding: bytes[range], as: UTF8.self))
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19), (1...12).contains(month), (1...31).contains(day),
      hour < 24, minute < 60, second < 61
    else { return nil }
    var rest = bytes[19...]
    var nanos: Int32 = 0
    if rest.first == 0x2e {
      let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard (1...9).contains(digits.count) else { return nil }
      let padded = String(decoding: digits, as: UTF8.self) + String(repeating: "0", count: 9 - digits.count)
      nanos = Int32(padded) ?? 0
      rest = rest.dropFirst(1 + digits.count)
    }
    var offset: Int64 = 0
    if rest.count == 6, let sign = rest.first, sign == 0x2b || sign == 0x2d,
      let hours = number(rest.startIndex + 1..<rest.startIndex + 3),
      let minutes = number(rest.startIndex + 4..<rest.startIndex + 6)
    {
      offset = Int64(hours * 3600 + minutes * 60) * (sign == 0x2b ? 1 : -1)
    } else if !(rest.count == 1 && (rest.first == 0x5a || rest.first == 0x7a)) {
      return nil
    }
    var parts = unsafe tm()
    unsafe (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1900, month - 1, day)
    unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
    return (unsafe Int64(timegm(&parts)) - offset, nanos)
  }

  /// Reads a span such as `1.5s`.
  private static func span(_ text: String) -> (Int64, Int32)? {
    guard text.hasSuffix("s") else { return nil }
    let parts = text.dropLast().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let seconds = Int64(parts[0]) else { return nil }
    guard parts.count == 2 else { return (seconds, 0) }
    guard (1...9).contains(parts[1].count),
      let digits = Int32(parts[1] + String(repeating: "0", count: 9 - parts[1].count))
    else { return nil }
    return (seconds, text.hasPrefix("-") ? -digits : digits)
  }

  /// Reads paths with commas between.
  private static func mask(_ text: String) -> [UInt8] {
    var writer = WireWriter()
    for path in text.split(separator: ",") { writer.bytes(Array(snake(String(path)).utf8), field: 1) }
    return writer.bytes
  }

  /// `reply_to` as `replyTo`.
  private static func lowerCamel(_ path: String) -> String {
    var result = ""
    var raises = false
    for character in path {
      if character == "_" { raises = true; continue }
      result += raises ? character.uppercased() : String(character)
      raises = false
    }
    return result
  }

  /// `replyTo` as `reply_to`.
  private static func snake(_ path: String) -> String {
    path.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
  }
}
