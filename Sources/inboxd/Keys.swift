internal import ArgumentParser
internal import Glibc
internal import InboxModel
internal import InboxServices
internal import InboxStore

/// `inboxd keys`: API keys made on the data directory itself, for the first one and for the operator's.
struct Keys: ParsableCommand {
  /// How it is called.
  static let configuration = CommandConfiguration(
    abstract: "Makes, lists and revokes API keys on the data directory of a server that does not run.",
    discussion: """
      The first key makes credentials necessary for every call. Make it before others can reach the server; further keys \
      are best made by CreateApiKey while it runs. Without --workspace the key is the operator's: it opens every \
      workspace, and only it makes new ones once credentials are necessary.
      """,
    subcommands: [Create.self, List.self, Revoke.self])

  /// Where the keys are.
  struct Directory: ParsableArguments {
    @Option(help: "The data directory. [INBOXD_DATA]")
    var data: String?

    @Option(help: "The workspace, as in workspaces/demo; without it the key is the operator's.")
    var workspace: String?

    /// Runs a step on the store, and closes it.
    func run<Result: Sendable>(
      _ step: @escaping @Sendable (WriteTransaction, Caller?) throws(InboxError) -> Result
    ) throws -> Result {
      var reader = SettingReader()
      let path = try reader.text("data", data) ?? "./.inboxd"
      let slug = workspace.map { $0.hasPrefix("workspaces/") ? String($0.dropFirst(11)) : $0 }
      return try Failure.exits {
        let store = try Store.open(StoreConfiguration(directory: path))
        defer { store.close() }
        do throws(InboxError) {
          return try store.waitToWrite { (transaction) throws(InboxError) in
            try step(
              transaction,
              try slug.map { (slug) throws(InboxError) in try transaction.caller(workspace: slug, actor: .system) })
          }
        } catch {
          throw KeyFailure(error: error)
        }
      }
    }
  }

  /// `inboxd keys create`.
  struct Create: ParsableCommand {
    /// How it is called.
    static let configuration = CommandConfiguration(
      abstract: "Makes a key and prints its secret, the only time.")

    /// Where the keys are.
    @OptionGroup var directory: Directory

    @Option(help: "The name to show in lists.")
    var name: String

    @Option(help: "What it may do: backend, connector, workflow or reader; may be given several times.")
    var role: [String] = []

    @Option(help: "After how many days it ends; without it never.")
    var days: Int?

    @Option(help: "Instead of a secret: the URI or DNS name in the client certificates that stand for it.")
    var certificate: String?

    /// Makes the key.
    func run() throws {
      let roles = try role.map { text in
        guard let role = APIKeyRole.allCases.first(where: { $0.name == text.uppercased() }), role != .operator else {
          throw ValidationError("--role is \"\(text)\": it must be backend, connector, workflow or reader.")
        }
        return role
      }
      guard (directory.workspace == nil) == roles.isEmpty else {
        throw ValidationError("A key of a workspace needs --role; the operator's has none.")
      }
      if let days, !(1...36_500).contains(days) {
        throw ValidationError("--days is \(days): it must be a number from 1 to 36500.")
      }
      let (name, days, certificate) = (name, days, certificate ?? "")
      let made = try directory.run { (transaction, caller) throws(InboxError) in
        let key = APIKey(
          displayName: name, roles: roles.isEmpty ? [.operator] : roles, certificateIdentity: certificate,
          expireTime: days.map { transaction.now + Int64($0) * 86_400_000_000 })
        guard let caller else { return try transaction.createOperatorKey(key) }
        return try transaction.createAPIKey(key, by: caller)
      }
      print(made.secret.isEmpty ? "\(made.key.id): certificates of \(made.key.certificateIdentity)" : made.secret)
    }
  }

  /// `inboxd keys list`.
  struct List: ParsableCommand {
    /// How it is called.
    static let configuration = CommandConfiguration(abstract: "Lists keys, newest first, without their secrets.")

    /// Where the keys are.
    @OptionGroup var directory: Directory

    /// Prints a line for each key.
    func run() throws {
      let keys = try directory.run { (transaction, caller) throws(InboxError) in
        guard let caller else { return try transaction.operatorKeys() }
        return try transaction.apiKeys(before: nil, limit: 10_000, for: caller).keys
      }
      for key in keys {
        let roles = key.roles.map { $0.name.lowercased() }.joined(separator: ",")
        let state =
          key.revokeTime != nil
          ? "revoked" : key.expireTime.map { "until \(InstantText.string(microseconds: $0))" } ?? "valid"
        print("\(key.id)  \(roles)  \(state)  \(key.displayName)")
      }
    }
  }

  /// `inboxd keys revoke`.
  struct Revoke: ParsableCommand {
    /// How it is called.
    static let configuration = CommandConfiguration(abstract: "Revokes a key.")

    /// Where the keys are.
    @OptionGroup var directory: Directory

    @Argument(help: "The key's id, as `inboxd keys list` shows it.")
    var id: String

    /// Revokes it.
    func run() throws {
      guard let key = APIKeyID(id) else { throw ValidationError("\"\(id)\" is no id of a key.") }
      try directory.run { (transaction, caller) throws(InboxError) in
        if let caller {
          try transaction.revokeAPIKey(key, by: caller)
        } else if try !transaction.revokeOperatorKey(key) {
          throw .notFound(name: "apiKeys/\(key)")
        }
      }
      print("revoked \(id)")
    }
  }
}

/// A refusal of the store, as a sentence.
private struct KeyFailure: Error, CustomStringConvertible {
  /// What it said.
  let error: InboxError
  /// The sentence.
  var description: String { error.message }
}
