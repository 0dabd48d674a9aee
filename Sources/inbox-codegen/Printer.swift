/// Lines of Swift, indented by the scope they stand in.
struct Printer {
  /// The text so far.
  private(set) var text = ""
  /// How many scopes are open.
  private var depth = 0

  /// Adds a line.
  mutating func line(_ line: String = "") {
    text += line.isEmpty ? "\n" : String(repeating: "  ", count: depth) + line + "\n"
  }

  /// Adds a scope: its opening line with a brace, what `body` adds, and the closing brace.
  mutating func scope<Failure: Error>(
    _ opening: String, _ body: (inout Printer) throws(Failure) -> Void
  ) throws(Failure) {
    line(opening + " {")
    depth += 1
    try body(&self)
    depth -= 1
    line("}")
  }

  /// Adds documentation; `fallback` stands in where the contract has none.
  mutating func documentation(_ comment: [String], fallback: String) {
    for each in comment.isEmpty ? [fallback] : comment {
      line(each.isEmpty ? "///" : "/// " + each)
    }
  }
}
