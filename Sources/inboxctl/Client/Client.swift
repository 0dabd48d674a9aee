internal import ArgumentParser
internal import GRPC
internal import GRPCClient
internal import InboxAPI
internal import Net
internal import ProtoJSON
internal import Protobuf

/// A connection to the server with the metadata that every call carries.
struct Client {
  /// The workspace that names begin with.
  let workspace: String
  /// Where messages are made and read.
  let arena = Arena()
  private let server: String
  private let connection: GRPCClient.Connection
  private let metadata: Metadata
  private let timeoutNanoseconds: UInt64

  /// Connects; throws what to do when nobody listens.
  init(_ options: ClientOptions) throws {
    workspace = options.workspaceName
    server = options.serverText
    metadata = try options.metadata()
    timeoutNanoseconds = UInt64(options.timeout * 1e9)
    let (address, name) = try options.address()
    try options.requireSafety(of: address)
    do throws(NetError) {
      connection = try Connection(to: address, tls: options.tlsContext(), host: options.tlsName ?? name)
    } catch {
      throw Failure(Status(.unavailable, "\(error)"), server: options.serverText)
    }
  }

  /// A new message to fill.
  func make<Message: ProtoMessage>(_ type: Message.Type) -> Message { Message(in: arena) }

  /// Calls a method and waits for its answer; throws the failure of a call that fails.
  func call<Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: some ProtoMessage, _ type: Response.Type
  ) throws -> Response {
    do throws(Status) {
      return try decode(
        connection.unary(method, request.packed(), metadata: metadata, timeoutNanoseconds: timeoutNanoseconds))
    } catch {
      throw Failure(error, server: server)
    }
  }

  /// Opens a call with a stream; it has no deadline.
  func open(_ method: MethodDescriptor) throws -> GRPCClient.Call {
    do throws(Status) {
      return try connection.open(method, metadata: metadata)
    } catch {
      throw Failure(error, server: server)
    }
  }

  /// The next answer of a stream; nil after the last. When nothing comes for `silenceSeconds` the line is taken for dead.
  func next<Response: ProtoMessage>(
    _ call: GRPCClient.Call, _ type: Response.Type, silenceSeconds: Double? = nil
  ) throws -> Response? {
    do throws(Status) {
      let silence = silenceSeconds.map { UInt64($0 * 1e9) }
      return try call.next(silenceNanoseconds: silence).map { (bytes) throws(Status) in try decode(bytes) }
    } catch {
      throw Failure(error, server: server)
    }
  }

  /// Reads an answer.
  private func decode<Response: ProtoMessage>(_ bytes: [UInt8]) throws(Status) -> Response {
    do {
      return try unsafe bytes.withUnsafeBytes { unsafe try Response.decode($0, in: arena) }
    } catch {
      throw Status(.internalError, "The answer cannot be read: \(error)")
    }
  }

  // MARK: Names

  /// An interaction's name from its id; a whole name stays.
  func interaction(_ text: String) -> String { name(text, in: "interactions") }

  /// A resource's name from its id; `users/ada` and a whole name are understood as well.
  func name(_ text: String, in collection: String) -> String {
    if text.hasPrefix("workspaces/") { return text }
    return text.hasPrefix(collection + "/") ? "\(workspace)/\(text)" : "\(workspace)/\(collection)/\(text)"
  }

  /// A request_id that no other call has.
  static func requestID() -> String {
    (0..<4).map { _ in String(UInt32.random(in: 0x1000_0000...UInt32.max), radix: 16) }.joined()
  }
}

/// A command that talks to the server: failures become sentences and exit codes in one place.
protocol ClientCommand: ParsableCommand {
  /// Which server.
  var options: ClientOptions { get }
  /// What the command does.
  func run(_ client: Client) throws
}

extension ClientCommand {
  /// Connects, does it, and says what went wrong.
  func run() throws {
    do {
      try run(Client(options))
    } catch let failure as Failure {
      throw failure.report(asJSON: options.json)
    }
  }

  /// A printer of messages as JSON.
  var printer: MessagePrinter { Self.printer }

  /// The same without a command.
  static var printer: MessagePrinter { MessagePrinter(Schema(descriptorSet)) }
}
