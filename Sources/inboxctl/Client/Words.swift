internal import Console
internal import Glibc
internal import InboxAPI
internal import Protobuf
internal import StandardAPI

/// Values of messages in words for people.
enum Words {
  /// A number without a fraction that says nothing.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }

  /// The id at the end of a resource name.
  static func id(_ name: Text) -> String { name.string.split(separator: "/").last.map(String.init) ?? "" }

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

  /// A span: `45 s`, `12 min`, `3.5 h`, `2.1 d`; a dash for none.
  static func span(_ duration: DurationMessage?) -> String {
    guard let duration else { return "-" }
    let seconds = Double(duration.microseconds) / 1e6
    func short(_ value: Double) -> String { number((value * 10).rounded() / 10) }
    if seconds < 60 { return "\(short(seconds)) s" }
    if seconds < 3600 { return "\(short(seconds / 60)) min" }
    return seconds < 86_400 ? "\(short(seconds / 3600)) h" : "\(short(seconds / 86_400)) d"
  }

  /// The style of a status.
  static func style(_ status: InteractionStatus) -> Terminal.Style? {
    switch status {
    case .pending: .yellow
    case .processed: .green
    default: .dim
    }
  }
}
