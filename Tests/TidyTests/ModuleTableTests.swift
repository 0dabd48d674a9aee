import Foundation
import Testing

/// The module table of README.md tells a newcomer where the work is; its figures are counted, not remembered.
///
/// `make fix` writes the counts (it sets TIDY_FIX); the test lets them drift a little, so that not every commit has
/// to touch the table.
@Suite struct ModuleTable {
  /// The lines of a module that people write.
  static func lineCount(of module: String) -> Int {
    SourceTree.files(in: "Sources/\(module)", endings: [".swift", ".c", ".h", ".modulemap", ".sql", ".sh"])
      .filter { !$0.components.contains("Generated") && !$0.path.contains(".pb-c.") }
      .map(\.lineCount).reduce(0, +)
  }

  @Test("README.md names every module with about the right number of lines")
  func lineCounts() throws {
    if ProcessInfo.processInfo.environment["TIDY_FIX"] != nil { try rewrite() }
    let file = try #require(SourceTree.file("README.md"))
    let table = try #require(MarkdownTable(in: file, heading: ["module", "lines"]))
    let names = table.rows.flatMap { MarkdownTable.names(in: $0[0]) }
    #expect(try names.sorted() == SourceTree.directories(in: "Sources"))
    for row in table.rows {
      let modules = MarkdownTable.names(in: row[0])
      let counted = modules.map(Self.lineCount).reduce(0, +)
      let written = Int(row[1].filter { $0 != "," }) ?? 0
      #expect(
        abs(counted - written) <= max(60, counted / 5),
        "\(row[0]) has \(counted) lines, README.md says \(row[1]): run `make fix`")
    }
  }

  /// Puts the counts into README.md.
  private func rewrite() throws {
    let file = try #require(SourceTree.file("README.md"))
    var isInside = false
    let lines = file.lines.map { line -> String in
      guard line.hasPrefix("|") else {
        isInside = false
        return String(line)
      }
      let cells = MarkdownTable.cells(of: line)
      let modules = MarkdownTable.names(in: cells[0])
      defer { isInside = isInside || cells.starts(with: ["module", "lines"]) }
      guard isInside, !modules.isEmpty, cells.count >= 2 else { return String(line) }
      let counted = modules.map(Self.lineCount).reduce(0, +)
      return "| " + ([cells[0], grouped(counted)] + cells.dropFirst(2)).joined(separator: " | ") + " |"
    }
    try lines.joined(separator: "\n")
      .write(to: SourceTree.root.appending(path: "README.md"), atomically: true, encoding: .utf8)
  }

  /// A number with commas between its thousands.
  private func grouped(_ number: Int) -> String {
    number < 1000 ? "\(number)" : grouped(number / 1000) + "," + String("\(1000 + number % 1000)".dropFirst())
  }
}
