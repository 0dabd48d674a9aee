/// A proto file, read from a descriptor set.
struct SchemaFile {
  /// Its path as imports name it, for example `inbox/v1/note.proto`.
  var path: String
  /// Its package, for example `inbox.v1`.
  var package: String
  /// Its top-level messages.
  var messages: [SchemaMessage]
  /// Its top-level enums.
  var enums: [SchemaEnum]
  /// Its services.
  var services: [SchemaService]
}

/// A message type.
struct SchemaMessage {
  /// Its own name.
  var name: String
  /// Its name with package and outer messages, without a leading dot.
  var fullName: String
  /// The lines of the comment above it.
  var comment: [String]
  /// Its fields, in the order of the file.
  var fields: [SchemaField]
  /// The names of its oneofs; fields refer to them by index.
  var oneofs: [SchemaOneof]
  /// Messages declared in it, map entries included.
  var messages: [SchemaMessage]
  /// Enums declared in it.
  var enums: [SchemaEnum]
  /// Whether the compiler made it for a map field.
  var isMapEntry: Bool
}

/// A oneof of a message.
struct SchemaOneof {
  /// Its name.
  var name: String
  /// The lines of the comment above it.
  var comment: [String]
}

/// A field of a message.
struct SchemaField {
  /// What a field's value is, as far as the printed code differs.
  enum Kind: Equatable {
    /// A number; the Swift type is given.
    case number(String)
    /// A truth value.
    case bool
    /// Text.
    case string
    /// Bytes.
    case bytes
    /// An enum, by its full name.
    case `enum`(String)
    /// A message, by its full name.
    case message(String)
  }

  /// Its name, in snake case.
  var name: String
  /// Its number on the wire.
  var number: Int32
  /// What its value is.
  var kind: Kind
  /// Whether it has any number of values.
  var isRepeated: Bool
  /// The index of the oneof that it is a member of.
  var oneof: Int?
  /// The lines of the comment above it.
  var comment: [String]
}

/// An enum type.
struct SchemaEnum {
  /// A value of an enum.
  struct Value {
    /// Its name, in upper case with the enum's prefix.
    var name: String
    /// Its number on the wire.
    var number: Int32
    /// The lines of the comment above it.
    var comment: [String]
  }

  /// Its own name.
  var name: String
  /// Its name with package and outer messages, without a leading dot.
  var fullName: String
  /// The lines of the comment above it.
  var comment: [String]
  /// Its values, in the order of the file.
  var values: [Value]
}

/// A service.
struct SchemaService {
  /// Its own name.
  var name: String
  /// Its name with its package.
  var fullName: String
  /// The lines of the comment above it.
  var comment: [String]
  /// Its methods, in the order of the file.
  var methods: [SchemaMethod]
}

/// A method of a service.
struct SchemaMethod {
  /// The standard option `idempotency_level`.
  enum Idempotency: String {
    /// Nothing is said.
    case unknown
    /// The method only reads.
    case noSideEffects
    /// Repeating the method is the same as calling it once.
    case idempotent
  }

  /// Its name, in camel case with a capital.
  var name: String
  /// The full name of its request.
  var input: String
  /// The full name of its response.
  var output: String
  /// Whether requests stream.
  var requestStreams: Bool
  /// Whether responses stream.
  var responseStreams: Bool
  /// What its options say about repeating it.
  var idempotency: Idempotency
  /// The lines of the comment above it.
  var comment: [String]

  /// Whether there is one request and one response.
  var isUnary: Bool { !requestStreams && !responseStreams }
}
