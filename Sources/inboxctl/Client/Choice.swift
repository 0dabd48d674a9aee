internal import ArgumentParser
internal import Protobuf

/// A value of an enum of the contract as an argument: `my-inbox` for MY_INBOX.
struct Choice<Value: ProtoEnum>: ExpressibleByArgument {
  /// The value.
  let value: Value

  /// A value that the program chooses.
  init(_ value: Value) { self.value = value }

  /// Reads a value; case does not matter, nor whether words are joined by `-` or `_`.
  init?(argument: String) {
    let wanted = argument.lowercased().replacing("_", with: "-")
    guard let value = Value.allCases.first(where: { Self.text($0) == wanted && $0.rawValue != 0 }) else { return nil }
    self.value = value
  }

  /// What may be given.
  static var allValueStrings: [String] { Value.allCases.filter { $0.rawValue != 0 }.map(text) }

  /// The value as it is given.
  var defaultValueDescription: String { Self.text(value) }

  /// A value in words: `myInbox` as `my-inbox`.
  static func text(_ value: Value) -> String {
    "\(value)".reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : String($1) }
  }
}
