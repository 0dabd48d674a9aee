/// A method of a service, as the contract declares it.
public struct MethodDescriptor: Sendable, Hashable {
  /// What calling a method twice does (`google.protobuf.MethodOptions.IdempotencyLevel`).
  public enum Idempotency: Sendable {
    /// Nothing is promised.
    case unknown
    /// The method only reads.
    case noSideEffects
    /// Calling twice is as calling once.
    case idempotent
  }

  /// The full name of the service: `inbox.v1.NotesService`.
  public var service: String
  /// The name of the method: `CreateNote`.
  public var name: String
  /// Whether the client sends a stream of messages.
  public var requestStreams: Bool
  /// Whether the server sends a stream of messages.
  public var responseStreams: Bool
  /// What calling the method twice does.
  public var idempotency: Idempotency

  /// A method; unary and of unknown idempotency unless said.
  public init(
    service: String, name: String, requestStreams: Bool = false, responseStreams: Bool = false,
    idempotency: Idempotency = .unknown
  ) {
    self.service = service
    self.name = name
    self.requestStreams = requestStreams
    self.responseStreams = responseStreams
    self.idempotency = idempotency
  }

  /// What `:path` carries: `/inbox.v1.NotesService/CreateNote`.
  public var path: String { "/\(service)/\(name)" }
}
