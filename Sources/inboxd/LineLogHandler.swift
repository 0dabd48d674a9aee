internal import Glibc
internal import Logging

/// Log lines on standard error: for people, or for machines as one JSON object a line.
///
///     2026-11-28T03:33:31.123Z info ready addresses=127.0.0.1:50051 data=./.inboxd
///     {"time":"2026-11-28T03:33:31.123Z","level":"info","message":"ready","addresses":"127.0.0.1:50051",...}
///
/// A line leaves in one write, so that lines of several threads do not mix. Values are names, numbers and reasons; no line has
/// a customer's text, a credential or a request in it, whoever writes it sees to that.
struct LineLogHandler: LogHandler {
  /// How lines look.
  enum Form: String, CaseIterable {
    /// For people.
    case text
    /// One JSON object a line.
    case json
  }

  /// How lines look.
  let form: Form
  /// What is written: this level and those above.
  var logLevel: Logger.Level
  /// What every line says besides.
  var metadata: Logger.Metadata = [:]
  /// Where more of it comes from.
  var metadataProvider: Logger.MetadataProvider?

  /// Lines from `level` on.
  init(_ form: Form, level: Logger.Level) {
    self.form = form
    logLevel = level
  }

  /// One entry of what every line says besides.
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes a line.
  func log(event: LogEvent) {
    let values = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
    var line = ""
    switch form {
    case .text:
      line = "\(Self.now()) \(event.level) \(event.message)"
      for (key, value) in values { line += " \(key)=\(Self.word("\(value)"))" }
    case .json:
      line = "{\"time\":\"\(Self.now())\",\"level\":\"\(event.level)\",\"message\":\(Self.quoted("\(event.message)"))"
      for (key, value) in values { line += ",\(Self.quoted(key)):\(Self.quoted("\(value)"))" }
      line += "}"
    }
    line += "\n"
    _ = unsafe write(2, line, line.utf8.count)
  }

  /// The time in UTC, to the millisecond.
  private static func now() -> String {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    var parts = unsafe tm()
    unsafe gmtime_r(&time.tv_sec, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let length = unsafe strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
    let seconds = String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let milliseconds = "\(time.tv_nsec / 1_000_000)"
    return "\(seconds).\(String(repeating: "0", count: 3 - milliseconds.utf8.count))\(milliseconds)Z"
  }

  /// A value as one word: in quotation marks if it has blanks or stranger things in it.
  private static func word(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x5c && $0 != 0x7f }
    return isPlain ? text : quoted(text)
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
