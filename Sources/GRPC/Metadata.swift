/// A call's metadata: names and values in order, duplicates kept, flat in one array so that a reused value allocates nothing.
///
/// Names are lower-case ASCII. Values of names that end in `-bin` are bytes and travel as base64; here they lie as they
/// travel. How much metadata may come is limited by the transport's header list.
public struct Metadata: Sendable {
  /// Where one field lies in the bytes.
  private struct Field: Sendable {
    /// Offset of the name; the value follows it.
    var offset: Int32
    /// Length of the name.
    var nameCount: Int32
    /// Length of the value.
    var valueCount: Int32
  }

  /// Names and values, one after the other.
  private var bytes: [UInt8] = []
  /// The fields in order.
  private var fields: [Field] = []

  /// No metadata.
  public init() {}

  /// The number of fields.
  public var count: Int { fields.count }

  /// Whether there are none.
  public var isEmpty: Bool { fields.isEmpty }

  /// Forgets all fields; keeps the memory when told to.
  public mutating func removeAll(keepingCapacity: Bool = false) {
    if fields.isEmpty { return }
    bytes.removeAll(keepingCapacity: keepingCapacity)
    fields.removeAll(keepingCapacity: keepingCapacity)
  }

  /// Adds a field as it travels: a `-bin` value is base64 already.
  public mutating func append(name: Span<UInt8>, value: Span<UInt8>) {
    fields.append(
      Field(offset: Int32(bytes.count), nameCount: Int32(name.count), valueCount: Int32(value.count)))
    bytes.append(span: name)
    bytes.append(span: value)
  }

  /// Adds a text field. False, and nothing added, when the name or the value may not be sent (`isValid`).
  @discardableResult
  public mutating func append(name: String, value: String) -> Bool {
    let name = name.utf8.span
    let value = value.utf8.span
    guard Metadata.isValid(name: name), !name.hasSuffix("-bin"), Metadata.isValid(value: value) else { return false }
    append(name: name, value: value)
    return true
  }

  /// Adds a binary field, whose name ends in `-bin`. False, and nothing added, when the name may not be sent.
  @discardableResult
  public mutating func append(name: String, binary value: [UInt8]) -> Bool {
    let name = name.utf8.span
    guard Metadata.isValid(name: name), name.hasSuffix("-bin") else { return false }
    var text: [UInt8] = []
    Base64.encode(value.span, onto: &text)
    append(name: name, value: text.span)
    return true
  }

  /// Shows each field in order, as it travels.
  public func forEach(_ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Void) {
    for index in fields.indices { visit(index, body) }
  }

  /// Shows the field at `index`, as it travels.
  public func visit<Result>(_ index: Int, _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Result) -> Result {
    let field = fields[index]
    let all = bytes.span
    let nameStart = Int(field.offset)
    let valueStart = nameStart + Int(field.nameCount)
    return body(
      all.extracting(nameStart..<valueStart), all.extracting(valueStart..<valueStart + Int(field.valueCount)))
  }

  /// Shows the first value of `name` without copying it; nil when there is none.
  public func withFirst<Result>(named name: StaticString, _ body: (Span<UInt8>) -> Result) -> Result? {
    for index in fields.indices where Int(fields[index].nameCount) == name.utf8CodeUnitCount {
      let isNamed = visit(index) { candidate, _ in candidate.equals(name) }
      if isNamed { return visit(index) { _, value in body(value) } }
    }
    return nil
  }

  /// The first value of `name` as text.
  public func first(named name: StaticString) -> String? { withFirst(named: name) { $0.string } }

  /// All values of `name` as text, in order.
  public func all(named name: StaticString) -> [String] {
    var values: [String] = []
    forEach { candidate, value in if candidate.equals(name) { values.append(value.string) } }
    return values
  }
}
