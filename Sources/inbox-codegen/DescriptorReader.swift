import CDescriptorProto
import CProtobufC

/// Reads the proto files of a serialized `FileDescriptorSet`, through the C code that protoc-c generates for it.
struct DescriptorReader {
  /// The comments of the file being read.
  private var comments = Comments()

  /// The files of the set, in its order, which is the order of imports.
  static func read(_ bytes: [UInt8]) throws(GeneratorError) -> [SchemaFile] {
    guard let set = unsafe google__protobuf__file_descriptor_set__unpack(nil, bytes.count, bytes) else {
      throw GeneratorError("the input is no FileDescriptorSet")
    }
    defer { unsafe google__protobuf__file_descriptor_set__free_unpacked(set, nil) }
    var files: [SchemaFile] = []
    for unsafe file in unsafe values(set.pointee.n_file, set.pointee.file) {
      var reader = unsafe DescriptorReader(comments: Comments(of: file))
      try unsafe files.append(reader.file(file))
    }
    return files
  }

  /// A file.
  private mutating func file(_ file: Google__Protobuf__FileDescriptorProto) throws(GeneratorError) -> SchemaFile {
    let package = unsafe string(file.package)
    var result = unsafe SchemaFile(
      path: string(file.name), package: package, messages: [], enums: [], services: [])
    for unsafe (index, each) in unsafe values(file.n_message_type, file.message_type).enumerated() {
      try unsafe result.messages.append(message(each, in: package, at: [4, Int32(index)]))
    }
    for unsafe (index, each) in unsafe values(file.n_enum_type, file.enum_type).enumerated() {
      unsafe result.enums.append(enumeration(each, in: package, at: [5, Int32(index)]))
    }
    for unsafe (index, each) in unsafe values(file.n_service, file.service).enumerated() {
      unsafe result.services.append(service(each, in: package, at: [6, Int32(index)]))
    }
    return result
  }

  /// A message and what is declared in it.
  private func message(
    _ message: Google__Protobuf__DescriptorProto, in scope: String, at path: [Int32]
  ) throws(GeneratorError) -> SchemaMessage {
    let name = unsafe string(message.name)
    let fullName = "\(scope).\(name)"
    var result = SchemaMessage(
      name: name, fullName: fullName, comment: comments[path], fields: [], oneofs: [], messages: [], enums: [],
      isMapEntry: unsafe message.options != nil && message.options.pointee.map_entry != 0)
    for unsafe (index, each) in unsafe values(message.n_field, message.field).enumerated() {
      try unsafe result.fields.append(field(each, of: fullName, at: path + [2, Int32(index)]))
    }
    for unsafe (index, each) in unsafe values(message.n_nested_type, message.nested_type).enumerated() {
      try unsafe result.messages.append(self.message(each, in: fullName, at: path + [3, Int32(index)]))
    }
    for unsafe (index, each) in unsafe values(message.n_enum_type, message.enum_type).enumerated() {
      unsafe result.enums.append(enumeration(each, in: fullName, at: path + [4, Int32(index)]))
    }
    for unsafe (index, each) in unsafe values(message.n_oneof_decl, message.oneof_decl).enumerated() {
      unsafe result.oneofs.append(SchemaOneof(name: string(each.name), comment: comments[path + [8, Int32(index)]]))
    }
    return result
  }

  /// A field.
  private func field(
    _ field: Google__Protobuf__FieldDescriptorProto, of message: String, at path: [Int32]
  ) throws(GeneratorError) -> SchemaField {
    let name = unsafe string(field.name)
    let typeName = unsafe String(string(field.type_name).dropFirst())
    let label = unsafe field.label.rawValue
    guard let kind = unsafe Self.kind(field.type.rawValue, typeName), unsafe field.proto3_optional == 0 else {
      throw GeneratorError("\(message).\(name) is a group or proto3 optional, which protoc-c does not support")
    }
    return unsafe SchemaField(
      name: name, number: field.number, kind: kind, isRepeated: label == 3,
      oneof: field.has_oneof_index != 0 ? Int(field.oneof_index) : nil, comment: comments[path])
  }

  /// The kind of a field from `FieldDescriptorProto.Type`.
  private static func kind(_ type: UInt32, _ typeName: String) -> SchemaField.Kind? {
    switch type {
    case 1: .number("Double")
    case 2: .number("Float")
    case 3, 16, 18: .number("Int64")
    case 4, 6: .number("UInt64")
    case 5, 15, 17: .number("Int32")
    case 7, 13: .number("UInt32")
    case 8: .bool
    case 9: .string
    case 11: .message(typeName)
    case 12: .bytes
    case 14: .enum(typeName)
    default: nil
    }
  }

  /// An enum.
  private func enumeration(
    _ enumeration: Google__Protobuf__EnumDescriptorProto, in scope: String, at path: [Int32]
  ) -> SchemaEnum {
    let name = unsafe string(enumeration.name)
    let all = unsafe values(enumeration.n_value, enumeration.value)
    let list = unsafe all.enumerated().map { index, value in
      unsafe SchemaEnum.Value(
        name: string(value.name), number: value.number, comment: comments[path + [2, Int32(index)]])
    }
    return SchemaEnum(name: name, fullName: "\(scope).\(name)", comment: comments[path], values: list)
  }

  /// A service.
  private func service(
    _ service: Google__Protobuf__ServiceDescriptorProto, in package: String, at path: [Int32]
  ) -> SchemaService {
    let name = unsafe string(service.name)
    let all = unsafe values(service.n_method, service.method)
    let methods = unsafe all.enumerated().map { index, method in
      unsafe self.method(method, at: path + [2, Int32(index)])
    }
    return SchemaService(name: name, fullName: "\(package).\(name)", comment: comments[path], methods: methods)
  }

  /// A method with its streaming flags and `idempotency_level`.
  private func method(_ method: Google__Protobuf__MethodDescriptorProto, at path: [Int32]) -> SchemaMethod {
    let level = unsafe method.options?.pointee.idempotency_level.rawValue ?? 0
    return unsafe SchemaMethod(
      name: string(method.name), input: String(string(method.input_type).dropFirst()),
      output: String(string(method.output_type).dropFirst()), requestStreams: method.client_streaming != 0,
      responseStreams: method.server_streaming != 0,
      idempotency: level == 1 ? .noSideEffects : level == 2 ? .idempotent : .unknown, comment: comments[path])
  }
}

/// The values that a repeated message field points at.
@unsafe func values<Value>(_ count: Int, _ array: UnsafeMutablePointer<UnsafeMutablePointer<Value>?>?) -> [Value] {
  (0..<count).map { unsafe array![$0]!.pointee }
}

/// The Swift string of a C string; empty for NULL.
@unsafe func string(_ pointer: UnsafePointer<CChar>?) -> String {
  unsafe pointer.map { unsafe String(cString: $0) } ?? ""
}
