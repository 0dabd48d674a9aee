import Testing

/// One idea a file, one screen a function.
@Suite struct Lengths {
  /// The lines a hand-written file may have; 120 is usual.
  static let fileLinesMax = 400
  /// The lines a function may have.
  static let functionLinesMax = 70

  @Test("No file is longer than 400 lines")
  func files() {
    Violation.report(
      SourceTree.handWrittenSwift.filter { $0.lineCount > Self.fileLinesMax }.map {
        Violation(
          path: $0.path, line: Self.fileLinesMax, message: "\($0.lineCount) lines: this holds more than one idea")
      })
  }

  @Test("No function is longer than 70 lines")
  func functions() {
    for file in SourceTree.handWrittenSwift {
      let long = DeclarationScanner.declarations(in: file.text).filter {
        $0.isFunction && $0.lineCount > Self.functionLinesMax
      }
      Violation.report(
        long.map {
          Violation(path: file.path, line: $0.firstLine, message: "\($0.name) takes \($0.lineCount) lines")
        })
    }
  }
}
