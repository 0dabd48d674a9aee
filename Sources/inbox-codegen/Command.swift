private import Foundation

/// The command line: `inbox-codegen swift …` and `inbox-codegen array …`.
@main
enum Command {
  /// Runs the command; on a mistake prints it and exits with 1.
  static func main() {
    do {
      let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
      switch arguments.command {
      case "swift": try generateSwift(arguments)
      case "array": try generateArray(arguments)
      default: throw GeneratorError(Self.usage)
      }
    } catch {
      FileHandle.standardError.write(Data("inbox-codegen: \(error)\n".utf8))
      exit(1)
    }
  }

  /// How to call the program.
  private static let usage = """
    usage:
      inbox-codegen swift --set FILE --output DIRECTORY --c-module MODULE [--base-module MODULE]
                          [--handlers] [--prefix PATH]... [--unaddressed MESSAGE]...
        writes the Swift for each proto whose path begins with a prefix, and removes files it no longer makes
      inbox-codegen array --set FILE --output DIRECTORY --name NAME
        writes NAME.h and NAME.c with the set as a C array
    """

  /// Writes the Swift files and removes those of protos that are gone.
  private static func generateSwift(_ arguments: Arguments) throws {
    let options = GeneratorOptions(
      prefixes: arguments.all("prefix"), cModule: try arguments.one("c-module"),
      baseModule: arguments.all("base-module").first ?? "", hasHandlers: arguments.has("handlers"),
      unaddressed: Set(arguments.all("unaddressed")))
    let directory = URL(fileURLWithPath: try arguments.one("output"), isDirectory: true)
    let files = try Generator.swift(try bytes(of: arguments), options: options)
    let manager = FileManager.default
    try manager.createDirectory(at: directory, withIntermediateDirectories: true)
    let names = Set(files.map(\.name))
    for old in try manager.contentsOfDirectory(atPath: directory.path) where !names.contains(old) {
      try manager.removeItem(at: directory.appendingPathComponent(old))
    }
    for file in files { try write(file.text, to: directory.appendingPathComponent(file.name)) }
  }

  /// Writes the descriptor set as a C array.
  private static func generateArray(_ arguments: Arguments) throws {
    let name = try arguments.one("name")
    let directory = URL(fileURLWithPath: try arguments.one("output"), isDirectory: true)
    let source = DescriptorArray.source(try bytes(of: arguments), prefix: name, header: "\(name).h")
    try write(DescriptorArray.header(prefix: name), to: directory.appendingPathComponent("\(name).h"))
    try write(source, to: directory.appendingPathComponent("\(name).c"))
  }

  /// The bytes of the set.
  private static func bytes(of arguments: Arguments) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: try arguments.one("set"))))
  }

  /// Writes a file unless it has that text already, so that nothing is compiled again for nothing.
  private static func write(_ text: String, to file: URL) throws {
    if let old = try? Data(contentsOf: file), old == Data(text.utf8) { return }
    try Data(text.utf8).write(to: file)
  }
}

/// The words of a command line: a command, and options of which each may come more than once.
struct Arguments {
  /// The first word.
  let command: String
  /// The values of each option; an option without one is there with none.
  private var options: [String: [String]] = [:]

  /// Reads the words after the program's name.
  init(_ words: [String]) throws(GeneratorError) {
    command = words.first ?? ""
    var option: String?
    for word in words.dropFirst() {
      if word.hasPrefix("--") {
        option = String(word.dropFirst(2))
        options[option ?? "", default: []] += []
      } else if let name = option {
        options[name, default: []].append(word)
      } else {
        throw GeneratorError("'\(word)' belongs to no option")
      }
    }
  }

  /// Whether an option is there.
  func has(_ option: String) -> Bool { options[option] != nil }

  /// The values of an option.
  func all(_ option: String) -> [String] { options[option] ?? [] }

  /// The value of an option that must be there once.
  func one(_ option: String) throws(GeneratorError) -> String {
    guard let values = options[option], values.count == 1 else { throw GeneratorError("--\(option) is missing") }
    return values[0]
  }
}
