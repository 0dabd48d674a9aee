internal import ArgumentParser
internal import Glibc

/// Finds each setting's value: the option if it is given, else the environment variable, else the default; and remembers
/// where it came from. The variable of `--tls-key` is `INBOXD_TLS_KEY`; an empty one counts as not set.
struct SettingReader {
  /// A setting that is in force.
  struct Line {
    /// Its name, as in `--name`.
    let name: String
    /// Its value as text; empty when there is none.
    let value: String
    /// Where the value came from, for people.
    let origin: String
  }

  /// What was asked for so far, in that order.
  private(set) var lines: [Line] = []

  private let variables: (String) -> String?

  /// Reads the environment of the process, or another one.
  init(variables: @escaping (String) -> String? = SettingReader.processVariable) {
    self.variables = variables
  }

  /// A setting that is text; nil without a default.
  mutating func text(_ name: String, _ option: String?, default standard: String? = nil) throws -> String? {
    let variable = variables(Self.variableName(name))
    let value = option ?? variable ?? standard
    note(name, value ?? "", option != nil, variable != nil)
    if let value, value.isEmpty { throw Self.error(name, value, "must not be empty") }
    return value
  }

  /// A secret: what the file named by the option or the environment holds, else the environment variable of its own name.
  /// It has no option and is never printed.
  mutating func secret(_ name: String, file option: String?) throws -> String? {
    let path = try text(name + "-file", option)
    let variable = variables(Self.variableName(name))
    let secret = try path.map { try Self.firstLine(of: $0, for: name + "-file") } ?? variable
    note(name, secret == nil ? "" : "(not shown)", false, path == nil && variable != nil)
    if let secret, !secret.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) {
      throw Self.error(name, "(not shown)", "must not hold control characters")
    }
    return secret
  }

  /// The first line of a file.
  private static func firstLine(of path: String, for name: String) throws -> String {
    guard let file = unsafe fopen(path, "r") else { throw error(name, path, "must be a file that can be read") }
    defer { unsafe fclose(file) }
    var buffer = [CChar](repeating: 0, count: 8_192)
    guard unsafe fgets(&buffer, Int32(buffer.count), file) != nil else { throw error(name, path, "must hold a line") }
    return String(
      decoding: buffer.prefix { $0 != 0 && $0 != 10 && $0 != 13 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// A setting that is a whole number of a range, written with `radix`.
  mutating func number(
    _ name: String, _ option: String?, default standard: Int, in range: ClosedRange<Int>, radix: Int = 10
  ) throws -> Int {
    let text = try text(name, option, default: String(standard, radix: radix)) ?? ""
    guard let number = Int(text, radix: radix), range.contains(number) else {
      let bounds = [range.lowerBound, range.upperBound].map { String($0, radix: radix) }
      throw Self.error(
        name, text, "must be \(radix == 8 ? "an octal" : "a") number from \(bounds[0]) to \(bounds[1])")
    }
    return number
  }

  /// A setting that is on or off.
  mutating func flag(_ name: String, _ option: Bool) throws -> Bool {
    let variable = variables(Self.variableName(name))
    let value = option ? "true" : variable ?? "false"
    note(name, value, option, variable != nil)
    guard value == "true" || value == "false" else { throw Self.error(name, value, "must be true or false") }
    return value == "true"
  }

  /// A setting that is one word of several; the first unless `standard` says another.
  mutating func choice(
    _ name: String, _ option: String?, of words: [String], default standard: String? = nil
  ) throws -> String {
    let word = try text(name, option, default: standard ?? words[0]) ?? ""
    guard words.contains(word) else { throw Self.error(name, word, "must be one of \(words.joined(separator: ", "))") }
    return word
  }

  /// A setting that is a list; in the environment its items are separated by commas.
  mutating func list(_ name: String, _ options: [String], default standard: [String]) -> [String] {
    let variable = variables(Self.variableName(name))?.split(separator: ",").map(String.init)
    let value = options.isEmpty ? variable ?? standard : options
    note(name, value.joined(separator: ","), !options.isEmpty, variable != nil)
    return value
  }

  /// An error that names the setting, its value and what is wrong.
  static func error(_ name: String, _ value: String, _ rule: String) -> ValidationError {
    ValidationError("--\(name) (\(variableName(name))) is \"\(value)\": it \(rule).")
  }

  /// The environment variable of a setting.
  private static func variableName(_ name: String) -> String {
    "INBOXD_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
  }

  /// Remembers where a value came from.
  private mutating func note(_ name: String, _ value: String, _ isOption: Bool, _ isVariable: Bool) {
    let origin = isOption ? "option --\(name)" : isVariable ? "environment \(Self.variableName(name))" : "default"
    lines.append(Line(name: name, value: value, origin: origin))
  }

  /// An environment variable of the process; nil when it is not set or empty.
  static func processVariable(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}
