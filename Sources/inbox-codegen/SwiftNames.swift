/// The names that the generated Swift has.
enum SwiftNames {
  /// The type of a message or enum: its name within its package, outer messages included.
  ///
  /// Types of the standard packages whose names mean something else in Swift or in an inbox get other ones.
  static func type(_ fullName: String, package: String) -> String {
    let local = String(fullName.dropFirst(package.count + 1))
    if let renamed = renamedTypes[fullName] { return renamed }
    let parts = local.split(separator: ".").map { reservedTypes[String($0)] ?? String($0) }
    return (packagePrefixes[package] ?? "") + parts.joined(separator: ".")
  }

  /// A property or method: `page_size` is `pageSize`, `request_id` is `requestID`.
  static func member(_ name: String) -> String {
    camel(name.split(separator: "_").map { $0.lowercased() })
  }

  /// A property or method in a place that does not follow a dot.
  static func declared(_ member: String) -> String {
    keywords.contains(member) ? "`\(member)`" : member
  }

  /// The part of a method's name after `set` or `make`.
  static func capitalized(_ member: String) -> String {
    member.prefix(1).uppercased() + member.dropFirst()
  }

  /// A method of a service: `CreateNote` is `createNote`.
  static func method(_ name: String) -> String {
    name.prefix(1).lowercased() + name.dropFirst()
  }

  /// The case of an enum value: `SOURCE_GOOGLE` of `Source` is `google`.
  static func enumCase(_ value: String, prefix: String) -> String {
    let name = camel(value.dropFirst(prefix.count).split(separator: "_").map { $0.lowercased() })
    return name.first!.isNumber ? "_" + name : name
  }

  /// What all values of an enum begin with and their cases leave out: the enum's name in upper snake case.
  static func prefix(of enumeration: SchemaEnum) -> String {
    var prefix = ""
    var wasUpper = true
    for character in enumeration.name {
      if character.isUppercase && !wasUpper { prefix += "_" }
      prefix += character.uppercased()
      wasUpper = character.isUppercase
    }
    prefix += "_"
    return enumeration.values.allSatisfy { $0.name.hasPrefix(prefix) } ? prefix : ""
  }

  /// Lower-case words joined in camel case, initialisms in capitals unless they come first.
  private static func camel(_ words: [String]) -> String {
    words.enumerated().map { index, word in
      index == 0 ? word : initialisms[word] ?? word.prefix(1).uppercased() + word.dropFirst()
    }.joined()
  }

  /// Words written in capitals.
  private static let initialisms = [
    "id": "ID", "ids": "IDs", "url": "URL", "urls": "URLs", "uri": "URI", "html": "HTML", "ai": "AI", "sms": "SMS",
    "api": "API", "http": "HTTP", "smtp": "SMTP", "ip": "IP",
  ]

  /// Nested types that Swift does not allow under their own names.
  private static let reservedTypes = ["Type": "TypeValue", "Protocol": "ProtocolValue", "Self": "SelfValue"]

  /// Types whose own name is taken.
  private static let renamedTypes = [
    "google.protobuf.Any": "AnyMessage", "google.protobuf.Duration": "DurationMessage",
    "google.rpc.Status": "RPCStatus", "google.rpc.Code": "RPCCode",
    "connectrpc.conformance.v1.Error": "ErrorDefinition",
  ]

  /// What the types of a package begin with, because another package has the same names.
  private static let packagePrefixes = ["grpc.channelz.v1": "Channelz", "grpc.reflection.v1alpha": "V1Alpha"]

  /// The words that need backticks as a name.
  private static let keywords: Set<String> = [
    "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do", "else",
    "enum", "extension", "fallthrough", "false", "for", "func", "guard", "if", "import", "in", "init", "inout",
    "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public", "repeat",
    "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try",
    "typealias", "var", "where", "while",
  ]
}
