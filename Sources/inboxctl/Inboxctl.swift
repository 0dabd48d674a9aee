internal import ArgumentParser

/// The inbox in a terminal, through the public API only.
@main
struct Inboxctl: ParsableCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    commandName: "inboxctl",
    abstract: "Reads and handles an inbox from the terminal.",
    discussion: """
      Every command takes --server, --actor, --workspace and --key-file, or INBOXCTL_SERVER, INBOXCTL_ACTOR, \
      INBOXCTL_WORKSPACE, and INBOXCTL_KEY_FILE or INBOXCTL_KEY; --json prints one JSON object a line. An \
      interaction is named by its id, as list shows it. NO_COLOR turns colours off.

      Exit codes: 0 done; 1 refused; 2 server not reached, overloaded or too slow; 3 not found; 4 not allowed; 5 changed by \
      somebody else meanwhile; 6 some of it failed; 64 arguments that cannot be.

      Completion: inboxctl --generate-completion-script bash > /etc/bash_completion.d/inboxctl (or zsh, fish).
      """,
    groupedSubcommands: [
      CommandGroup(name: "Reading", subcommands: [List.self, Search.self, Show.self, Watch.self, Stats.self]),
      CommandGroup(
        name: "Handling",
        subcommands: [
          Reply.self, SaveDraft.self, WriteNote.self, Assign.self, Unassign.self, SetStatus.self, Archive.self,
          Unarchive.self,
        ]),
      CommandGroup(name: "Operating", subcommands: [Import.self, Export.self, Keys.self, Top.self, Bench.self]),
    ])
}
