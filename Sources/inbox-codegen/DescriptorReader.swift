internal import CDescriptorProto
internal import CProtobufC

/// Reads the proto files of a serialized `FileDescriptorSet`, through the C code that protoc-c generates for it.
struct DescriptorReader {
  /// The comments of the file being read.
  private let comments: Comments

  /// The files of the set, in its order, which is the order of imports.
  static func read(_ bytes: [UInt8]) throws(GeneratorError) -> [SchemaFile] {
    guard let set = unsafe google__protobuf__file_descriptor_set__unpack(nil, bytes.count, bytes) else {
      throw GeneratorError("the input is no FileDescriptorSet")
    }
    defer { unsafe google__protobuf__file_descriptor_set__free_unpacked(set, nil) }
    return try unsafe list(set.pointee.n_file, set.pointee.file) { (file, _) throws(GeneratorError) in
      try unsafe DescriptorReader(comments: Comments(of: file)).file(file)
    }
  }

  /// A file.
  private func file(_ file: Google__Protobuf__FileDescriptorProto) throws(GeneratorError) -> SchemaFile {
    let package = unsafe string(file.package)
    return try unsafe SchemaFile(
      path: string(file.name), package: package,
      messages: list(file.n_message_type, file.message_type) { (each, index) throws(GeneratorError) in
        try unsafe message(each, in: package, at: [4, index])
      },
      enums: list(file.n_enum_type, file.enum_type) { unsafe enumeration($0, in: package, at: [5, $1]) },
      services: list(file.n_service, file.service) { unsafe service($0, in: package, at: [6, $1]) })
  }

  /// A message and what is declared in it.
  private func message(
    _ message: Google__Protobuf__DescriptorProto, in scope: String, at path: [Int32]
  ) throws(GeneratorError) -> SchemaMessage {
    let name = unsafe string(message.name)
    let fullName = "\(scope).\(name)"
    return try unsafe SchemaMessage(
      name: name, fullName: fullName, comment: comments[path],
      fields: list(message.n_field, message.field) { (each, index) throws(GeneratorError) in
        try unsafe field(each, of: fullName, at: path + [2, index])
      },
      oneofs: list(message.n_oneof_decl, message.oneof_decl) {
        unsafe SchemaOneof(name: string($0.name), comment: comments[path + [8, $1]])
      },
      messages: list(message.n_nested_type, message.nested_type) { (each, index) throws(GeneratorError) in
        try unsafe self.message(each, in: fullName, at: path + [3, index])
      },
      enums: list(message.n_enum_type, message.enum_type) {
        unsafe enumeration($0, in: fullName, at: path + [4, $1])
      },
      isMapEntry: message.options != nil && message.options.pointee.map_entry != 0)
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
    let list = unsafe list(enumeration.n_value, enumeration.value) {
      unsafe SchemaEnum.Value(name: string($0.name), number: $0.number, comment: comments[path + [2, $1]])
    }
    return SchemaEnum(name: name, fullName: "\(scope).\(name)", comment: comments[path], values: list)
  }

  /// A service.
  private func service(
    _ service: Google__Protobuf__ServiceDescriptorProto, in package: String, at path: [Int32]
  ) -> SchemaService {
    let name = unsafe string(service.name)
    let methods = unsafe list(service.n_method, service.method) { unsafe method($0, at: path + [2, $1]) }
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

/// What `transform` makes of the values that a repeated message field points at, each with its index.
@unsafe func list<Value, Result, Failure: Error>(
  _ count: Int, _ array: UnsafeMutablePointer<UnsafeMutablePointer<Value>?>?,
  _ transform: (Value, Int32) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  var results: [Result] = []
  for index in 0..<count {
    try unsafe results.append(transform(array![index]!.pointee, Int32(index)))
  }
  return results
}

/// The Swift string of a C string; empty for NULL.
@unsafe func string(_ pointer: UnsafePointer<CChar>?) -> String {
  unsafe pointer.map { unsafe String(cString: $0) } ?? ""
}
