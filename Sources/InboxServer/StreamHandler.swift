internal import GRPC
internal import GRPCServer
internal import InboxAPI
internal import InboxModel
internal import InboxServices
internal import InboxStore
internal import Protobuf

/// Runs a method that streams: opens a stream with the first request and leaves it to `OpenStream`.
final class StreamHandler<Request: AddressedRequest>: CallHandler {
  /// The service's part.
  typealias Opening = (Request, InboxServices.Call, ReadTransaction) throws(InboxError) -> StreamBody

  private let desk: LoopDesk
  private let opening: Opening

  /// A handler of one method on one loop.
  init(_ desk: LoopDesk, _ opening: @escaping Opening) {
    self.desk = desk
    self.opening = opening
  }

  /// Refuses a credential that is not right, before the body.
  func begin(_ call: GRPCServer.Call) { Credentials.check(call, desk) }

  /// Opens the stream, or hands it a request.
  func receive(_ message: UnsafeRawBufferPointer, on call: GRPCServer.Call) {
    if let stream = call.state as? OpenStream { return unsafe stream.receive(message) }
    let arena = desk.arenas.take()
    defer { desk.arenas.giveBack(arena) }
    do throws(Refusal) {
      let stream = try unsafe open(message, call, arena)
      call.state = stream
      stream.begin()
      if call.method.requestStreams { unsafe stream.receive(message) }
    } catch {
      if case .overloaded = error { call.addPushback(milliseconds: Refusal.retryAfterMilliseconds) }
      call.finish(error.status(in: arena, reportingTo: desk.report))
    }
  }

  /// Decodes, finds the caller and asks the service.
  private func open(
    _ message: UnsafeRawBufferPointer, _ call: GRPCServer.Call, _ arena: Arena
  ) throws(Refusal) -> OpenStream {
    let request = try unsafe Refusal.decode(Request.self, message, in: arena)
    do throws(InboxError) {
      let generation = desk.directoryGeneration
      let transaction = try desk.snapshot()
      let caller = try desk.caller(call, request, in: transaction, generation: generation)
      let context = InboxServices.Call(
        caller: caller, scope: Credentials.scope(of: call), now: transaction.now, arena: arena, features: desk.features)
      let body = try opening(request, context, transaction)
      return OpenStream(body, call, desk, caller, generation: generation)
    } catch {
      throw .inbox(error, nil)
    }
  }

  /// The caller has sent his last request; without a first there is nobody to answer for.
  func endOfRequests(on call: GRPCServer.Call) {
    if let stream = call.state as? OpenStream { return stream.endOfRequests() }
    let arena = desk.arenas.take()
    defer { desk.arenas.giveBack(arena) }
    let error = InboxError.fieldRequired(field: Request.addressField.description)
    call.finish(StatusMapping.status(error, in: arena))
  }

  /// The peer reads on.
  func resumeWriting(on call: GRPCServer.Call) { (call.state as? OpenStream)?.resume() }

  /// The caller left.
  func cancelled(_ call: GRPCServer.Call) { (call.state as? OpenStream)?.cancel() }

  /// The server stops.
  func drain() { desk.streams.drain() }
}
