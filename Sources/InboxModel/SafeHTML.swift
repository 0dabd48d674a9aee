/// The subset of HTML that an e-mail may hold: p, br, b, i, u, a (href with http, https or mailto), ul, ol, li,
/// blockquote. Anything else is refused with what is wrong, never silently removed.
public enum SafeHTML {
  /// The elements without attributes.
  private static let elements: Set<String> = ["p", "br", "b", "i", "u", "ul", "ol", "li", "blockquote"]
  /// The schemes a link may have.
  private static let schemes = ["http://", "https://", "mailto:"]

  /// Throws `htmlNotAllowed` at the first tag outside the subset.
  public static func check(_ text: String, field: String) throws(InboxError) {
    var rest = text[...]
    while let open = rest.firstIndex(of: "<") {
      guard let close = rest[open...].firstIndex(of: ">") else {
        throw .htmlNotAllowed(field: field, element: "a tag that is not closed by '>'")
      }
      let tag = rest[rest.index(after: open)..<close]
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
    return !link.contains("\"") && schemes.contains { link.hasPrefix($0) }
  }
}
