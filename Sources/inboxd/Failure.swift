internal import ArgumentParser
internal import Glibc

/// How a start that does not succeed ends: a sentence on standard error, and exit code 1.
enum Failure {
  /// Runs a step of the start; what it throws is printed and becomes the exit.
  static func exits<Result>(_ step: () throws -> Result) throws -> Result {
    do {
      return try step()
    } catch {
      let line = "inboxd: \(error)\n"
      _ = unsafe write(2, line, line.utf8.count)
      throw ExitCode(1)
    }
  }
}
