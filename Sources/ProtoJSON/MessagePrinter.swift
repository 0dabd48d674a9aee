internal import GRPC
internal import JSONText
public import Protobuf

/// Messages as JSON, by the mapping of Protocol Buffers ("ProtoJSON Format"): lowerCamelCase names, enums by their names,
/// 64-bit numbers as text, times by RFC 3339. Fields at their default are left out.
public struct MessagePrinter {
  private let schema: Schema

  /// A printer of messages whose types are in `schema`.
  public init(_ schema: Schema) { self.schema = schema }

  /// A message as one line of JSON. Nothing in it steers a terminal.
  public func line(_ message: some ProtoMessage) -> String {
    // Sound: the packed bytes stay until the arena is used again, and printing does not use it.
    let packed = unsafe message.packedInArena()
    let start = unsafe packed.baseAddress?.assumingMemoryBound(to: UInt8.self)
    return object(unsafe Bytes(start: start, count: packed.count), type(of: message).descriptor.name)
  }

  /// A serialized message of a type.
  private func object(_ bytes: Bytes, _ type: String) -> String {
    if let text = WellKnown.text(of: bytes, type) { return text }
    let message = schema.message(type)
    var values: [Int: [String]] = [:]
    for field in WireFields(bytes) {
      guard let known = message.field(field.number) else { continue }
      if known.isRepeated, known.wireType != 2, !field.bytes.isEmpty {
        values[known.number, default: []] += packedValues(field.bytes, known)
      } else if known.isRepeated {
        values[known.number, default: []].append(value(field, known))
      } else {
        values[known.number] = [value(field, known)]
      }
    }
    let members = message.fields.compactMap { field in
      values[field.number].map {
        "\(JSON.quoted(field.jsonName)):" + (field.isRepeated ? "[\($0.joined(separator: ","))]" : $0[0])
      }
    }
    return "{\(members.joined(separator: ","))}"
  }

  /// The values of a packed field.
  private func packedValues(_ bytes: Bytes, _ field: FieldSchema) -> [String] {
    var fields = WireFields(bytes)
    var values: [String] = []
    while let bits = fields.varint() { values.append(number(bits, field)) }
    return values
  }

  /// One value.
  private func value(_ value: WireFields.Field, _ field: FieldSchema) -> String {
    switch field.kind {
    case .string: return JSON.quoted(value.text)
    case .message, .group: return object(value.bytes, field.typeName)
    case .bytes:
      var text: [UInt8] = []
      Base64.encode(value.bytes.span, onto: &text)
      return "\"\(String(decoding: text, as: UTF8.self))\(String(repeating: "=", count: (4 - text.count % 4) % 4))\""
    default: return number(value.integer, field)
    }
  }

  /// A number, truth or enum from its bits.
  private func number(_ bits: UInt64, _ field: FieldSchema) -> String {
    switch field.kind {
    case .double: return Self.number(Double(bitPattern: bits))
    case .float: return Self.number(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case .bool: return bits != 0 ? "true" : "false"
    case .enumeration:
      let number = Int32(truncatingIfNeeded: bits)
      return schema.enumeration(field.typeName).nameOfNumber[number].map(JSON.quoted) ?? "\(number)"
    case .int64, .sfixed64: return "\"\(Int64(bitPattern: bits))\""
    case .uint64, .fixed64: return "\"\(bits)\""
    case .sint64: return "\"\(Int64(bitPattern: bits >> 1) ^ -Int64(bits & 1))\""
    case .sint32: return "\(Int32(truncatingIfNeeded: bits >> 1) ^ -Int32(bits & 1))"
    case .uint32, .fixed32: return "\(UInt32(truncatingIfNeeded: bits))"
    default: return "\(Int32(truncatingIfNeeded: bits))"
    }
  }

  /// A double, without a fraction that says nothing.
  private static func number(_ value: Double) -> String {
    if value.isNaN { return "\"NaN\"" }
    if value.isInfinite { return value < 0 ? "\"-Infinity\"" : "\"Infinity\"" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }
}
