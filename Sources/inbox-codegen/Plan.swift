// The plan: every name and every shape of the Swift to come, decided before a line of it is printed.
//
//     descriptor set ─▶ Schema (what the contract says) ─▶ Plan (what the Swift will be) ─▶ Printer (text)
//
// The planner resolves types across files, refuses what cannot be expressed, and picks names; the printer only
// lays out text. A mistake in a contract therefore ends in a sentence that names the message and field, never in Swift
// that does not compile.

/// A Swift file to come, for one proto file.
struct PlannedFile {
  /// The proto file it is made from.
  var source: String
  /// Modules it imports, each with its access level.
  var imports: [String]
  /// Its top-level messages.
  var messages: [PlannedMessage]
  /// Its top-level enums.
  var enums: [PlannedEnum]
  /// Its services.
  var services: [PlannedService]

  /// The name of the Swift file: the path of the proto file with dots, since file names in a module are unique.
  var name: String {
    source.dropLast(".proto".count).split(separator: "/").joined(separator: ".") + ".swift"
  }
}

/// A wrapper to come, for a message.
struct PlannedMessage {
  /// Its own Swift name.
  var name: String
  /// Its Swift name with outer messages.
  var qualifiedName: String
  /// Its name in the contract.
  var fullName: String
  /// The C struct.
  var cType: String
  /// The C function that initialises the struct.
  var cInitializer: String
  /// The lines of its documentation.
  var comment: [String]
  /// Its fields.
  var fields: [PlannedField]
  /// Its oneofs of more than one member.
  var choices: [PlannedChoice]
  /// Messages declared in it.
  var messages: [PlannedMessage]
  /// Enums declared in it.
  var enums: [PlannedEnum]
  /// Whether it is the entry of a map field.
  var isMapEntry: Bool
  /// Where the resource stands that a request is about, if the message is such a request.
  var address: PlannedAddress?
  /// Whether it is a request with a `request_id`.
  var isIdentified = false
}

/// Where a request names the resource it is about.
struct PlannedAddress {
  /// The path of the field in the contract; empty if there is none.
  let field: String
  /// The expression that reads it.
  let expression: String
}

/// The accessors to come for a field.
struct PlannedField {
  /// How presence shows.
  enum Presence: Equatable {
    /// The field always has a value; a message is optional.
    case plain
    /// The field is a list.
    case repeated
    /// The field is a member of a oneof, told by this member of the struct.
    case oneof(caseMember: String)
  }

  /// Its name in the contract.
  var protoName: String
  /// Its Swift name.
  var name: String
  /// The member of the C struct.
  var member: String
  /// Its number on the wire.
  var number: Int32
  /// Its place among the fields of the message in the order of their numbers.
  var rank: Int
  /// What its value is.
  var kind: SchemaField.Kind
  /// The Swift type of its value.
  var type: String
  /// How presence shows.
  var presence: Presence
  /// The lines of its documentation.
  var comment: [String]
}

/// The Swift enum to come for a oneof of more than one member.
struct PlannedChoice {
  /// The name of the enum.
  var typeName: String
  /// The name of the property.
  var name: String
  /// Its name in the contract.
  var protoName: String
  /// The member of the C struct that tells which is set.
  var caseMember: String
  /// The lines of its documentation.
  var comment: [String]
  /// The fields it chooses from.
  var fields: [PlannedField]
}

/// The Swift enum to come for an enum.
struct PlannedEnum {
  /// A case for a value; a second name for the same number is a static property.
  struct Case {
    /// Its Swift name.
    var name: String
    /// Its number on the wire.
    var number: Int32
    /// The case it is another name of.
    var aliasOf: String?
    /// The lines of its documentation.
    var comment: [String]
  }

  /// Its own Swift name.
  var name: String
  /// The lines of its documentation.
  var comment: [String]
  /// Its cases.
  var cases: [Case]
}

/// The protocol and the method table to come for a service.
struct PlannedService {
  /// Its name.
  var name: String
  /// Its name with its package.
  var fullName: String
  /// The lines of its documentation.
  var comment: [String]
  /// Its methods.
  var methods: [PlannedMethod]
  /// Whether a protocol for handlers is printed, or only the method table.
  var hasProtocol: Bool
}

/// A method to come.
struct PlannedMethod {
  /// Its Swift name.
  var name: String
  /// What the contract says of it.
  var schema: SchemaMethod
  /// The Swift type of the request.
  var input: String
  /// The Swift type of the response.
  var output: String
}
