/// Received HTML made safe: what is left is the subset that `SafeHTML.check` takes. Mail programs write anything, so what
/// is not understood goes and its words stay; scripts, styles and the like go with what they hold.
///
/// No `<` of the input is copied: each begins a tag that is written anew from a known name, or is dropped, or, without an
/// end, becomes `&lt;`. So nothing that is removed can join what is around it to a tag.
extension SafeHTML {
  /// Elements that another one of the subset stands for.
  private static let synonyms = ["strong": "b", "em": "i", "ins": "u"]
  /// Elements whose end begins a new line, as far as the subset can show it.
  private static let blocks: Set<String> = ["div", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "pre"]
  /// Elements that go with all they hold.
  private static let unseen: Set<String> = [
    "script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math", "textarea",
    "select", "xmp", "noembed", "noframes", "audio", "video",
  ]

  /// A text without what is not in the subset.
  public static func cleaned(_ text: String) -> String {
    var result = ""
    var rest = Substring(text).utf8
    // Looked for only while there is one, so that a text of nothing but "<" is read once and not once for each.
    var hasEnds = true
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      result += String(Substring(rest[..<open]))
      rest = rest[rest.index(after: open)...]
      if rest.starts(with: "!--".utf8) {
        skip(past: "-->", in: &rest)
        continue
      }
      guard hasEnds, let close = end(of: rest) else {
        hasEnds = false
        result += "&lt;"
        continue
      }
      let tag = Substring(rest[..<close])
      rest = rest[rest.index(after: close)...]
      let name = name(of: tag)
      if unseen.contains(name) {
        skip(past: "</" + name, in: &rest)
        skip(past: ">", in: &rest)
      } else {
        result += rewritten(tag, name)
      }
    }
    return result + String(Substring(rest))
  }

  /// Where a tag ends, quoted `>` passed over; a quote that is never closed counts for nothing.
  private static func end(of tag: Substring.UTF8View) -> Substring.UTF8View.Index? {
    var quote: UInt8?
    for index in tag.indices {
      let byte = tag[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        return index
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
    }
    return quote == nil ? nil : tag.firstIndex(of: UInt8(ascii: ">"))
  }

  /// The name of a tag, lower case, with its `/` if it is an end tag.
  private static func name(of tag: Substring) -> String {
    var name = ""
    for scalar in tag.unicodeScalars.prefix(20) {
      guard
        scalar.properties.isAlphabetic || scalar.value < 0x80 && scalar.properties.numericType != nil
          || (scalar == "/" && name.isEmpty)
      else { break }
      name.unicodeScalars.append(scalar)
    }
    return name.lowercased()
  }

  /// The tag as the subset has it; empty if it has none.
  private static func rewritten(_ tag: Substring, _ name: String) -> String {
    let isEnd = name.hasPrefix("/")
    let plain = isEnd ? String(name.dropFirst()) : name
    if blocks.contains(plain) { return isEnd ? "<br>" : "" }
    let element = synonyms[plain] ?? plain
    if element == "a" {
      if isEnd { return "</a>" }
      return link(in: tag).map { "<a href=\"\($0)\">" } ?? "<a>"
    }
    guard elements.contains(element) else { return "" }
    if element == "br" { return "<br>" }
    return isEnd ? "</\(element)>" : "<\(element)>"
  }

  /// Where a link goes, if it goes where links may.
  private static func link(in tag: Substring) -> String? {
    var rest = tag.utf8
    skip(past: "href", in: &rest)
    func skipSpace() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D } }
    skipSpace()
    guard rest.first == UInt8(ascii: "=") else { return nil }
    rest = rest.dropFirst()
    skipSpace()
    let quote = rest.first.flatMap { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") ? $0 : nil }
    if quote != nil { rest = rest.dropFirst() }
    let value = rest.prefix { byte in quote.map { byte != $0 } ?? (byte > 0x20 && byte != UInt8(ascii: ">")) }
    guard value.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !"\"<>`".utf8.contains($0) }) else { return nil }
    let target = String(Substring(value))
    let lowered = target.lowercased()
    return schemes.contains { lowered.hasPrefix($0) } ? target : nil
  }

  /// Goes on behind the next occurrence of an ASCII text in any case, or to the end.
  private static func skip(past text: String, in rest: inout Substring.UTF8View) {
    func isWanted(_ byte: UInt8, _ wanted: UInt8) -> Bool {
      byte == wanted || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") && byte | 0x20 == wanted)
    }
    while !rest.isEmpty, !rest.starts(with: text.utf8, by: isWanted) { rest = rest.dropFirst() }
    rest = rest.dropFirst(text.utf8.count)
  }
}
