internal import ArgumentParser
internal import Console
internal import GRPC
internal import Glibc
internal import Net

/// Which server, on whose behalf, in which workspace: what every command takes.
struct ClientOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The server: HOST:PORT or unix:PATH. (default: 127.0.0.1:50051) [INBOXCTL_SERVER]"))
  var server: String?

  @Option(help: "On whose behalf: users/ID, workflows/ID or connectors/ID. (default: users/admin) [INBOXCTL_ACTOR]")
  var actor: String?

  @Option(help: "The workspace, demo or workspaces/demo. (default: demo) [INBOXCTL_WORKSPACE]")
  var workspace: String?

  /// `--key-file`.
  @Option(
    help: "File with the API key; the key itself may stand in INBOXCTL_KEY. [INBOXCTL_KEY_FILE]", completion: .file())
  var keyFile: String?

  @Option(help: "Give up a call after this many seconds.")
  var timeout: Double = 30

  /// `--json`.
  @Flag(help: "Print JSON, one object a line, with the names of the contract; errors as well.")
  var json = false

  /// `--insecure`.
  @Flag(help: "Send the API key without encryption to an address that others can reach.")
  var insecure = false

  /// `--tls`.
  @Flag(help: "Speak TLS, trusting the authorities that the system trusts.")
  var tls = false

  @Option(help: "Speak TLS, trusting the authorities in this PEM file.", completion: .file())
  var tlsCa: String?

  @Option(help: "PEM file of your own certificate, if the server wants one.", completion: .file())
  var tlsCertificate: String?

  @Option(help: "PEM file of its key.", completion: .file())
  var tlsKey: String?

  @Option(help: "The name that the server's certificate must have, if that is not its address.")
  var tlsName: String?

  /// A certificate needs its key, and a call some time.
  func validate() throws {
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key belong together.")
    }
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("--timeout is \(timeout): it must be more than 0 and at most 86400 seconds.")
    }
  }

  /// Whether to speak TLS.
  private var isSealed: Bool { tls || tlsCa != nil || tlsCertificate != nil }

  /// Refuses to send a key where others can read it, unless told to.
  func requireSafety(of address: SocketAddress) throws {
    guard try !isSealed && !address.isLocal && !insecure && key() != nil else { return }
    throw ValidationError(
      "--server is \"\(serverText)\": your API key would travel there without encryption. Give --tls or --tls-ca, or say "
        + "--insecure.")
  }

  /// How to speak TLS; nil for plain text.
  func tlsContext() throws(NetError) -> TLSContext? {
    guard isSealed else { return nil }
    return try TLSContext(authorities: tlsCa, certificate: tlsCertificate, key: tlsKey)
  }

  /// The server as it was given.
  var serverText: String { setting(server, "SERVER") ?? "127.0.0.1:50051" }

  /// The workspace's resource name.
  var workspaceName: String {
    let text = setting(workspace, "WORKSPACE") ?? "demo"
    return text.contains("/") ? text : "workspaces/\(text)"
  }

  /// Where the server is, and the name it was called by if that had to be looked up.
  func address() throws -> (SocketAddress, name: String?) {
    let text = serverText
    if let address = SocketAddress(text) { return (address, nil) }
    let parts = text.split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[1]) else {
      throw ValidationError(
        "--server is \"\(text)\": it must be HOST:PORT, such as 127.0.0.1:50051 or inbox.example.org:443, or unix:PATH."
      )
    }
    guard let host = Self.lookUp(String(parts[0])), let address = SocketAddress(host: host, port: port) else {
      throw Failure(exit: .unreachable, "The host \"\(parts[0])\" is not known here.", hint: "Check --server.")
    }
    return (address, String(parts[0]))
  }

  /// The metadata that every call carries.
  func metadata() throws -> Metadata {
    var metadata = Metadata()
    let actor = setting(actor, "ACTOR") ?? "users/admin"
    guard metadata.append(name: "inbox-actor", value: actor) else {
      throw ValidationError("--actor is \"\(actor)\": it must be users/ID, workflows/ID or connectors/ID.")
    }
    if let key = try key() {
      guard metadata.append(name: "authorization", value: "Bearer \(key)") else {
        throw ValidationError("The API key has characters that no key has: give the secret alone, on one line.")
      }
    }
    return metadata
  }

  /// The API key, of the file or of the environment; nil without one. It is no option: others see a process's arguments.
  private func key() throws -> String? {
    guard let path = setting(keyFile, "KEY_FILE") else {
      return Terminal.environment("INBOXCTL_KEY").flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let text = InputFile.contents(of: path) else {
      throw ValidationError("--key-file is \"\(path)\": the file cannot be read.")
    }
    return text.split(whereSeparator: \.isWhitespace).first.map(String.init)
  }

  /// An option, or else its variable of the environment.
  private func setting(_ option: String?, _ name: String) -> String? {
    option ?? Terminal.environment("INBOXCTL_\(name)").flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A numeric address of a host.
  private static func lookUp(_ host: String) -> String? {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, nil, &hints, &list) == 0, let first = unsafe list else { return nil }
    defer { unsafe freeaddrinfo(list) }
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let code = unsafe getnameinfo(
      first.pointee.ai_addr, first.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    return code == 0 ? String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
  }
}
