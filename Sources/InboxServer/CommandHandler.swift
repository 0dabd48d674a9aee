internal import GRPC
internal import GRPCServer
internal import InboxAPI
internal import InboxModel
internal import InboxServices
internal import InboxStore
internal import Protobuf

/// Runs a method that changes something: decoded on the loop, carried out by the writer, answered when it is on disk.
final class CommandHandler<Request: AddressedRequest, Response: ProtoMessage>: CallHandler {
  /// The service's part.
  typealias Body = MethodCommand<Request, Response>.Body

  private let desk: LoopDesk
  private let body: Body

  /// A handler of one method on one loop.
  init(_ desk: LoopDesk, _ body: @escaping Body) {
    self.desk = desk
    self.body = body
  }

  /// Refuses a credential that is not right, before the body.
  func begin(_ call: GRPCServer.Call) { Credentials.check(call, desk) }

  /// Sends the command on its way, or answers why not.
  func receive(_ message: UnsafeRawBufferPointer, on call: GRPCServer.Call) {
    let arena = desk.arenas.take()
    do throws(Refusal) {
      try unsafe submit(message, call, arena)
    } catch {
      if case .overloaded = error { call.addPushback(milliseconds: Refusal.retryAfterMilliseconds) }
      call.finish(error.status(in: arena, for: call, reportingTo: desk.report))
      desk.arenas.giveBack(arena)
    }
  }

  /// Hands the command to the writer; from here on it owns the arena.
  private func submit(_ message: UnsafeRawBufferPointer, _ call: GRPCServer.Call, _ arena: Arena) throws(Refusal) {
    let request = try unsafe Refusal.decode(Request.self, message, in: arena)
    let command: MethodCommand<Request, Response>
    do throws(InboxError) {
      let identity = try CallerIdentity(call, request)
      command = MethodCommand(request, identity, call, desk, body)
    } catch {
      throw .inbox(error, nil)
    }
    guard desk.submit(command) else { throw .overloaded }
    call.state = command
  }

  /// Spares the writer a command that nobody waits for.
  func cancelled(_ call: GRPCServer.Call) {
    (call.state as? PendingCommand)?.abandon()
  }
}
