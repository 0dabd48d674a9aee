internal import GRPC
internal import GRPCServer
internal import InboxModel
internal import InboxServices
internal import Protobuf

/// Why a call of the inbox is not answered with a message.
enum Refusal: Error {
  /// The bytes are no such message, or too much of one.
  case wire(WireError)
  /// The inbox says no, to this caller if he is known.
  case inbox(InboxError, Caller?)
  /// Too many commands wait for the writer.
  case overloaded

  /// When to try again: a full queue is some hundred milliseconds of the writer's work.
  static let retryAfterMilliseconds: UInt64 = 200

  /// Decodes a request into `arena`.
  static func decode<Request: ProtoMessage>(
    _ type: Request.Type, _ message: UnsafeRawBufferPointer, in arena: Arena
  ) throws(Refusal) -> Request {
    do throws(WireError) {
      return try unsafe Request.decode(message, in: arena)
    } catch {
      throw .wire(error)
    }
  }

  /// The status that says it; a fault of ours is reported to the log under the id that the caller gets, and with the trace
  /// of the call.
  func status(in arena: Arena, for call: GRPCServer.Call? = nil, reportingTo report: FaultReport) -> GRPC.Status {
    switch self {
    case .wire(let error): return StatusMapping.status(error, in: arena)
    case .inbox(let error, let caller):
      return StatusMapping.status(error, in: arena, for: caller) { fault in
        var fault = fault
        if let call { (fault.trace, fault.requestID) = (TraceContext(call.metadata), RequestID(call.metadata)) }
        report(fault)
      }
    case .overloaded:
      return StatusMapping.overloaded(retryAfterMilliseconds: Int(Self.retryAfterMilliseconds), in: arena)
    }
  }
}
