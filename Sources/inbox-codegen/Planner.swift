/// What is generated from a descriptor set, and how.
struct GeneratorOptions {
  /// Files are printed for the protos whose path begins with one of these.
  var prefixes: [String]
  /// The module of the C structs.
  var cModule: String
  /// The Swift module with the types of the protos that are not printed; empty when there is none.
  var baseModule: String
  /// Whether protocols for handlers are printed, and each request has to have an address.
  var hasHandlers: Bool
  /// Full names of requests that are about no resource in particular.
  var unaddressed: Set<String>
}

/// Decides what the Swift will be.
struct Planner {
  /// What is asked for.
  let options: GeneratorOptions
  /// The Swift name of each message and enum, by full name.
  private var types: [String: String] = [:]
  /// The packages whose files are printed.
  private var printedPackages: Set<String> = []
  /// Each top-level message, by full name.
  private var messages: [String: SchemaMessage] = [:]
  /// Full names of the requests of methods.
  private var requests: Set<String> = []

  /// A planner that knows all files of a set.
  init(_ files: [SchemaFile], options: GeneratorOptions) {
    self.options = options
    for file in files {
      for message in file.messages { register(message, package: file.package) }
      for enumeration in file.enums { register(enumeration, package: file.package) }
      guard isPrinted(file) else { continue }
      printedPackages.insert(file.package)
      guard options.hasHandlers else { continue }
      for method in file.services.flatMap(\.methods) { requests.insert(method.input) }
    }
  }

  /// The plans of the files to print, in the order of the set.
  func plan(_ files: [SchemaFile]) throws(GeneratorError) -> [PlannedFile] {
    var planned: [PlannedFile] = []
    for file in files where isPrinted(file) {
      planned.append(try plan(file))
    }
    return planned
  }

  /// Whether Swift is printed for a file.
  private func isPrinted(_ file: SchemaFile) -> Bool {
    options.prefixes.contains { file.path.hasPrefix($0) }
  }

  /// Notes the Swift name of a message and of what is declared in it.
  private mutating func register(_ message: SchemaMessage, package: String) {
    types[message.fullName] = SwiftNames.type(message.fullName, package: package)
    messages[message.fullName] = message
    for inner in message.messages { register(inner, package: package) }
    for inner in message.enums { register(inner, package: package) }
  }

  /// Notes the Swift name of an enum.
  private mutating func register(_ enumeration: SchemaEnum, package: String) {
    types[enumeration.fullName] = SwiftNames.type(enumeration.fullName, package: package)
  }

  /// The plan of a file.
  private func plan(_ file: SchemaFile) throws(GeneratorError) -> PlannedFile {
    var result = PlannedFile(source: file.path, imports: [], messages: [], enums: [], services: [])
    for message in file.messages { result.messages.append(try plan(message)) }
    for enumeration in file.enums { result.enums.append(plan(enumeration)) }
    for service in file.services { result.services.append(try plan(service, package: file.package)) }
    result.imports = imports(of: result, messages: file.messages)
    return result
  }

  /// The imports of a file: public where its public declarations need it, no more.
  private func imports(of file: PlannedFile, messages: [SchemaMessage]) -> [String] {
    var imports: [String] = []
    if !file.messages.isEmpty { imports.append("internal import \(options.cModule)") }
    if !file.services.isEmpty { imports.append("public import GRPC") }
    if !file.messages.isEmpty || !file.enums.isEmpty { imports.append("public import Protobuf") }
    let foreign = !options.baseModule.isEmpty && messages.contains(where: usesForeignType)
    if foreign { imports.append("public import \(options.baseModule)") }
    return imports
  }

  /// Whether a message, or one declared in it, has a field of a type that another module declares.
  private func usesForeignType(_ message: SchemaMessage) -> Bool {
    message.messages.contains(where: usesForeignType)
      || message.fields.contains { field in
        switch field.kind {
        case .message(let name), .enum(let name): !printedPackages.contains { name.hasPrefix($0 + ".") }
        default: false
        }
      }
  }

  /// The Swift type for a full name.
  private func type(_ fullName: String, for user: String) throws(GeneratorError) -> String {
    guard let type = types[fullName] else {
      throw GeneratorError("\(user) uses \(fullName), which is not in the descriptor set")
    }
    return type
  }
}

/// Messages and enums.
extension Planner {
  /// The plan of a message.
  private func plan(_ message: SchemaMessage) throws(GeneratorError) -> PlannedMessage {
    let qualifiedName = try type(message.fullName, for: message.fullName)
    var result = PlannedMessage(
      name: qualifiedName.split(separator: ".").last.map(String.init) ?? qualifiedName, qualifiedName: qualifiedName,
      fullName: message.fullName, cType: CNames.type(message.fullName),
      cInitializer: CNames.initializer(message.fullName),
      comment: message.isMapEntry ? ["An entry of a map."] : message.comment, fields: [], choices: [], messages: [],
      enums: message.enums.map(plan), isMapEntry: message.isMapEntry)
    for field in message.fields { result.fields.append(try plan(field, of: message)) }
    for (index, oneof) in message.oneofs.enumerated() {
      if let choice = try plan(oneof, index, of: message) { result.choices.append(choice) }
    }
    for inner in message.messages { result.messages.append(try plan(inner)) }
    try checkNames(of: result)
    if requests.contains(message.fullName) {
      result.address = try address(of: message)
      result.isIdentified = message.fields.contains { $0.name == "request_id" && $0.kind == .string }
    }
    return result
  }

  /// The plan of a field.
  private func plan(_ field: SchemaField, of message: SchemaMessage) throws(GeneratorError) -> PlannedField {
    let user = "\(message.fullName).\(field.name)"
    let type =
      switch field.kind {
      case .number(let name): name
      case .bool: "Bool"
      case .string: "Text"
      case .bytes: "Bytes"
      case .enum(let name), .message(let name): try self.type(name, for: user)
      }
    var name = SwiftNames.member(field.name)
    if Self.takenMembers.contains(name) { name += "Field" }
    let presence: PlannedField.Presence =
      if field.isRepeated {
        .repeated
      } else if let oneof = field.oneof {
        .oneof(caseMember: CNames.oneofCase(message.oneofs[oneof].name))
      } else {
        .plain
      }
    return PlannedField(
      protoName: field.name, name: name, member: CNames.field(field.name), number: field.number,
      rank: message.fields.count { $0.number < field.number }, kind: field.kind, type: type,
      presence: presence, comment: field.comment)
  }

  /// The plan of a oneof; nil when it has one member, which then simply is optional.
  private func plan(
    _ oneof: SchemaOneof, _ index: Int, of message: SchemaMessage
  ) throws(GeneratorError) -> PlannedChoice? {
    let members = message.fields.filter { $0.oneof == index }
    guard members.count > 1 else { return nil }
    var fields: [PlannedField] = []
    for member in members { fields.append(try plan(member, of: message)) }
    var name = SwiftNames.member(oneof.name)
    if message.fields.contains(where: { SwiftNames.member($0.name) == name }) { name += "Choice" }
    return PlannedChoice(
      typeName: SwiftNames.capitalized(SwiftNames.member(oneof.name)) + "Choice", name: name, protoName: oneof.name,
      caseMember: CNames.oneofCase(oneof.name), comment: oneof.comment, fields: fields)
  }

  /// The plan of an enum.
  private func plan(_ enumeration: SchemaEnum) -> PlannedEnum {
    let prefix = SwiftNames.prefix(of: enumeration)
    var names: [Int32: String] = [:]
    let cases = enumeration.values.map { value in
      let name = SwiftNames.enumCase(value.name, prefix: prefix)
      let alias = names[value.number]
      names[value.number] = alias ?? name
      return PlannedEnum.Case(name: name, number: value.number, aliasOf: alias, comment: value.comment)
    }
    let name = types[enumeration.fullName]?.split(separator: ".").last.map(String.init) ?? enumeration.name
    return PlannedEnum(name: name, comment: enumeration.comment, cases: cases)
  }

  /// Refuses two members of the same Swift name.
  private func checkNames(of message: PlannedMessage) throws(GeneratorError) {
    var seen: Set<String> = []
    for name in message.fields.map(\.name) + message.choices.map(\.name) where !seen.insert(name).inserted {
      throw GeneratorError("\(message.fullName) has two members that are '\(name)' in Swift")
    }
  }

  /// Names that each wrapper has besides its fields.
  private static let takenMembers: Set<String> = ["storage", "arena", "packedSize", "raw", "self", "init"]
}

/// Services.
extension Planner {
  /// The plan of a service.
  private func plan(_ service: SchemaService, package: String) throws(GeneratorError) -> PlannedService {
    var methods: [PlannedMethod] = []
    for method in service.methods {
      let user = "\(service.fullName).\(method.name)"
      let input = try type(method.input, for: user)
      let output = try type(method.output, for: user)
      methods.append(
        PlannedMethod(name: SwiftNames.method(method.name), schema: method, input: input, output: output))
    }
    return PlannedService(
      name: SwiftNames.type(service.fullName, package: package), fullName: service.fullName, comment: service.comment,
      methods: methods,
      hasProtocol: options.hasHandlers)
  }

  /// Where the resource stands that a request is about: in its `name`, its `parent`, or that of its resource or of what
  /// opens a stream.
  private func address(of request: SchemaMessage) throws(GeneratorError) -> PlannedAddress {
    for candidate in ["name", "parent"] {
      let isText = request.fields.contains { $0.name == candidate && $0.kind == .string && !$0.isRepeated }
      if isText { return PlannedAddress(field: candidate, expression: candidate) }
    }
    for field in request.fields where !field.isRepeated {
      guard case .message(let type) = field.kind, let resource = messages[type] else { continue }
      let inner = ["name", "parent"].first { candidate in
        resource.fields.contains { $0.name == candidate && $0.kind == .string }
      }
      if let inner {
        let member = SwiftNames.declared(SwiftNames.member(field.name))
        return PlannedAddress(field: "\(field.name).\(inner)", expression: "\(member)?.\(inner) ?? Text()")
      }
    }
    if options.unaddressed.contains(request.fullName) { return PlannedAddress(field: "", expression: "Text()") }
    throw GeneratorError("\(request.fullName) has neither a name, a parent nor a resource with a name")
  }
}
