/// Safe HTML as a person would have typed it without markup: the plain part of an e-mail beside its HTML.
public enum PlainAlternative {
  /// The text of a piece of safe HTML (`SafeHTML`): paragraphs and lines keep apart, entries of lists get a dash, links
  /// are followed by where they lead, quotes by a mark at each line.
  public static func text(ofHTML html: String) -> String {
    var writer = Writer()
    var rest = Substring(html).utf8
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      writer.words(String(Substring(rest[..<open])))
      guard let close = rest[open...].firstIndex(of: UInt8(ascii: ">")) else { break }
      writer.tag(String(Substring(rest[rest.index(after: open)..<close])))
      rest = rest[rest.index(after: close)...]
    }
    writer.words(String(Substring(rest)))
    return writer.finished
  }

  /// The text on its way.
  private struct Writer {
    /// Lines that are complete.
    private var lines: [String] = []
    /// The line that is written.
    private var line = ""
    /// How many quotes are open.
    private var quotes = 0
    /// Where the open link leads; where its words begin is `linkWords`.
    private var link: String?
    private var linkWords = ""
    /// The numbers of the open lists; nil for one without numbers.
    private var lists: [Int?] = []

    /// Adds words; white space in HTML is one space, and none at the beginning of a line.
    mutating func words(_ html: String) {
      var text = ""
      for scalar in html.unicodeScalars {
        guard scalar == " " || scalar == "\n" || scalar == "\r" || scalar == "\t" else {
          text.unicodeScalars.append(scalar)
          continue
        }
        let isFirst = text.isEmpty && (line.isEmpty || line.last == " ")
        if !isFirst, text.last != " " { text += " " }
      }
      let plain = TextRules.resolveEntities(text)
      line += plain
      if link != nil { linkWords += plain }
    }

    /// Does what a tag says.
    mutating func tag(_ tag: String) {
      let name = tag.lowercased().prefix { $0 != " " }
      switch name {
      case "br", "br/": endLine()
      case "p", "/p": endParagraph()
      case "ul", "ol":
        if lists.isEmpty { endParagraph() } else if !line.isEmpty { endLine() }
        lists.append(name == "ol" ? 1 : nil)
      case "/ul", "/ol":
        if !line.isEmpty { endLine() }
        _ = lists.popLast()
        if lists.isEmpty { endParagraph() }
      case "li": beginEntry()
      case "blockquote", "/blockquote":
        endParagraph()
        quotes = max(0, quotes + (name == "blockquote" ? 1 : -1))
      case "a": (link, linkWords) = (target(in: tag), "")
      case "/a": endLink()
      default: break
      }
    }

    /// The lines, without empty ones at both ends.
    var finished: String {
      var writer = self
      writer.endLine()
      let lines = writer.lines
      guard let first = lines.firstIndex(where: { !$0.isEmpty }), let last = lines.lastIndex(where: { !$0.isEmpty })
      else { return "" }
      return lines[first...last].joined(separator: "\n")
    }

    /// Ends the line.
    private mutating func endLine() {
      while line.last == " " { line.removeLast() }
      lines.append(line.isEmpty && quotes == 0 ? "" : String(repeating: "> ", count: quotes) + line)
      line = ""
    }

    /// Ends the line and leaves one empty.
    private mutating func endParagraph() {
      if !line.isEmpty { endLine() }
      if let last = lines.last, !last.isEmpty { lines.append("") }
    }

    /// Begins an entry of a list.
    private mutating func beginEntry() {
      if !line.isEmpty { endLine() }
      line = String(repeating: "  ", count: max(0, lists.count - 1))
      if let number = lists.last ?? nil {
        line += "\(number). "
        lists[lists.count - 1] = number + 1
      } else {
        line += "- "
      }
    }

    /// Says where a link led, unless its words did.
    private mutating func endLink() {
      if let link, linkWords != link, "mailto:" + linkWords != link { line += " (\(link))" }
      link = nil
    }

    /// Where a tag `a` leads.
    private func target(in tag: String) -> String? {
      guard let open = tag.firstIndex(of: "\"") else { return nil }
      let value = tag[tag.index(after: open)...].prefix { $0 != "\"" }
      return value.isEmpty ? nil : TextRules.resolveEntities(String(value))
    }
  }

  /// Plain text as safe HTML: what has a meaning there is escaped, and ends of lines are kept.
  public static func html(ofText text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\r": break
      case "\n": result += "<br>\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
