internal import ArgumentParser

/// The program: configuration and wiring; everything else is in the modules.
@main
struct Inboxd: ParsableCommand {
  /// How it is called.
  static let configuration = CommandConfiguration(
    commandName: "inboxd",
    abstract: "The backend of a customer-interaction inbox, over gRPC.",
    subcommands: [Serve.self, Config.self, Keys.self, Backup.self, Check.self, Restore.self],
    defaultSubcommand: Serve.self)
}
