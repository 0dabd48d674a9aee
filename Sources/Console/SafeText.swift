/// Text of others that is shown in a terminal. Controls and marks that change the direction of writing would steer the
/// terminal, so they are replaced before anything is printed.
public enum SafeText {
  /// The text on one line: breaks and tabs become spaces.
  public static func line(_ text: String) -> String {
    cleaned(text, breaks: " ").split(separator: " ").joined(separator: " ")
  }

  /// The text with its line breaks.
  public static func lines(_ text: String) -> String { cleaned(text, breaks: "\n") }

  /// The text with other breaks, and with what steers a terminal replaced.
  private static func cleaned(_ text: String, breaks: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0a where previous == "\r": break
      case 0x0a, 0x0d, 0x2028, 0x2029: result.append(breaks)
      case 0x09: result.append(" ")
      case ..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}")
      case 0x7f...0x9f, 0x061c, 0x200e...0x200f, 0x202a...0x202e, 0x2066...0x2069: result.append("\u{fffd}")
      default: result.append(scalar)
      }
      previous = scalar
    }
    return String(result)
  }
}
