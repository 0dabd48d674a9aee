import Testing

/// The contract is the API's documentation: what a client's author reads is a comment in proto/.
@Suite struct Contract {
  /// The inbox's own files; the others are copies of published ones.
  static let files = SourceTree.files(in: "proto/inbox", endings: [".proto"])

  @Test(
    "Every service, rpc, message, field, enum and value of the contract has a comment", arguments: files.map(\.path))
  func everythingIsDocumented(path: String) throws {
    let lines = try #require(SourceTree.file(path)).lines.map { $0.drop { $0 == " " } }
    var statementIsOpen = false
    for (index, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("//") {
      let startsHere = !statementIsOpen
      statementIsOpen = !line.contains(";") && !line.contains("{") && !line.contains("}")
      guard startsHere, let subject = subject(of: line) else { continue }
      let isDocumented = index > 0 && lines[index - 1].hasPrefix("//")
      if !isDocumented {
        Violation.report([Violation(path: path, line: index + 1, message: "\(subject) has no comment")])
      }
    }
  }

  /// What a line declares, or nil for a line that declares nothing of its own.
  private func subject(of line: Substring) -> String? {
    let words = line.split { " ;={(".contains($0) }
    guard let first = words.first, words.count > 1 else { return nil }
    switch first {
    case "service", "rpc", "message", "enum", "oneof": return "\(first) \(words[1])"
    case "syntax", "package", "import", "option", "reserved", "extend", "returns": return nil
    default: return line.contains("=") && !line.hasPrefix("}") ? "\(words[words.count > 2 ? 1 : 0])" : nil
    }
  }

  @Test("The path of a file is its package")
  func directoryIsPackage() {
    for file in Self.files {
      let package = file.components.dropFirst().dropLast().joined(separator: ".")
      #expect(file.lines.contains("package \(package);"), "\(file.path)")
    }
  }
}
