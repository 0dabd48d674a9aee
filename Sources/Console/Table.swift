/// Rows of text in columns. On a terminal they fit its width: the flexible column takes what is left, and where that is
/// too little the widest others give way.
public struct Table {
  /// One column.
  public struct Column: Sendable {
    /// What stands above it.
    let title: String
    /// The most columns of the terminal it takes.
    let widthMax: Int
    /// Whether its texts stand on the right.
    let isRight: Bool

    /// A column of at most `widthMax` columns of the terminal; numbers stand on the right.
    public init(_ title: String, widthMax: Int = 24, isRight: Bool = false) {
      self.title = title
      self.widthMax = widthMax
      self.isRight = isRight
    }
  }

  private let columns: [Column]
  private let flexible: Int?
  private var rows: [[(text: String, style: Terminal.Style?)]] = []

  /// A table; the last column takes the rest of the line if `lastIsFlexible`.
  public init(_ columns: [Column], lastIsFlexible: Bool = false) {
    self.columns = columns
    flexible = lastIsFlexible ? columns.count - 1 : nil
  }

  /// Adds a row. The texts may be anybody's.
  public mutating func append(_ cells: [String], styles: [Int: Terminal.Style] = [:]) {
    rows.append(cells.enumerated().map { (SafeText.line($1), styles[$0]) })
  }

  /// Whether there is no row.
  public var isEmpty: Bool { rows.isEmpty }

  /// The lines to print, heading first.
  public func lines(on terminal: Terminal) -> [String] {
    let widths = widths(within: terminal.columns)
    let heading = columns.map { (text: $0.title, style: Terminal.Style?.some(.bold)) }
    return ([heading] + rows).map { row in
      var line = ""
      for (index, cell) in row.enumerated() where widths[index] > 0 {
        let isLast = index == row.count - 1
        if !line.isEmpty { line += "  " }
        var text = TextWidth.fitted(cell.text, to: widths[index])
        if columns[index].isRight {
          let spaces = text.reversed().prefix { $0 == " " }.count
          text = String(repeating: " ", count: spaces) + text.dropLast(spaces)
        } else if isLast {
          while text.last == " " { text.removeLast() }
        }
        line += terminal.styled(text, cell.style)
      }
      return line
    }
  }

  /// How wide each column is; 0 for one that has no room.
  private func widths(within total: Int?) -> [Int] {
    var widths = columns.indices.map { index in
      let widest = rows.map { TextWidth.columns($0[index].text) }.max() ?? 0
      return max(TextWidth.columns(columns[index].title), min(widest, columns[index].widthMax))
    }
    guard let total else { return widths }
    if let flexible { widths[flexible] = min(widths[flexible], 12) }
    func used() -> Int { widths.reduce(0, +) + 2 * (widths.filter { $0 > 0 }.count - 1) }
    while used() > total, let widest = widths.indices.dropFirst().max(by: { widths[$0] < widths[$1] }),
      widths[widest] > 4
    {
      widths[widest] -= 1
    }
    while used() > total, let last = widths.lastIndex(where: { $0 > 0 }), last > 0 { widths[last] = 0 }
    if let flexible, widths[flexible] > 0 {
      let wanted = min(rows.map { TextWidth.columns($0[flexible].text) }.max() ?? 0, columns[flexible].widthMax)
      widths[flexible] = max(widths[flexible], min(wanted, widths[flexible] + total - used()))
    }
    return widths
  }
}
