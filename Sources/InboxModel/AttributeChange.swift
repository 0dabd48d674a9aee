/// A change of one attribute, as an event keeps it: `definition` and both values, in its text.
///
///     definition " " value value        value: "-" for none, else kind, length in bytes, ":", content
///
/// Kinds: t text, n number, s the option of a single select, m the options of a multiple select, between spaces.
public struct AttributeChange: Sendable, Hashable {
  /// A value with what tells one option from a list of them.
  public struct Value: Sendable, Hashable {
    /// The type of its definition.
    public var type: AttributeType
    /// What it is.
    public var content: AttributeValue.Content

    /// Takes both parts.
    public init(type: AttributeType, content: AttributeValue.Content) {
      self.type = type
      self.content = content
    }
  }

  /// Which attribute.
  public var definition: AttributeDefinitionID
  /// Before; nil if there was none.
  public var before: Value?
  /// After; nil if there is none.
  public var after: Value?

  /// Takes all parts.
  public init(_ definition: AttributeDefinitionID, before: Value?, after: Value?) {
    self.definition = definition
    self.before = before
    self.after = after
  }

  /// What an event keeps.
  public var details: EventDetails {
    .words(definition.text + " " + Self.text(of: before) + Self.text(of: after))
  }

  /// Reads what an event keeps; an event that names only the definition has no values.
  public init(_ details: EventDetails) {
    let parts = details.text.split(separator: " ", maxSplits: 1)
    definition = AttributeDefinitionID(parts.first.map(String.init) ?? "")
    var rest = parts.count > 1 ? parts[1].utf8[...] : "".utf8[...]
    before = Self.value(&rest)
    after = Self.value(&rest)
  }

  /// A value as text.
  private static func text(of value: Value?) -> String {
    guard let value else { return "-" }
    let (kind, content) =
      switch value.content {
      case .text(let text): ("t", text)
      case .number(let number): ("n", "\(number)")
      case .options(let ids): (value.type == .singleSelect ? "s" : "m", ids.joined(separator: " "))
      }
    return "\(kind)\(content.utf8.count):\(content)"
  }

  /// Takes a value off the front of a text; nil for none.
  private static func value(_ text: inout Substring.UTF8View.SubSequence) -> Value? {
    guard let kind = text.popFirst(), kind != UInt8(ascii: "-"), let colon = text.firstIndex(of: UInt8(ascii: ":")),
      let count = Int(String(decoding: text[..<colon], as: UTF8.self))
    else { return nil }
    let content = String(decoding: text[text.index(after: colon)...].prefix(count), as: UTF8.self)
    text = text[text.index(after: colon)...].dropFirst(count)
    switch kind {
    case UInt8(ascii: "t"): return Value(type: .text, content: .text(content))
    case UInt8(ascii: "n"): return Double(content).map { Value(type: .number, content: .number($0)) }
    case UInt8(ascii: "s"): return Value(type: .singleSelect, content: .options([content]))
    case UInt8(ascii: "m"):
      return Value(type: .multipleSelect, content: .options(content.split(separator: " ").map(String.init)))
    default: return nil
    }
  }
}
