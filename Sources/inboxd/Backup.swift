internal import Admin
internal import ArgumentParser
internal import Glibc
internal import InboxStore

/// The data directory of a command that works on one.
struct DataDirectory: ParsableArguments {
  @Option(help: "The data directory. [INBOXD_DATA]")
  var data: String?

  /// Where it is.
  func path() throws -> String {
    var reader = SettingReader()
    return try reader.text("data", data) ?? "./.inboxd"
  }
}

/// `inboxd backup`: a copy of everything, whole, while the server goes on.
struct Backup: ParsableCommand {
  /// How it is called.
  static let configuration = CommandConfiguration(
    abstract: "Copies the data directory, attachments included, while its server goes on writing.",
    discussion: """
      The backup is a directory that must not be there yet, and appears when everything in it was read back and is on \
      disk. It holds what was acknowledged before the command began. A server that runs makes it itself, as its own user; \
      without one the command does. What the backup needs to be used is `inboxd restore`; `inboxd check` looks at it.
      """)

  /// What is copied.
  @OptionGroup var directory: DataDirectory

  @Argument(help: "The directory to make.")
  var target: String

  /// Makes the backup.
  func run() throws {
    let path = try directory.path()
    let target = try Failure.exits { try Self.absolute(self.target) }
    let said = try Failure.exits { () throws -> String in
      do throws(SafetyError) {
        let summary = try StoppedStore(path).backUp(to: target) { Progress.show($0) }
        return Self.sentence(summary)
      } catch .store(.inUse) {
        return try Self.askServer(of: path, for: target)
      }
    }
    Progress.end()
    print("\(target): \(said)")
  }

  /// What a backup holds.
  static func sentence(_ summary: BackupSummary) -> String {
    "the database and \(summary.files) attachment\(summary.files == 1 ? "" : "s") of \(summary.fileBytes) bytes, read back"
  }

  /// Has the running server make it.
  private static func askServer(of path: String, for target: String) throws -> String {
    let answer = OperatorSocket.ask(path, "backup " + target) { Progress.show($0) }
    guard let answer else {
      throw CommandFailure(
        "the server of \(path) is there and did not answer: it may be starting, or have been stopped")
    }
    guard answer.hasPrefix("ok ") else { throw CommandFailure(String(answer.drop { $0 != " " }.dropFirst())) }
    return String(answer.dropFirst(3))
  }

  /// A path that means the same to another process; links in it stay.
  private static func absolute(_ path: String) throws -> String {
    guard !path.contains("\n") else { throw CommandFailure("the name of a backup is one line") }
    let trimmed = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    if trimmed.hasPrefix("/") { return trimmed }
    guard let current = unsafe getcwd(nil, 0) else { throw CommandFailure("the current directory is gone") }
    defer { unsafe free(current) }
    return unsafe String(cString: current) + "/" + trimmed
  }

  /// What a server does when the operator asks.
  static func carryOut(_ command: String, of store: Store, _ say: @escaping (String) -> Bool) -> String {
    guard command.hasPrefix("backup /") else { return "error this server knows only: backup PATH" }
    do throws(SafetyError) {
      return "ok " + sentence(try store.backUp(to: String(command.dropFirst(7)), while: say))
    } catch {
      return "error " + error.description.split(separator: "\n").joined(separator: " ")
    }
  }
}

/// `inboxd restore`: a data directory from a backup.
struct Restore: ParsableCommand {
  /// How it is called.
  static let configuration = CommandConfiguration(
    abstract: "Makes a data directory from a backup.",
    discussion: """
      Checks the backup first, and refuses a damaged one. The data directory must not be there, or be empty: nothing is \
      ever overwritten. It appears when it is whole; then start the server on it.
      """)

  /// What is made.
  @OptionGroup var directory: DataDirectory

  @Argument(help: "The backup.")
  var backup: String

  /// Restores.
  func run() throws {
    let path = try directory.path()
    let summary = try Failure.exits { () throws(SafetyError) in
      try StoppedStore(backup).restore(to: path) { Progress.show($0) }
    }
    Progress.end()
    print("\(path): \(Backup.sentence(summary))")
  }
}

/// Why a command did not come to its end.
struct CommandFailure: Error, CustomStringConvertible {
  /// The sentence.
  let description: String

  /// A failure with its sentence.
  init(_ description: String) { self.description = description }
}

/// A line that tells how far a command is, on a terminal only.
enum Progress {
  /// Shows a line in place of the one before.
  static func show(_ line: String) -> Bool {
    if isatty(2) == 1 { write("\r\u{1B}[K" + line) }
    return true
  }

  /// The same for those who give nothing up.
  static func show(_ line: String) { _ = show(line) as Bool }

  /// Takes the line away.
  static func end() { if isatty(2) == 1 { write("\r\u{1B}[K") } }

  /// Writes to standard error.
  private static func write(_ text: String) { _ = unsafe Glibc.write(2, text, text.utf8.count) }
}
