internal import GRPC
internal import GRPCServer
internal import InboxModel
internal import InboxServices
internal import Protobuf

/// Answers a method of the contract that this server does not serve yet, with the reason that a client can act on.
final class NotServed: CallHandler {
  private let desk: LoopDesk
  private let method: MethodDescriptor

  /// A handler of one method on one loop.
  init(_ desk: LoopDesk, _ method: MethodDescriptor) {
    self.desk = desk
    self.method = method
  }

  /// Refuses from the headers.
  func begin(_ call: GRPCServer.Call) {
    let arena = desk.arenas.take()
    defer { desk.arenas.giveBack(arena) }
    let error = InboxError.methodUnimplemented(method.service + "/" + method.name)
    call.finish(StatusMapping.status(error, in: arena))
  }

  /// Not reached: the call is over before its first message.
  func receive(_ message: UnsafeRawBufferPointer, on call: GRPCServer.Call) {}
}
