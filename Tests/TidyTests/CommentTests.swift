import Testing

/// The house is documented where it stands.
@Suite struct Comments {
  @Test("Every declaration says what it does or is; a private property may leave that to its name")
  func declarationsAreDocumented() {
    for file in SourceTree.handWrittenSwift where file.path.hasPrefix("Sources/") {
      let lines = file.lines
      let bare = DeclarationScanner.declarations(in: file.text).filter {
        !($0.isPrivate && ["let", "var"].contains($0.keyword)) && $0.keyword != "deinit" && !isDocumented($0, in: lines)
      }
      Violation.report(
        bare.map {
          Violation(path: file.path, line: $0.firstLine, message: "\($0.keyword) \($0.name) has no comment")
        })
    }
  }

  /// Whether the line above a declaration is a documentation comment; conditions of compilation are looked through.
  /// An option or argument of a command is documented by its help. Cases that follow each other share a comment.
  private func isDocumented(_ declaration: Declaration, in lines: [Substring]) -> Bool {
    let head = lines[declaration.firstLine - 1]
    if head.contains("help:") && (head.contains("@Option") || head.contains("@Argument")) { return true }
    var index = declaration.firstLine - 2
    while index >= 0 {
      let line = lines[index].drop { $0 == " " }
      if line.hasPrefix("///") || line.hasPrefix("*/") { return true }
      let isCaseOfGroup = declaration.keyword == "case" && line.hasPrefix("case ")
      if !line.hasPrefix("#if") && !isCaseOfGroup { return false }
      index -= 1
    }
    return false
  }

  @Test("Nothing is left for later in a comment")
  func nothingIsLeftForLater() {
    // Spelled apart, so that this file does not find itself.
    let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    let files =
      SourceTree.handWrittenSwift + SourceTree.files(in: "Sources", endings: [".sql", ".sh"])
      + SourceTree.files(in: "proto", endings: [".proto", ".md"])
      + SourceTree.files(in: "Tests", endings: [".py", ".sh"])
    for file in files {
      for (index, line) in file.lines.enumerated() {
        let words = line.split { !$0.isLetter }.map(String.init)
        for mark in marks where words.contains(mark) {
          Violation.report([Violation(path: file.path, line: index + 1, message: "\(mark): do it, or drop it")])
        }
      }
    }
  }
}
