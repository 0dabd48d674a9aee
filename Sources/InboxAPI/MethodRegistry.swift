public import GRPC
public import Protobuf

/// What takes the methods of the services and makes calls of them: implemented by the server.
///
/// `register(in:)`, generated for each service, calls it once for each method. It knows request and response by their
/// types, so decoding, the transaction and encoding are written once, generically.
public protocol MethodRegistry {
  /// What a handler knows of its call.
  associatedtype Context
  /// A snapshot to read from.
  associatedtype ReadTransaction: AnyObject
  /// A transaction to write in.
  associatedtype WriteTransaction: AnyObject
  /// What handlers throw.
  associatedtype Failure: Error

  /// Takes a unary method without side effects; its handler runs in a snapshot.
  mutating func query<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler: @escaping @Sendable (Request, Context, ReadTransaction) throws(Failure) -> Response)

  /// Takes a unary method that changes something; its handler runs in the writer's transaction.
  mutating func command<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler: @escaping @Sendable (Request, Context, WriteTransaction) throws(Failure) -> Response)

  /// Takes a method that answers with a stream and has no side effects; its handler opens the stream in a snapshot.
  mutating func readingStream<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler:
      @escaping @Sendable (Request, Context, ReadTransaction) throws(Failure) -> any ResponseStream<
        Response, Context, ReadTransaction, Never, Failure
      >)

  /// Takes a method that answers with a stream and changes something.
  mutating func writingStream<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler:
      @escaping @Sendable (Request, Context, ReadTransaction) throws(Failure) -> any ResponseStream<
        Response, Context, ReadTransaction, any StreamCommand<Context, WriteTransaction, Failure>, Failure
      >)

  /// Takes a method that is called with a stream; the first request opens it.
  mutating func exchange<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler:
      @escaping @Sendable (Request, Context, ReadTransaction) throws(Failure) -> any RequestStream<
        Request, Response, Context, ReadTransaction, any StreamCommand<Context, WriteTransaction, Failure>, Failure
      >)
}
