internal import InboxModel

/// What a model wrote, made fit to be a draft: no markup that the channel does not take, no control characters, no wrapping
/// that models like to add, and no longer than the channel takes. Nothing is cut: what does not fit is refused.
enum ModelText {
  /// The text as it can be saved; throws `invalid` when nothing usable is left.
  static func cleaned(_ answer: String, format: TextFormat, lengthMax: Int) throws(ModelFailure) -> String {
    guard !answer.unicodeScalars.contains("\u{FFFD}") else { throw .invalid("the model wrote half a character") }
    var text = unwrapped(withoutControls(answer))
    switch format {
    case .plain: text = withoutMarkdown(withoutTags(text))
    case .html: text = hasTags(text) ? SafeHTML.cleaned(text) : PlainAlternative.html(ofText: text)
    }
    text = trimmed(text)
    let words = TextRules.plain(text, format: format)
    guard words.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil })
    else {
      throw .invalid(words.isEmpty ? "the model wrote nothing" : "the model wrote no words")
    }
    let length = text.unicodeScalars.count
    guard length <= lengthMax else {
      throw .invalid("the model wrote \(length) characters, and the channel takes \(lengthMax)")
    }
    return text
  }

  /// A part of the answer for showing while it is written: without control characters; the rest is cleaned at the end.
  static func shown(_ delta: String) -> String { withoutControls(delta) }

  /// Lines end by LF; other controls, marks that turn the direction of writing and what is no character go.
  private static func withoutControls(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A: result.append("\n")
      case 0x09, 0x2028, 0x2029: result.append(scalar.value == 0x09 ? " " : "\n")
      case ..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF0...0xFFFB, 0xE0000...0xE007F: break
      default: if scalar.value & 0xFFFE != 0xFFFE { result.append(scalar) }
      }
    }
    return String(result)
  }

  /// A text without the code fence or the quotes that surround all of it.
  private static func unwrapped(_ text: String) -> String {
    var text = trimmed(text)
    if text.hasPrefix("```"), text.hasSuffix("```"), text.count > 6, let lineEnd = text.firstIndex(of: "\n") {
      text = trimmed(String(text[text.index(after: lineEnd)...].dropLast(3)))
    }
    for (open, close) in [("\"", "\""), ("“", "”"), ("«", "»")] where text.hasPrefix(open) && text.hasSuffix(close) {
      let inner = text.dropFirst().dropLast()
      if !inner.isEmpty, !inner.contains(open), !inner.contains(close) { text = trimmed(String(inner)) }
    }
    return text
  }

  /// Whether a text holds a tag.
  private static func hasTags(_ text: String) -> Bool { withoutTags(text) != text }

  /// A text without tags; a `<` that begins none stays, because people write it.
  private static func withoutTags(_ text: String) -> String {
    var result = ""
    var rest = text.unicodeScalars[...]
    while let open = rest.firstIndex(of: "<") {
      result.unicodeScalars.append(contentsOf: rest[..<open])
      rest = rest[open...]
      let name = rest.dropFirst().first == "/" ? rest.dropFirst(2) : rest.dropFirst()
      if let first = name.first, first.isASCII, first.properties.isAlphabetic || first == "!",
        let close = rest.prefix(500).firstIndex(of: ">")
      {
        let tag = rest[rest.index(after: open)..<close]
        if tag.starts(with: "br".unicodeScalars) || tag.starts(with: "/p".unicodeScalars) { result += "\n" }
        rest = rest[rest.index(after: close)...]
      } else {
        result += "<"
        rest = rest.dropFirst()
      }
    }
    result.unicodeScalars.append(contentsOf: rest)
    return result
  }

  /// A text without the marks of Markdown, which no channel shows as anything else than marks.
  private static func withoutMarkdown(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var line = line
      let heading = line.prefix { $0 == "#" }
      if (1...6).contains(heading.count), line.dropFirst(heading.count).first == " " {
        line = line.dropFirst(heading.count + 1)
      }
      if line.hasPrefix("* ") { line = "- " + line.dropFirst(2) }
      var result = String(line)
      for mark in ["**", "__", "`"] { result = withoutPairs(of: mark, in: result) }
      return result
    }.joined(separator: "\n")
  }

  /// A line without a mark, where it comes in pairs.
  private static func withoutPairs(of mark: String, in line: String) -> String {
    let parts = line.split(separator: mark, omittingEmptySubsequences: false)
    return parts.count > 1 && parts.count % 2 == 1 ? parts.joined() : line
  }

  /// A text without white space at both ends.
  private static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
