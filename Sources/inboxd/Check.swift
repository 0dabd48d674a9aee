internal import ArgumentParser
internal import InboxStore

/// `inboxd check`: whether everything in a data directory or a backup fits together.
struct Check: ParsableCommand {
  /// How it is called.
  static let configuration = CommandConfiguration(
    abstract: "Looks at everything in a data directory, or in a backup, and says what is wrong.",
    discussion: """
      Reads all pages, compares counts with a recount, event sequences with their counters, deliveries with messages, the \
      search index with the texts and attachments with their digests. Changes nothing. The server must not run; to check \
      a running one, make a backup and check that. Exit code 0 if nothing is wrong, 2 if something is, 1 if the check \
      could not be made.
      """)

  /// Exit code when something is wrong.
  private static let damaged: Int32 = 2

  /// What is looked at.
  @OptionGroup var directory: DataDirectory

  @Argument(help: "The backup to look at instead of the data directory.")
  var backup: String?

  /// Prints a line for each check, and below it what is wrong.
  func run() throws {
    let path = try backup ?? directory.path()
    let findings = try Failure.exits { () throws(SafetyError) in try StoppedStore(path).check { Progress.show($0) } }
    Progress.end()
    for finding in findings {
      let verdict = finding.faultCount == 0 ? "ok" : "\(finding.faultCount) WRONG"
      let name = finding.name + String(repeating: " ", count: max(0, 12 - finding.name.count))
      print("\(name) \(verdict)\(finding.remark.isEmpty ? "" : "  (\(finding.remark))")")
      for fault in finding.faults { print("             \(fault)") }
      let rest = finding.faultCount - finding.faults.count
      if rest > 0 { print("             and \(rest) more") }
    }
    if findings.contains(where: { $0.faultCount > 0 }) { throw ExitCode(Self.damaged) }
  }
}
