internal import CLinux
internal import Glibc

/// How many columns of a terminal text takes: none for combining marks, two for wide characters of East Asia and emoji.
public enum TextWidth {
  /// The C library's table of widths knows more than ASCII only in a UTF-8 locale.
  private static let isReady: Bool = unsafe setlocale(LC_CTYPE, "C.UTF-8") != nil

  /// The columns of a text without controls.
  public static func columns(_ text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

  /// The columns of one character, which may be several scalars.
  public static func columns(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    // Joined emoji, flags, and what is asked to be shown as an emoji are one picture of two columns.
    if scalars.count > 1 {
      let isFlag = (0x1f1e6...0x1f1ff).contains(first.value)
      if isFlag || scalars.contains(where: { $0.value == 0xfe0f || $0.properties.isEmojiModifier }) { return 2 }
      if first.properties.isEmoji && scalars.contains(where: { $0.value == 0x200d }) { return 2 }
      if (0x1100...0x115f).contains(first.value) { return 2 }
    }
    return scalars.reduce(0) { $0 + columns($1) }
  }

  /// The columns of one scalar.
  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    guard scalar.value >= 0x7f else { return 1 }
    guard isReady else { return 1 }
    return max(0, Int(linux_columns(scalar.value)))
  }

  /// `text` cut or filled to `width` columns; what is cut ends in an ellipsis.
  public static func fitted(_ text: String, to width: Int) -> String {
    let columns = columns(text)
    if columns <= width { return text + String(repeating: " ", count: width - columns) }
    guard width > 0 else { return "" }
    var result = ""
    var used = 0
    for character in text {
      let next = Self.columns(character)
      if used + next > width - 1 { break }
      result.append(character)
      used += next
    }
    return result + "…" + String(repeating: " ", count: width - 1 - used)
  }
}
