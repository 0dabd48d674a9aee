/// Messages.
extension Printer {
  /// The wrapper of a message.
  mutating func print(_ message: PlannedMessage) {
    documentation(message.comment, fallback: "The message `\(message.fullName)`.")
    scope("public struct \(message.name): \(message.isMapEntry ? "ProtoMapEntry" : "ProtoMessage")") { printer in
      printer.line("/// The runtime's description of `\(message.fullName)`.")
      printer.line("public static let descriptor = unsafe MessageDescriptor(")
      printer.line("  initializing: \(message.cType).self, with: { unsafe \(message.cInitializer)($0) })")
      printer.line()
      printer.line("/// Where the message lies.")
      printer.line("public let storage: MessageStorage")
      printer.line()
      printer.line("/// The message that lies in `storage`, which must hold a `\(message.fullName)`.")
      printer.line("public init(storage: MessageStorage) { self.storage = storage }")
      if !message.fields.isEmpty {
        printer.line()
        printer.line("/// The struct that protoc-c generated.")
        printer.line("private var raw: UnsafeMutablePointer<\(message.cType)> { unsafe storage.typed() }")
      }
      for choice in message.choices {
        printer.line()
        printer.print(choice)
      }
      for field in message.fields {
        printer.line()
        printer.print(field)
      }
      for enumeration in message.enums {
        printer.line()
        printer.print(enumeration)
      }
      for inner in message.messages {
        printer.line()
        printer.print(inner)
      }
    }
  }

  /// What a request is about and by what it is repeated.
  mutating func printConformances(of message: PlannedMessage) {
    guard let address = message.address else { return }
    line()
    line("/// A request is routed by the resource it is about.")
    let protocols = message.isIdentified ? "AddressedRequest, IdentifiedRequest" : "AddressedRequest"
    scope("extension \(message.qualifiedName): \(protocols)") { printer in
      printer.line("/// The name of the resource that the request is about, or of its parent.")
      printer.line("public var address: Text { \(address.expression) }")
      printer.line("/// The field that holds it, as an error names it.")
      printer.line("public static var addressField: StaticString { \"\(address.field)\" }")
    }
  }

  /// A oneof of more than one member: an enum, and a property that tells which is set.
  private mutating func print(_ choice: PlannedChoice) {
    documentation(choice.comment, fallback: "Which member of `\(choice.protoName)` is set.")
    scope("public enum \(choice.typeName): Sendable") { printer in
      for field in choice.fields {
        printer.documentation(field.comment, fallback: "`\(field.protoName)` is set.")
        printer.line("case \(SwiftNames.declared(field.name))(\(field.type))")
      }
    }
    line()
    documentation([], fallback: "The member of `\(choice.protoName)` that is set, or nil.")
    scope("public var \(SwiftNames.declared(choice.name)): \(choice.typeName)?") { printer in
      printer.scope("switch unsafe raw.pointee.\(choice.caseMember).rawValue") { printer in
        for field in choice.fields {
          printer.line("case \(field.number): self.\(field.name).map { .\(field.name)($0) }")
        }
        printer.line("default: nil")
      }
    }
  }

  /// The accessors of a field.
  private mutating func print(_ field: PlannedField) {
    documentation(field.comment, fallback: "The field `\(field.protoName)`.")
    let name = SwiftNames.declared(field.name)
    switch (field.presence, field.kind) {
    case (.repeated, _):
      scope("public var \(name): RepeatedView<\(field.type)>") { printer in
        printer.line("storage.repeated(Self.descriptor, field: \(field.rank))")
      }
    case (.plain, .string), (.plain, .bytes):
      line("public var \(name): \(field.type) { unsafe \(field.getter) }")
      printPlacingSetter(field)
    case (.plain, _):
      let optional = field.isMessage ? "?" : ""
      scope("public var \(name): \(field.type)\(optional)") { printer in
        printer.line("get { unsafe \(field.getter) }")
        printer.line("nonmutating set { unsafe raw.pointee.\(field.swiftMember) = \(field.stored("newValue")) }")
      }
      if field.isMessage { printMaker(field) }
    case (.oneof(let caseMember), _):
      print(field, name, caseMember: caseMember)
    }
  }

  /// The accessors of a member of a oneof: optional, nil while it is not the one that is set.
  private mutating func print(_ field: PlannedField, _ name: String, caseMember: String) {
    let isSet = "unsafe raw.pointee.\(caseMember).rawValue == \(field.number)"
    scope("public var \(name): \(field.type)?") { printer in
      guard !field.isPlaced else {
        printer.line("\(isSet) ? \(field.getter) : nil")
        return
      }
      printer.line("get { \(isSet) ? \(field.getter) : nil }")
      printer.scope("nonmutating set") { printer in
        printer.scope("guard let newValue else") { printer in
          printer.line("if \(isSet) { unsafe raw.pointee.\(caseMember) = .init(rawValue: 0) }")
          printer.line("return")
        }
        printer.line("unsafe raw.pointee.\(field.swiftMember) = \(field.stored("newValue"))")
        printer.line("unsafe raw.pointee.\(caseMember) = .init(rawValue: \(field.number))")
      }
    }
    if field.isPlaced { printPlacingSetter(field, caseMember: caseMember) }
    if field.isMessage { printMaker(field) }
  }

  /// The setter of a string or bytes field, which places a copy in the arena.
  private mutating func printPlacingSetter(_ field: PlannedField, caseMember: String? = nil) {
    let source = field.kind == .string ? "TextSource" : "BytesSource"
    line()
    line("/// Sets `\(field.protoName)` to a copy of the value in the arena.")
    scope("public func set\(SwiftNames.capitalized(field.name))(_ value: some \(source))") { printer in
      if field.kind == .string {
        printer.line("unsafe raw.pointee.\(field.swiftMember) = storage.cString(value)")
      } else {
        printer.line("let bytes = value.bytes(in: arena)")
        printer.line("unsafe raw.pointee.\(field.swiftMember).len = bytes.count")
        printer.line("unsafe raw.pointee.\(field.swiftMember).data = storage.pointer(to: bytes)")
      }
      if let caseMember { printer.line("unsafe raw.pointee.\(caseMember) = .init(rawValue: \(field.number))") }
    }
  }

  /// The method that makes a submessage in place.
  private mutating func printMaker(_ field: PlannedField) {
    line()
    line("/// Sets `\(field.protoName)` to a new message, each field at its default, and returns it to be filled.")
    scope("public func make\(SwiftNames.capitalized(field.name))() -> \(field.type)") { printer in
      printer.line("let made = \(field.type)(in: arena)")
      printer.line("self.\(field.name) = made")
      printer.line("return made")
    }
  }
}

extension PlannedField {
  /// Whether the value is a message.
  fileprivate var isMessage: Bool {
    if case .message = kind { true } else { false }
  }

  /// The member of the C struct as Swift writes it.
  fileprivate var swiftMember: String { CNames.swiftMember(member) }

  /// Whether a value is copied into the arena when it is set.
  fileprivate var isPlaced: Bool { kind == .string || kind == .bytes }

  /// The expression that reads the member of the C struct.
  fileprivate var getter: String {
    switch kind {
    case .number: "raw.pointee.\(swiftMember)"
    case .bool: "raw.pointee.\(swiftMember) != 0"
    case .string: "storage.text(raw.pointee.\(swiftMember))"
    case .bytes: "Bytes(start: raw.pointee.\(swiftMember).data, count: raw.pointee.\(swiftMember).len)"
    case .enum: "\(type)(rawValue: Int32(truncatingIfNeeded: raw.pointee.\(swiftMember).rawValue))"
    case .message: "storage.submessage(raw.pointee.\(swiftMember))"
    }
  }

  /// The expression for the member of the C struct from a Swift value.
  fileprivate func stored(_ value: String) -> String {
    switch kind {
    case .bool: "\(value) ? 1 : 0"
    case .enum: ".init(rawValue: .init(truncatingIfNeeded: \(value).rawValue))"
    case .message: "storage.pointer(to: \(value))"
    default: value
    }
  }
}
