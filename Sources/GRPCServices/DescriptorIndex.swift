public import Protobuf

/// The files of descriptor sets, found by their names and by the symbols and extensions that they declare.
///
/// Only the few fields that reflection asks for are read (descriptor.proto); each file is handed on as it was
/// embedded. Made once at start.
public struct DescriptorIndex: Sendable {
  /// One file of a set.
  struct File: Sendable {
    /// The path that imports use.
    let name: String
    /// The FileDescriptorProto as it was embedded.
    let bytes: Bytes
    /// The paths of what it imports.
    let dependencies: [String]
  }

  private var files: [String: File] = [:]
  private var fileOfSymbol: [String: String] = [:]
  private var fileOfExtension: [String: [Int32: String]] = [:]

  /// The files of `sets`; a file that stands in several is taken once.
  public init(_ sets: [Bytes]) {
    for set in sets {
      for field in WireFields(set) where field.number == 1 { add(field.bytes) }
    }
  }

  /// The file of that name, then everything it imports, each once; empty if there is none.
  func closure(of name: String) -> [File] {
    var found: [File] = []
    var seen: Set<String> = []
    var waiting = [name]
    while let next = waiting.popLast() {
      guard seen.insert(next).inserted, let file = files[next] else { continue }
      found.append(file)
      waiting.append(contentsOf: file.dependencies)
    }
    return found
  }

  /// The name of the file that declares a message, enum, value, field, service, method or extension.
  func file(declaring symbol: String) -> String? {
    fileOfSymbol[symbol.hasPrefix(".") ? String(symbol.dropFirst()) : symbol]
  }

  /// The name of the file that extends a message with that field number.
  func file(extending message: String, with number: Int32) -> String? { fileOfExtension[message]?[number] }

  /// The numbers of the extensions of a message, in order; nil if the message is not known.
  func extensions(of message: String) -> [Int32]? {
    guard fileOfSymbol[message] != nil else { return nil }
    return fileOfExtension[message].map { $0.keys.sorted() } ?? []
  }

  // MARK: Reading FileDescriptorProto

  /// Adds a FileDescriptorProto.
  private mutating func add(_ bytes: Bytes) {
    var (name, package) = ("", "")
    var dependencies: [String] = []
    for field in WireFields(bytes) {
      switch field.number {
      case 1: name = field.text
      case 2: package = field.text
      case 3: dependencies.append(field.text)
      default: break
      }
    }
    guard files[name] == nil else { return }
    files[name] = File(name: name, bytes: bytes, dependencies: dependencies)
    for field in WireFields(bytes) {
      switch field.number {
      case 4: addMessage(field.bytes, in: package, of: name)
      case 5: addNamed(field.bytes, children: [], siblings: [2], in: package, of: name)
      case 6: addNamed(field.bytes, children: [2], siblings: [], in: package, of: name)
      case 7: addExtension(field.bytes, in: package, of: name)
      default: break
      }
    }
  }

  /// A message: its fields, oneofs, nested messages and enums lie below its name.
  private mutating func addMessage(_ bytes: Bytes, in scope: String, of file: String) {
    let path = addNamed(bytes, children: [2, 8], siblings: [], in: scope, of: file)
    for field in WireFields(bytes) {
      switch field.number {
      case 3: addMessage(field.bytes, in: path, of: file)
      case 4: addNamed(field.bytes, children: [], siblings: [2], in: path, of: file)
      case 6: addExtension(field.bytes, in: path, of: file)
      default: break
      }
    }
  }

  /// Something with a name in field 1. The things in the fields `children` are named below it; those in `siblings`,
  /// the values of an enum, beside it.
  @discardableResult
  private mutating func addNamed(
    _ bytes: Bytes, children: Set<Int>, siblings: Set<Int>, in scope: String, of file: String
  ) -> String {
    let path = Self.join(scope, Self.name(of: bytes))
    fileOfSymbol[path] = file
    for field in WireFields(bytes) {
      if children.contains(field.number) { fileOfSymbol[Self.join(path, Self.name(of: field.bytes))] = file }
      if siblings.contains(field.number) { fileOfSymbol[Self.join(scope, Self.name(of: field.bytes))] = file }
    }
    return path
  }

  /// Adds a FieldDescriptorProto that extends a message.
  private mutating func addExtension(_ bytes: Bytes, in scope: String, of file: String) {
    addNamed(bytes, children: [], siblings: [], in: scope, of: file)
    var extendee = ""
    var number: Int32 = 0
    for field in WireFields(bytes) {
      if field.number == 2 { extendee = String(field.text.drop { $0 == "." }) }
      if field.number == 3 { number = Int32(truncatingIfNeeded: field.integer) }
    }
    fileOfExtension[extendee, default: [:]][number] = file
  }

  /// The `name` of any descriptor: field 1 of each of them.
  private static func name(of bytes: Bytes) -> String {
    for field in WireFields(bytes) where field.number == 1 { return field.text }
    return ""
  }

  /// The full name of what stands in a scope.
  private static func join(_ scope: String, _ name: String) -> String { scope.isEmpty ? name : "\(scope).\(name)" }
}
