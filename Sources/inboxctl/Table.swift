internal import Glibc
internal import StandardAPI

/// Text that fits into columns.
enum Table {
  /// `text` cut or filled to `width` characters.
  static func cell(_ text: String, width: Int) -> String {
    let count = text.count
    if count > width { return text.prefix(width - 1) + "…" }
    return text + String(repeating: " ", count: width - count)
  }

  /// `text` on one line of at most 100 characters.
  static func line(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count > 100 ? line.prefix(99) + "…" : line
  }

  /// A number without a fraction that says nothing.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }

  /// A time of this machine's zone as `2026-11-22 14:05`; empty for none.
  static func time(_ timestamp: Timestamp?) -> String {
    guard let timestamp else { return "" }
    var seconds = time_t(timestamp.seconds)
    var parts = unsafe tm()
    unsafe localtime_r(&seconds, &parts)
    func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let date = unsafe "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
    return unsafe "\(date) \(two(parts.tm_hour)):\(two(parts.tm_min))"
  }
}
