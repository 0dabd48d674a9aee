/// The names that protoc-c gives to what it generates (protobuf-c 1.4.1, `c_helpers.cc`).
enum CNames {
  /// The struct of a message or the type of an enum: `inbox.v1.NoteRevision` is `Inbox__V1__NoteRevision`.
  static func type(_ fullName: String) -> String {
    fullName.split(separator: ".").map(camel).joined(separator: "__")
  }

  /// The init function of a message: `inbox.v1.NoteRevision` has `inbox__v1__note_revision__init`.
  static func initializer(_ fullName: String) -> String {
    fullName.split(separator: ".").map(lower).joined(separator: "__") + "__init"
  }

  /// The member of a field; C and C++ keywords get an underscore.
  static func field(_ name: String) -> String {
    let lowered = name.lowercased()
    return keywords.contains(lowered) ? lowered + "_" : lowered
  }

  /// A member as Swift writes it after a dot: two names need backticks even there.
  static func swiftMember(_ member: String) -> String {
    member == "self" || member == "init" ? "`\(member)`" : member
  }

  /// The member that tells which field of a oneof is set.
  static func oneofCase(_ name: String) -> String {
    lower(Substring(name)) + "_case"
  }

  /// `two_words` as `TwoWords`; capitals stay.
  private static func camel(_ name: Substring) -> String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// `TwoWords` as `two_words`; a run of capitals is one word.
  private static func lower(_ name: Substring) -> String {
    var result = ""
    var wasUpper = true
    for character in name {
      if character.isUppercase {
        if !wasUpper { result += "_" }
        result += character.lowercased()
      } else {
        result.append(character)
      }
      wasUpper = character.isUppercase
    }
    return result
  }

  /// The words that protoc-c does not use as members.
  private static let keywords: Set<String> = [
    "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "class", "compl",
    "const", "const_cast", "continue", "default", "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit",
    "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new",
    "not", "not_eq", "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
    "return", "short", "signed", "sizeof", "static", "static_cast", "struct", "switch", "template", "this", "throw",
    "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile",
    "wchar_t", "while", "xor", "xor_eq",
  ]
}
