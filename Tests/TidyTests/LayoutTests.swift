import Foundation
import Testing

/// What lies where.
@Suite struct Layout {
  /// What may lie at the top level: the sources, and what tools expect there.
  static let topLevel: Set = [
    "Package.swift", "Makefile", "README.md", "LICENSE", "Sources", "Tests", "proto",
    ".ci", ".gitignore", ".swift-format",
    // Made here and ignored by git.
    ".git", ".build", ".swiftpm", ".venv", ".inboxd", ".pytest_cache", "Package.resolved",
  ]

  @Test("The top level holds the agreed names and nothing else")
  func topLevelNames() throws {
    let extra = try SourceTree.topLevelNames().filter { !Self.topLevel.contains($0) }
    #expect(extra.isEmpty)
  }

  @Test("No directory of tests is empty")
  func testDirectories() throws {
    let suites = try SourceTree.directories(in: "Tests")
    for suite in suites where suite.hasSuffix("Tests") {
      #expect(!SourceTree.files(in: "Tests/\(suite)", endings: [".swift"]).isEmpty, "\(suite) is empty")
    }
  }

  @Test("Code under Generated says that a generator wrote it, and other code does not")
  func generatedCodeIsMarked() {
    let files = SourceTree.files(in: "Sources", endings: [".swift", ".c", ".h"])
    for file in files {
      let isGenerated = file.components.contains("Generated") || file.path.contains(".pb-c.")
      let head = file.text.prefix(400).lowercased()
      let isMarked = head.contains("generated") && head.contains("do not edit")
      if isGenerated != isMarked {
        Violation.report([
          Violation(
            path: file.path, line: 1,
            message: isGenerated ? "has no generator's mark at its top" : "is marked as generated, but is not kept so")
        ])
      }
    }
  }

  @Test("Migrations are numbered without a gap, and say in their names what they do")
  func migrations() throws {
    let names = SourceTree.files(in: "Sources", endings: [".sql"])
      .filter { $0.path.contains("/Migrations/") }.compactMap { $0.components.last }
    for (index, name) in names.enumerated() {
      let number = String(format: "v%04d_", index + 1)
      #expect(name.hasPrefix(number) && name.count > number.count + ".sql".count, "\(name)")
    }
  }

  @Test("SQL keywords are in upper case")
  func sqlKeywords() {
    let keywords: Set = [
      "select", "insert", "update", "delete", "create", "table", "from", "where", "primary", "references", "unique",
      "strict", "values", "into", "not", "null", "check", "integer", "text", "blob",
    ]
    for file in SourceTree.files(in: "Sources", endings: [".sql"]) {
      for (index, line) in file.lines.enumerated() {
        let code = line.prefix(while: { $0 != "'" }).split(separator: "--", omittingEmptySubsequences: false)[0]
        let words = code.split { !$0.isLetter && $0 != "_" }.map(String.init)
        if let word = words.first(where: keywords.contains) {
          Violation.report([Violation(path: file.path, line: index + 1, message: "write \(word.uppercased())")])
        }
      }
    }
  }
}
