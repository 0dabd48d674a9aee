internal import GRPC
internal import GRPCServer
internal import InboxAPI
internal import InboxModel
internal import InboxServices
internal import InboxStore
internal import Protobuf

/// Runs a method without side effects: on the loop, in the snapshot of the turn, answered before it returns.
final class QueryHandler<Request: AddressedRequest, Response: ProtoMessage>: CallHandler {
  /// The service's part.
  typealias Body = @Sendable (Request, InboxServices.Call, ReadTransaction) throws(InboxError) -> Response

  private let desk: LoopDesk
  private let body: Body

  /// A handler of one method on one loop.
  init(_ desk: LoopDesk, _ body: @escaping Body) {
    self.desk = desk
    self.body = body
  }

  /// Refuses a credential that is not right, before the body.
  func begin(_ call: GRPCServer.Call) { Credentials.check(call, desk) }

  /// Answers.
  func receive(_ message: UnsafeRawBufferPointer, on call: GRPCServer.Call) {
    let arena = desk.arenas.take()
    defer { desk.arenas.giveBack(arena) }
    do throws(Refusal) {
      let response = try unsafe answer(message, call, arena)
      unsafe call.send(response.packedInArena())
      call.finish()
    } catch {
      call.finish(error.status(in: arena, for: call, reportingTo: desk.report))
    }
  }

  /// Decodes, finds the caller and runs the handler.
  private func answer(
    _ message: UnsafeRawBufferPointer, _ call: GRPCServer.Call, _ arena: Arena
  ) throws(Refusal) -> Response {
    let request = try unsafe Refusal.decode(Request.self, message, in: arena)
    do throws(InboxError) {
      let generation = desk.directoryGeneration
      let transaction = try desk.snapshot()
      let caller = try desk.caller(call, request, in: transaction, generation: generation)
      let context = InboxServices.Call(
        caller: caller, scope: Credentials.scope(of: call), now: transaction.now, arena: arena, features: desk.features)
      return try body(request, context, transaction)
    } catch {
      throw .inbox(error, nil)
    }
  }
}
