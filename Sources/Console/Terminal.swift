internal import Glibc

/// What standard output and standard error are connected to.
public struct Terminal: Sendable {
  /// A style of text, by its number in ECMA-48.
  public enum Style: Int, Sendable {
    /// Strong, weak, and colours.
    case bold = 1
    case dim = 2
    case red = 31
    case green = 32
    case yellow = 33
    case blue = 34
    case cyan = 36
  }

  /// Whether text for people goes to a terminal.
  public let isTerminal: Bool
  /// Whether it may have styles: on a terminal, unless NO_COLOR is set or the terminal is dumb.
  public let hasStyles: Bool
  /// Columns of the terminal; nil when there is none.
  public let columns: Int?

  /// What `descriptor` is connected to: 1 is standard output, 2 standard error.
  public init(_ descriptor: Int32 = 1) {
    isTerminal = isatty(descriptor) == 1
    let isDumb = Self.environment("TERM") == "dumb"
    hasStyles = isTerminal && !isDumb && (Self.environment("NO_COLOR") ?? "").isEmpty
    var size = winsize()
    let isSized = unsafe isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    columns = isSized ? Int(size.ws_col) : isTerminal ? 80 : nil
  }

  /// The text in a style, if styles may be.
  public func styled(_ text: String, _ style: Style?) -> String {
    guard let style, hasStyles else { return text }
    return "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m"
  }

  /// A variable of the environment.
  public static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
