public import JSONText
public import Protobuf

/// Why a text of JSON is no message of a type: what is wrong, and where.
public struct MessageReadingError: Error, CustomStringConvertible {
  /// The path of the value at fault, such as `messages[2].text`; empty for the whole.
  public let path: String
  /// What is wrong with it.
  public let fault: String

  /// The text is no JSON at all.
  public static let notJSON = MessageReadingError(path: "", fault: "this is no JSON")

  /// A sentence.
  public var description: String { path.isEmpty ? fault : "\(path): \(fault)" }
}

/// Reads messages from JSON, by the mapping of Protocol Buffers. Names are those of JSON or of the contract; a name that
/// the type has not is an error, so that a slip of the pen loses nothing in silence.
public struct MessageReader {
  private let schema: Schema

  /// A reader of messages whose types are in `schema`.
  public init(_ schema: Schema) { self.schema = schema }

  /// The message in its wire format.
  public func wire(_ json: JSON, as type: (some ProtoMessage).Type) throws(MessageReadingError) -> [UInt8] {
    try object(json, type.descriptor.name, "")
  }

  /// An object, or a well-known type's text, as a serialized message.
  private func object(_ json: JSON, _ type: String, _ path: String) throws(MessageReadingError) -> [UInt8] {
    if let text = json.text {
      let (known, bytes) = WellKnown.bytes(of: text, type)
      if known, let bytes { return bytes }
      if known { throw MessageReadingError(path: path, fault: "\(JSON.quoted(text)) is no \(type)") }
    }
    guard case .object(let members) = json else { throw MessageReadingError(path: path, fault: "must be an object") }
    let message = schema.message(type)
    var writer = WireWriter()
    for (name, value) in members.sorted(by: { $0.key < $1.key }) where value != .null {
      let inner = path.isEmpty ? name : "\(path).\(name)"
      guard let field = message.field(named: name) else {
        throw MessageReadingError(path: inner, fault: "\(type) has no such field")
      }
      if field.isRepeated {
        guard case .array(let elements) = value else {
          throw MessageReadingError(path: inner, fault: "must be an array")
        }
        for (index, element) in elements.enumerated() { try write(element, field, "\(inner)[\(index)]", to: &writer) }
      } else {
        try write(value, field, inner, to: &writer)
      }
    }
    return writer.bytes
  }

  /// Writes one value of a field.
  private func write(
    _ value: JSON, _ field: FieldSchema, _ path: String, to writer: inout WireWriter
  ) throws(MessageReadingError) {
    func fail(_ fault: String) -> MessageReadingError { MessageReadingError(path: path, fault: fault) }
    switch field.kind {
    case .message, .group: writer.bytes(try object(value, field.typeName, path), field: field.number)
    case .string:
      guard let text = value.text else { throw fail("must be text") }
      writer.bytes(Array(text.utf8), field: field.number)
    case .bool:
      guard case .bool(let truth) = value else { throw fail("must be true or false") }
      writer.varint(truth ? 1 : 0, field: field.number)
    case .enumeration:
      guard let number = enumeration(value, field) else { throw fail("is no value of \(field.typeName)") }
      writer.varint(UInt64(bitPattern: Int64(number)), field: field.number)
    case .double:
      guard let number = Self.number(value) else { throw fail("must be a number") }
      writer.fixed64(number.bitPattern, field: field.number)
    case .int32, .int64, .uint32, .uint64:
      guard let number = Self.integer(value) else { throw fail("must be a whole number") }
      writer.varint(UInt64(bitPattern: number), field: field.number)
    default: throw fail("cannot be read from JSON")
    }
  }

  /// The number of an enum's value, given by its name or as it is.
  private func enumeration(_ value: JSON, _ field: FieldSchema) -> Int32? {
    switch value {
    case .string(let name): schema.enumeration(field.typeName).numberOfName[name]
    case .number(let number): Int32(exactly: number)
    default: nil
    }
  }

  /// A number, given as one or as text.
  private static func number(_ value: JSON) -> Double? {
    switch value {
    case .number(let number): number
    case .string(let text): Double(text)
    default: nil
    }
  }

  /// A whole number, given as one or as text.
  private static func integer(_ value: JSON) -> Int64? {
    switch value {
    case .number(let number): Int64(exactly: number)
    case .string(let text): Int64(text)
    default: nil
    }
  }
}
