/// A table in one of the repository's own Markdown files.
struct MarkdownTable {
  /// The trimmed cells of each row, the heading and the rule below it left out.
  let rows: [[String]]

  /// The first table of a file whose heading starts with these cells, or nil when there is none.
  init?(in file: SourceFile, heading: [String]) {
    var rows: [[String]] = []
    var isInside = false
    for line in file.lines {
      guard line.hasPrefix("|") else {
        if isInside { break }
        continue
      }
      let cells = Self.cells(of: line)
      if isInside {
        rows.append(cells)
      } else {
        isInside = cells.starts(with: heading)
      }
    }
    guard isInside else { return nil }
    self.rows = Array(rows.dropFirst())
  }

  /// The cells of one line.
  static func cells(of line: Substring) -> [String] {
    line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map { cell in
      String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// The words of a cell that stand between backticks.
  static func names(in cell: String) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.map { String($0.element) }
  }
}
