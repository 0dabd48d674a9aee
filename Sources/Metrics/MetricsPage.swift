/// Metrics as text in the format that Prometheus reads (version 0.0.4).
///
///     page.family("inboxd_connections", .gauge, "Open connections.")
///     page.sample(12, [("loop", "0")])
public struct MetricsPage: Sendable {
  /// What a family's values do.
  public enum Kind: String, Sendable {
    /// They only grow.
    case counter
    /// They go up and down.
    case gauge
    /// They count values in ranges.
    case histogram
  }

  /// In which unit a histogram counts, and by how much its numbers are divided for the page.
  public enum Unit: Sendable {
    /// Nanoseconds, shown as seconds.
    case nanoseconds
    /// As they are.
    case none
  }

  /// The content type of `text`.
  public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// Everything written so far.
  public private(set) var text = ""
  private var name = ""

  /// An empty page.
  public init() {}

  /// Begins a family; its samples follow. The name is in full, unit and `_total` included.
  public mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    self.name = name
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// One value of the family.
  public mutating func sample(_ value: Int, _ labels: [(String, String)] = []) {
    line(name, labels, "\(value)")
  }

  /// One value of the family that is a duration in nanoseconds, shown in seconds.
  public mutating func sample(nanoseconds: Int, _ labels: [(String, String)] = []) {
    line(name, labels, Self.number(nanoseconds, .nanoseconds))
  }

  /// One histogram of the family.
  public mutating func histogram(
    _ reading: Histogram.Reading, bounds: [Int], _ unit: Unit = .none, _ labels: [(String, String)] = []
  ) {
    var sum = 0
    for (index, count) in reading.counts.enumerated() {
      sum += count
      let bound = index < bounds.count ? Self.number(bounds[index], unit) : "+Inf"
      line(name + "_bucket", labels + [("le", bound)], "\(sum)")
    }
    line(name + "_sum", labels, Self.number(reading.sum, unit))
    line(name + "_count", labels, "\(sum)")
  }

  /// A line of the page.
  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
    text += name
    if !labels.isEmpty {
      text += "{" + labels.map { "\($0.0)=\"\(Self.escape($0.1))\"" }.joined(separator: ",") + "}"
    }
    text += " \(value)\n"
  }

  /// A number in the page's unit; exact, since it is built from digits.
  private static func number(_ value: Int, _ unit: Unit) -> String {
    guard case .nanoseconds = unit else { return "\(value)" }
    let (whole, rest) = value.quotientAndRemainder(dividingBy: 1_000_000_000)
    guard rest != 0 else { return "\(whole)" }
    var digits = String(repeating: "0", count: 9 - "\(rest)".count) + "\(rest)"
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(whole).\(digits)"
  }

  /// A label's value as it stands between quotation marks.
  private static func escape(_ value: String) -> String {
    var result = ""
    for character in value {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result
  }
}
