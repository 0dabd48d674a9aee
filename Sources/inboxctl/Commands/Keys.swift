internal import ArgumentParser
internal import Console
internal import InboxAPI
internal import ProtoJSON
internal import Protobuf

/// `inboxctl keys`: API keys of a running server.
struct Keys: ParsableCommand {
  /// What `--help` says.
  static let configuration = CommandConfiguration(
    abstract: "Makes, lists and revokes API keys of the workspace.",
    discussion: """
      The first key that is made makes credentials necessary for every call: keep its secret, it is shown once. Keys of the \
      operator are made by inboxd keys, on the machine of the server.
      """,
    subcommands: [Create.self, List.self, Revoke.self])

  /// `inboxctl keys create`.
  struct Create: ClientCommand {
    /// What `--help` says.
    static let configuration = CommandConfiguration(
      abstract: "Makes a key; its secret goes to standard output, this once.")

    /// Which server.
    @OptionGroup var options: ClientOptions

    @Option(help: "What it may do; may be given several times.")
    var role: [Choice<ApiKeyRole>]

    @Option(help: "The identity of client certificates that stand for the key, instead of a secret.")
    var certificateIdentity: String?

    @Argument(help: "The name to show in lists.")
    var name: String

    /// Makes it; only the secret is on standard output, so that it can go into a file.
    func run(_ client: Client) throws {
      let request = client.make(CreateApiKeyRequest.self)
      request.setParent(client.workspace)
      let key = request.makeApiKey()
      key.setDisplayName(name)
      for choice in role { key.roles.append(choice.value) }
      key.setCertificateIdentity(certificateIdentity ?? "")
      request.setRequestID(Client.requestID())
      let answer = try client.call(DirectoryServiceMethods.createApiKey, request, CreateApiKeyResponse.self)
      print(
        options.json
          ? printer.line(answer) : answer.secret.isEmpty ? "\(answer.apiKey?.name ?? "")" : "\(answer.secret)")
    }
  }

  /// `inboxctl keys list`.
  struct List: ClientCommand {
    /// What `--help` says.
    static let configuration = CommandConfiguration(abstract: "Lists keys, newest first, without their secrets.")

    /// Which server.
    @OptionGroup var options: ClientOptions

    /// Prints a line for each.
    func run(_ client: Client) throws {
      let request = client.make(ListApiKeysRequest.self)
      request.setParent(client.workspace)
      request.pageSize = 1000
      let answer = try client.call(DirectoryServiceMethods.listApiKeys, request, ListApiKeysResponse.self)
      if options.json {
        for key in answer.apiKeys { print(printer.line(key)) }
        return
      }
      var table = Table([
        .init("id"), .init("name"), .init("roles"), .init("begins with"), .init("last used"), .init("ends"),
        .init("state"),
      ])
      for key in answer.apiKeys {
        table.append(
          [
            Words.id(key.name), key.displayName.string, key.roles.map { Choice.text($0) }.joined(separator: ", "),
            key.prefix.string, Words.time(key.lastUseTime), Words.time(key.expireTime),
            key.revokeTime == nil ? "valid" : "revoked",
          ], styles: [6: key.revokeTime == nil ? .green : .red])
      }
      if table.isEmpty { return print("There are no keys: nobody needs one yet.") }
      for line in table.lines(on: Terminal()) { print(line) }
    }
  }

  /// `inboxctl keys revoke`.
  struct Revoke: ClientCommand {
    /// What `--help` says.
    static let configuration = CommandConfiguration(abstract: "Revokes a key: calls that begin after it are refused.")

    /// Which server.
    @OptionGroup var options: ClientOptions

    @Argument(help: "The key: its id, or its whole name.")
    var key: String

    /// Revokes it.
    func run(_ client: Client) throws {
      let request = client.make(RevokeApiKeyRequest.self)
      request.setName(client.name(key, in: "apiKeys"))
      request.setRequestID(Client.requestID())
      let answer = try client.call(DirectoryServiceMethods.revokeApiKey, request, RevokeApiKeyResponse.self)
      guard let key = answer.apiKey else { return }
      print(options.json ? printer.line(key) : "Revoked \(key.name), \(SafeText.line(key.displayName.string)).")
    }
  }
}
