import Testing

/// One `import` line.
struct ImportLine {
  /// The module that is imported, also when only one declaration of it is.
  let module: String
  /// The access level in front, if there is one.
  let level: String?
  /// The line, counted from 1.
  let line: Int

  private static let levels: Set = ["public", "package", "internal", "fileprivate", "private"]

  /// The imports of a Swift source.
  static func all(in file: SourceFile) -> [ImportLine] {
    var tokens = Token.all(in: file.text)[...]
    var found: [ImportLine] = []
    while let index = tokens.firstIndex(where: { $0.text == "import" }) {
      let before = tokens[..<index].last { $0.line == tokens[index].line && levels.contains($0.text) }
      let rest = tokens[(index + 1)...].prefix { $0.line == tokens[index].line }
      let kinds: Set = ["struct", "enum", "class", "protocol", "func", "var", "let", "typealias"]
      if let name = rest.first(where: { !kinds.contains($0.text) }) {
        found.append(ImportLine(module: name.text, level: before?.text, line: name.line))
      }
      tokens = tokens[(index + 1)...]
    }
    return found
  }
}

/// The import table of Sources/README.md is the architecture; the package manager does not hold it, since it lets
/// a target import whatever its dependencies depend on.
@Suite struct Imports {
  /// What each module may import, read from the table.
  static let table: [String: Set<String>] = {
    guard let file = SourceTree.file("Sources/README.md"),
      let table = MarkdownTable(in: file, heading: ["module", "imports"])
    else { return [:] }
    var allowed: [String: Set<String>] = [:]
    for row in table.rows where row.count >= 2 {
      for module in MarkdownTable.names(in: row[0]) {
        allowed[module] = Set(MarkdownTable.names(in: row[1]))
      }
    }
    return allowed
  }()

  @Test("The import table names every module, and no module that is gone")
  func tableIsComplete() throws {
    #expect(try SourceTree.directories(in: "Sources") == Self.table.keys.sorted())
  }

  @Test("A module imports what the table allows, and the table allows nothing that no file needs")
  func importsFollowTheTable() throws {
    for module in try SourceTree.directories(in: "Sources") {
      let allowed = Self.table[module] ?? []
      var used: Set<String> = []
      for file in SourceTree.files(in: "Sources/\(module)", endings: [".swift"]) {
        let imports = ImportLine.all(in: file)
        used.formUnion(imports.map(\.module))
        Violation.report(
          imports.filter { !allowed.contains($0.module) }.map {
            Violation(path: file.path, line: $0.line, message: "\(module) may not import \($0.module)")
          })
      }
      let isSwift = !SourceTree.files(in: "Sources/\(module)", endings: [".swift"]).isEmpty
      if isSwift {
        #expect(allowed.subtracting(used).isEmpty, "\(module) has no file that imports these")
      }
    }
  }

  @Test("Every import of a module says how far it shows")
  func importsCarryAnAccessLevel() {
    for file in SourceTree.handWrittenSwift where file.path.hasPrefix("Sources/") {
      Violation.report(
        ImportLine.all(in: file).filter { $0.level == nil }.map {
          Violation(
            path: file.path, line: $0.line, message: "write internal import \($0.module), or public where it must be")
        })
    }
  }
}
