public import Protobuf

/// The message types of a descriptor set, as far as JSON asks for them; each is read when it is first needed.
public final class Schema {
  private var messageBytes: [String: Bytes] = [:]
  private var enumBytes: [String: Bytes] = [:]
  private var messages: [String: MessageSchema] = [:]
  private var enums: [String: EnumSchema] = [:]

  /// The types of a serialized `google.protobuf.FileDescriptorSet` that lives as long as the program.
  public init(_ descriptorSet: Bytes) {
    for file in WireFields(descriptorSet) where file.number == 1 {
      let package = WireFields(file.bytes).first { $0.number == 2 }?.text ?? ""
      for field in WireFields(file.bytes) {
        if field.number == 4 { addMessage(field.bytes, in: package) }
        if field.number == 5 { addEnum(field.bytes, in: package) }
      }
    }
  }

  /// A message type by its full name; one that the set has not is a fault of the caller.
  func message(_ name: String) -> MessageSchema {
    if let known = messages[name] { return known }
    guard let bytes = messageBytes[name] else { preconditionFailure("the descriptor set has no message \(name)") }
    let made = MessageSchema(bytes)
    messages[name] = made
    return made
  }

  /// An enum type by its full name.
  func enumeration(_ name: String) -> EnumSchema {
    if let known = enums[name] { return known }
    guard let bytes = enumBytes[name] else { preconditionFailure("the descriptor set has no enum \(name)") }
    let made = EnumSchema(bytes)
    enums[name] = made
    return made
  }

  /// Takes a message type, and the types within it.
  private func addMessage(_ bytes: Bytes, in scope: String) {
    let name = Self.fullName(bytes, in: scope)
    messageBytes[name] = bytes
    for field in WireFields(bytes) {
      if field.number == 3 { addMessage(field.bytes, in: name) }
      if field.number == 4 { addEnum(field.bytes, in: name) }
    }
  }

  /// Takes an enum type.
  private func addEnum(_ bytes: Bytes, in scope: String) { enumBytes[Self.fullName(bytes, in: scope)] = bytes }

  /// The name of a type with its scope in front.
  private static func fullName(_ bytes: Bytes, in scope: String) -> String {
    let name = WireFields(bytes).first { $0.number == 1 }?.text ?? ""
    return scope.isEmpty ? name : "\(scope).\(name)"
  }
}

/// A message type (`google.protobuf.DescriptorProto`).
struct MessageSchema {
  /// Its fields, as the contract orders them.
  let fields: [FieldSchema]

  /// Reads a serialized descriptor.
  init(_ bytes: Bytes) {
    fields = WireFields(bytes).filter { $0.number == 2 }.map { FieldSchema($0.bytes) }
  }

  /// The field with that number.
  func field(_ number: Int) -> FieldSchema? { fields.first { $0.number == number } }

  /// The field that JSON calls so; the name of the contract is taken as well.
  func field(named name: String) -> FieldSchema? { fields.first { $0.jsonName == name || $0.name == name } }
}

/// A field (`google.protobuf.FieldDescriptorProto`).
struct FieldSchema {
  /// What a field holds, by its number in the descriptor.
  enum Kind: UInt64 {
    /// The kinds in the order of their numbers.
    case double = 1
    case float, int64, uint64, int32, fixed64, fixed32, bool, string, group, message, bytes, uint32, enumeration
    case sfixed32, sfixed64, sint32, sint64
  }

  /// Its name in the contract.
  private(set) var name = ""
  /// Its name in JSON.
  private(set) var jsonName = ""
  /// Its number on the wire.
  private(set) var number = 0
  /// What it holds.
  private(set) var kind = Kind.int32
  /// The full name of its message or enum type.
  private(set) var typeName = ""
  /// Whether it holds any number of values.
  private(set) var isRepeated = false

  /// Reads a serialized descriptor.
  init(_ bytes: Bytes) {
    for field in WireFields(bytes) {
      switch field.number {
      case 1: name = field.text
      case 3: number = Int(field.integer)
      case 4: isRepeated = field.integer == 3
      case 5: kind = Kind(rawValue: field.integer) ?? .int32
      case 6: typeName = String(field.text.drop { $0 == "." })
      case 10: jsonName = field.text
      default: break
      }
    }
  }

  /// How a value of it is framed on the wire.
  var wireType: UInt64 {
    switch kind {
    case .double, .fixed64, .sfixed64: 1
    case .float, .fixed32, .sfixed32: 5
    case .string, .bytes, .message, .group: 2
    default: 0
    }
  }
}

/// An enum type (`google.protobuf.EnumDescriptorProto`).
struct EnumSchema {
  /// Its values' names by number.
  private(set) var nameOfNumber: [Int32: String] = [:]
  /// Their numbers by name.
  private(set) var numberOfName: [String: Int32] = [:]

  /// Reads a serialized descriptor.
  init(_ bytes: Bytes) {
    for value in WireFields(bytes) where value.number == 2 {
      let name = WireFields(value.bytes).first { $0.number == 1 }?.text ?? ""
      let number = Int32(truncatingIfNeeded: WireFields(value.bytes).first { $0.number == 2 }?.integer ?? 0)
      if nameOfNumber[number] == nil { nameOfNumber[number] = name }
      numberOfName[name] = number
    }
  }
}
