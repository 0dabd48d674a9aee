/// The subset of HTML that an e-mail may hold: p, br, b, i, u, a (href with http, https or mailto), ul, ol, li,
/// blockquote. In what the team writes anything else is refused with what is wrong, never silently removed; in what is
/// received it is removed (`cleaned`).
public enum SafeHTML {
  /// The elements without attributes.
  static let elements: Set<String> = ["p", "br", "b", "i", "u", "ul", "ol", "li", "blockquote"]
  /// The schemes a link may have.
  static let schemes = ["http://", "https://", "mailto:"]

  /// Throws `htmlNotAllowed` at the first tag outside the subset.
  public static func check(_ text: String, field: String) throws(InboxError) {
    // By bytes, as browsers read: to a Swift Character, "<" with a combining accent is no "<".
    var rest = Substring(text).utf8
    while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
      guard let close = rest[open...].firstIndex(of: UInt8(ascii: ">")) else {
        throw .htmlNotAllowed(field: field, element: "a tag that is not closed by '>'")
      }
      let tag = Substring(rest[rest.index(after: open)..<close])
      guard isAllowed(tag) else {
        throw .htmlNotAllowed(field: field, element: "<\(tag.prefix(40))>")
      }
      rest = rest[rest.index(after: close)...]
    }
  }

  /// Whether the inside of a tag is in the subset.
  private static func isAllowed(_ tag: Substring) -> Bool {
    var body = tag.lowercased()[...]
    if body.hasPrefix("/") {
      let name = String(body.dropFirst())
      return elements.contains(name) || name == "a"
    }
    if body.hasSuffix("/") { body = body.dropLast() }
    while body.last == " " { body = body.dropLast() }
    if elements.contains(String(body)) || body == "a" { return true }
    guard body.hasPrefix("a href=\""), body.hasSuffix("\"") else { return false }
    let link = body.dropFirst(8).dropLast()
    return !link.utf8.contains(UInt8(ascii: "\"")) && schemes.contains { link.hasPrefix($0) }
  }
}
