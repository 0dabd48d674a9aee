/// What texts must be: limits are refused, never cut; trimming decides only whether there is text at all.
public enum TextRules {
  /// The longest note, in Unicode scalars.
  public static let noteLengthMax = 10_000
  /// The longest ingested message, in Unicode scalars.
  public static let ingestedTextLengthMax = 100_000
  /// The longest subject, in Unicode scalars.
  public static let subjectLengthMax = 250
  /// The longest display name, in Unicode scalars.
  public static let displayNameLengthMax = 100
  /// The longest external id, in bytes.
  public static let externalIDBytesMax = 256
  /// The longest snippet, in Unicode scalars.
  public static let snippetLengthMax = 160

  /// Whether a text has anything but white space.
  public static func hasText(_ text: String) -> Bool {
    text.unicodeScalars.contains { !$0.isSpace }
  }

  /// Throws unless a text is at most `max` scalars long. Short texts are decided by their bytes alone.
  public static func requireLength(_ text: String, max: Int, field: String) throws(InboxError) {
    if text.utf8.count <= max { return }
    let count = text.unicodeScalars.count
    if count > max { throw .textTooLong(field: field, length: count, limit: max) }
  }

  /// Throws unless a text is at most `max` bytes long.
  public static func requireBytes(_ text: String, max: Int, field: String) throws(InboxError) {
    if text.utf8.count > max { throw .textTooLong(field: field, length: text.utf8.count, limit: max) }
  }

  /// Throws if a one-line text holds control characters: they have no place in names, subjects and ids.
  public static func requireNoControls(_ text: String, field: String) throws(InboxError) {
    for byte in text.utf8 where byte < 0x20 || byte == 0x7F {
      throw .fieldInvalid(field: field, fault: "holds a control character")
    }
  }

  /// Whether a text holds a NUL character. Asked of every text that comes in: of a span a byte takes 2 instructions, of
  /// `utf8` 28.
  static func hasNUL(_ text: String) -> Bool {
    let bytes = text.utf8.span
    for index in bytes.indices where bytes[index] == 0 { return true }
    return false
  }

  /// A text that may be empty and have several lines: bounded, no NUL.
  public static func requireText(_ text: String, max: Int, field: String) throws(InboxError) {
    try requireLength(text, max: max, field: field)
    if hasNUL(text) { throw .fieldInvalid(field: field, fault: "holds a NUL character") }
  }

  /// A text of one line that may be empty: bounded.
  public static func requireLine(_ text: String, max: Int, field: String) throws(InboxError) {
    try requireLength(text, max: max, field: field)
    try requireNoControls(text, field: field)
  }

  /// A name to show: required, trimmed of nothing, one line.
  public static func requireDisplayName(_ text: String, field: String) throws(InboxError) {
    guard hasText(text) else { throw .fieldRequired(field: field) }
    try requireLength(text, max: displayNameLengthMax, field: field)
    try requireNoControls(text, field: field)
  }

  /// An id given by a source: not empty, one line, bounded.
  public static func requireExternalID(_ text: String, field: String) throws(InboxError) {
    guard !text.isEmpty else { throw .fieldRequired(field: field) }
    try requireBytes(text, max: externalIDBytesMax, field: field)
    try requireNoControls(text, field: field)
  }

  /// A time by a source's clock: absent, or not before 1970, which is where what no source said yet stands.
  public static func requireSourceTime(_ time: Int64?, field: String) throws(InboxError) {
    if let time, time <= 0 {
      throw .fieldOutOfRange(field: field, min: "1970-01-01T00:00:01Z", max: "9999-12-31T23:59:59Z")
    }
  }

  /// The beginning of a text in one line, white space runs made one space, at most `snippetLengthMax` scalars.
  public static func snippet(of text: String) -> String {
    var result = ScalarText()
    var count = 0
    var pendingSpace = false
    for scalar in text.unicodeScalars {
      if scalar.isSpace || scalar.value < 0x20 {
        pendingSpace = count > 0
        continue
      }
      if count + (pendingSpace ? 2 : 1) > snippetLengthMax { break }
      if pendingSpace {
        result.append(" ")
        count += 1
        pendingSpace = false
      }
      result.append(scalar)
      count += 1
    }
    return result.take()
  }

  /// An HTML text's words without its tags, for snippets and detection. Entities of the safe subset are resolved.
  public static func plain(_ text: String, format: TextFormat) -> String {
    guard format == .html else { return text }
    var result = ""
    var inTag = false
    for character in text {
      switch character {
      case "<": inTag = true
      case ">" where inTag:
        inTag = false
        result.append(" ")
      default: if !inTag { result.append(character) }
      }
    }
    return resolveEntities(result)
  }

  /// Replaces the five entities that safe HTML needs, and the hard space.
  static func resolveEntities(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[start...]
      if let (entity, value) = entities.first(where: { rest.hasPrefix($0.0) }) {
        result += value
        rest = rest.dropFirst(entity.count)
      } else {
        result.append("&")
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  /// Entities and what they stand for.
  private static let entities = [
    ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "),
  ]
}
