internal import ArgumentParser

/// The inbox in a terminal, through the public API only.
@main
struct Inboxctl: ParsableCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    commandName: "inboxctl",
    abstract: "Reads an inbox from the terminal.",
    subcommands: [List.self, Show.self])
}
