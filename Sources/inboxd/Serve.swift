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

      Callers on this machine need no credential until the first API key was created (inboxd keys, CreateApiKey); others \
      always do, unless --insecure is given. Plain text is served on loopback addresses and unix sockets only, unless \
      --insecure is given. SIGHUP reads the \
      certificate and its key anew; so does a change of the files, within ten seconds.
      """)

  private static let lookAtFilesMilliseconds = 10_000
  /// By when the loops are under way.
  private static let settleMilliseconds = 1_000

  /// What to serve, and where.
  @OptionGroup var options: Options

  /// Serves, and returns when the server has stopped.
  func run() throws {
    let manager = ServiceManager()
    let settings = try Settings(options, hasSockets: !manager.sockets.isEmpty)
    // Before the first thread starts: all of them inherit that the signals wait for `wait`.
    let signals = StopSignals(andReload: true)
    LoggingSystem.bootstrap { _ in LineLogHandler(settings.logForm, level: settings.logLevel) }
    let service = try Service(settings, manager, logger: Logger(label: "inboxd"))
    service.start()
    var hasSettled = false
    while true {
      switch signals.wait(milliseconds: hasSettled ? Self.lookAtFilesMilliseconds : Self.settleMilliseconds) {
      case .reload: service.reload()
      case nil where hasSettled: service.reloadWhatChanged()
      case nil:
        service.settle()
        hasSettled = true
      case .stop(let number): return stop(service, signals, number)
      }
    }
  }

  /// Ends in order, or at once when told a second time.
  private func stop(_ service: Service, _ signals: StopSignals, _ number: Int32) {
    _ = Thread(name: "second-signal") {
      _ = signals.wait()
      _exit(130)  // Asked twice: at once. Nothing acknowledged is lost; it is on disk.
    }
    service.stop(signal: number)
  }
}
