/// The forms of addresses, numbers, languages and links. What has not its form is refused where it comes in, because
/// mail relays, connectors and browsers take it at its word later.
public enum ContactRules {
  /// The longest e-mail address, in bytes (RFC 5321).
  public static let emailBytesMax = 254
  /// The longest link, in bytes.
  public static let linkBytesMax = 2_048
  /// The longest language tag, in bytes.
  public static let languageBytesMax = 35

  /// Throws unless a text is empty or an e-mail address: one part, `@`, a domain; no white space, controls or brackets.
  public static func requireEmail(_ text: String, field: String) throws(InboxError) {
    if text.isEmpty { return }
    try TextRules.requireBytes(text, max: emailBytesMax, field: field)
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), hasNoSpace(text),
      !text.utf8.contains(where: isSpecial)
    else { throw .fieldInvalid(field: field, fault: "is no e-mail address") }
  }

  /// Whether a byte sets parts of an address header apart, or quotes: <>()[]\,;:"
  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x22, 0x28, 0x29, 0x2C, 0x3A, 0x3B, 0x3C, 0x3E, 0x5B, 0x5C, 0x5D: true
    default: false
    }
  }

  /// Throws unless a text is empty or a phone number in E.164: `+` and up to 15 digits.
  public static func requirePhone(_ text: String, field: String) throws(InboxError) {
    if text.isEmpty { return }
    let digits = text.utf8.dropFirst()
    guard text.utf8.first == UInt8(ascii: "+"), (2...15).contains(digits.count), digits.first != UInt8(ascii: "0"),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { throw .fieldInvalid(field: field, fault: "is no phone number in E.164, such as +33612345678") }
  }

  /// Throws unless a text is empty or has the form of a BCP 47 tag: letters and digits in groups of up to 8.
  public static func requireLanguage(_ text: String, field: String) throws(InboxError) {
    if text.isEmpty { return }
    let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard text.utf8.count <= languageBytesMax, groups.allSatisfy({ (1...8).contains($0.count) }),
      groups.allSatisfy({ $0.allSatisfy { isLetter($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
      groups[0].count >= 2, groups[0].allSatisfy(isLetter)
    else { throw .fieldInvalid(field: field, fault: "is no BCP 47 language tag") }
  }

  /// Throws unless a text is empty or a link that a browser may open: http or https, no white space or controls.
  public static func requireLink(_ text: String, field: String) throws(InboxError) {
    if text.isEmpty { return }
    try TextRules.requireBytes(text, max: linkBytesMax, field: field)
    let start = text.prefix(8).lowercased()
    guard start.hasPrefix("http://") || start.hasPrefix("https://"), hasNoSpace(text) else {
      throw .fieldInvalid(field: field, fault: "is no http or https link")
    }
  }

  /// The placeholders of a link template.
  private static let placeholders: Set<Substring> = ["workspace", "interaction", "note"]

  /// Throws unless a text is empty or a link whose parts in braces are known: {workspace}, {interaction}, {note}.
  public static func requireLinkTemplate(_ text: String, field: String) throws(InboxError) {
    try requireLink(text, field: field)
    for part in text.split(separator: "{", omittingEmptySubsequences: false).dropFirst() {
      guard let end = part.firstIndex(of: "}"), placeholders.contains(part[..<end]) else {
        throw .fieldInvalid(field: field, fault: "has a placeholder other than {workspace}, {interaction} and {note}")
      }
    }
  }

  /// The longest time zone name, in bytes.
  public static let timeZoneBytesMax = 64

  /// Throws unless a text is empty or has the form of an IANA time zone name, such as Europe/Paris.
  public static func requireTimeZone(_ text: String, field: String) throws(InboxError) {
    if text.isEmpty { return }
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard text.utf8.count <= timeZoneBytesMax, parts.count <= 3, parts.allSatisfy({ !$0.isEmpty }),
      let first = text.utf8.first, isLetter(first),
      text.utf8.allSatisfy({ isLetter($0) || "0123456789+-_/".utf8.contains($0) })
    else { throw .fieldInvalid(field: field, fault: "is no IANA time zone name, such as Europe/Paris") }
  }

  /// Whether a text has neither white space nor control characters.
  private static func hasNoSpace(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { !$0.isSpace && $0.value >= 0x20 && $0.value != 0x7F }
  }

  /// Whether a byte is a letter of ASCII.
  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
