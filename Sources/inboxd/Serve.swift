internal import ArgumentParser
internal import GRPCServer
internal import Glibc
internal import InboxStore
internal import Logging
internal import Net

/// `inboxd serve`: opens the data directory and answers calls until SIGINT or SIGTERM.
struct Serve: ParsableCommand {
  /// How it is called.
  static let configuration = CommandConfiguration(
    abstract: "Serves the inbox until it is told to stop (SIGINT, SIGTERM).",
    discussion: """
      Each option can be set by an environment variable too; the option wins. On a new data directory the sample \
      workspace workspaces/demo is made, with the administrator users/admin.

      No credential is needed on a loopback address. Any other address needs --insecure: calls there are neither \
      encrypted nor authenticated.
      """)

  @Option(help: "Where to listen: ADDRESS:PORT; port 0 takes a free one. [INBOXD_LISTEN]")
  var listen: String?

  @Option(help: "The data directory; made if missing. [INBOXD_DATA]")
  var data: String?

  @Option(help: "Event loops, from 1 to 64; the default is one for each processor. [INBOXD_LOOPS]")
  var loops: Int?

  /// `--insecure`.
  @Flag(help: "Listen on an address that others can reach, without TLS.")
  var insecure = false

  /// `--no-sample`.
  @Flag(help: "Make no sample workspace on a new data directory.")
  var noSample = false

  /// Serves, and returns when the server has stopped.
  func run() throws {
    let settings = try Settings(self)
    // Before the first thread starts: all of them inherit that the signals wait for `wait()`.
    let signals = StopSignals()
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let service = try Service(settings, logger: Logger(label: "inboxd"))
    service.start()
    let signal = signals.wait()
    _ = Thread(name: "second-signal") {
      _ = signals.wait()
      _exit(130)  // Asked twice: at once. Nothing acknowledged is lost; it is on disk.
    }
    service.stop(signal: signal)
  }
}
