internal import ArgumentParser
internal import GRPC
internal import GRPCClient
internal import Glibc
internal import InboxAPI
internal import Net
internal import Protobuf

/// Which server, on whose behalf, in which workspace: what every command takes.
struct ClientOptions: ParsableArguments {
  @Option(help: "The server: ADDRESS:PORT or unix:PATH.")
  var server = "127.0.0.1:50051"

  @Option(help: "On whose behalf: users/ID, workflows/ID or connectors/ID.")
  var actor = "users/admin"

  @Option(help: "The workspace.")
  var workspace = "workspaces/demo"

  /// `--tls`.
  @Flag(help: "Speak TLS, trusting the authorities that the system trusts.")
  var tls = false

  @Option(help: "Speak TLS, trusting the authorities in this PEM file.")
  var tlsCa: String?

  @Option(help: "PEM file of your own certificate, if the server wants one.")
  var tlsCertificate: String?

  @Option(help: "PEM file of its key.")
  var tlsKey: String?

  @Option(help: "The name that the server's certificate must have, if that is not its address.")
  var tlsName: String?

  /// A certificate needs its key.
  func validate() throws {
    guard (tlsCertificate == nil) == (tlsKey == nil) else {
      throw ValidationError("--tls-certificate and --tls-key belong together.")
    }
  }

  /// How to speak TLS; nil for plain text.
  func tlsContext() throws(NetError) -> TLSContext? {
    guard tls || tlsCa != nil || tlsCertificate != nil else { return nil }
    return try TLSContext(authorities: tlsCa, certificate: tlsCertificate, key: tlsKey)
  }
}

/// A connection to the server with the metadata that every call carries.
struct Client {
  private static let timeoutNanoseconds: UInt64 = 30_000_000_000

  /// The workspace that names begin with.
  let workspace: String
  private let connection: GRPCClient.Connection
  private let metadata: Metadata
  private let arena = Arena()

  /// Connects; says on standard error what to do when nobody listens, and exits with 1.
  init(_ options: ClientOptions) throws {
    guard let address = SocketAddress(options.server) else {
      throw ValidationError(
        "--server is \"\(options.server)\": it must be ADDRESS:PORT, such as 127.0.0.1:50051, or unix:PATH.")
    }
    workspace = options.workspace
    var metadata = Metadata()
    metadata.append(name: "inbox-actor", value: options.actor)
    self.metadata = metadata
    do throws(NetError) {
      connection = try Connection(to: address, tls: options.tlsContext(), host: options.tlsName)
    } catch {
      throw Self.failure("\(error). Is the server running? Start it with: make run")
    }
  }

  /// A new message to fill.
  func make<Message: ProtoMessage>(_ type: Message.Type) -> Message { Message(in: arena) }

  /// Calls a method and waits for its answer; prints the status of a call that fails, and exits with 1.
  func call<Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: some ProtoMessage, _ type: Response.Type
  ) throws -> Response {
    do {
      let answer = try connection.unary(
        method, request.packed(), metadata: metadata, timeoutNanoseconds: Self.timeoutNanoseconds)
      return try unsafe answer.withUnsafeBytes { try unsafe Response.decode($0, in: arena) }
    } catch let status as Status {
      throw Self.failure("\(method.name) failed (\(status.code)): \(status.message)")
    } catch {
      throw Self.failure("the answer to \(method.name) cannot be read: \(error)")
    }
  }

  /// Says on standard error what went wrong; the exit to throw.
  private static func failure(_ text: String) -> ExitCode {
    let line = "inboxctl: \(text)\n"
    _ = unsafe write(2, line, line.utf8.count)
    return ExitCode(1)
  }
}
