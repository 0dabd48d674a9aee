internal import Glibc

/// A line on standard error that says how far something is; nothing at all when that is no terminal.
public struct ProgressBar {
  private let terminal = Terminal(2)
  private var lastTenths = -1

  /// A bar that has not begun.
  public init() {}

  /// Shows the part that is done, from 0 to 1, and a few words; only when it moved.
  public mutating func show(_ part: Double, _ words: String) {
    let tenths = Int(min(max(part, 0), 1) * 1000)
    guard let columns = terminal.columns, tenths != lastTenths else { return }
    lastTenths = tenths
    let width = max(columns - words.count - 12, 10)
    let bar = TextWidth.fitted(Bars.bar(part, of: 1, width: width), to: width)
    Self.write("\r\(bar) \(tenths / 10) %  \(words)\u{1b}[K")
  }

  /// Takes the line away.
  public mutating func clear() {
    guard terminal.isTerminal, lastTenths >= 0 else { return }
    lastTenths = -1
    Self.write("\r\u{1b}[K")
  }

  /// Writes to standard error.
  private static func write(_ text: String) { _ = unsafe Glibc.write(2, text, text.utf8.count) }
}
