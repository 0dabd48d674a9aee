internal import GRPC
internal import GRPCServer
internal import GRPCServices
internal import InteropAPI
internal import Protobuf

/// `StreamingInputCall`: adds up the sizes of all payloads.
final class StreamingInputCall: CallHandler {
  /// The sum so far.
  private final class Sum {
    var bytes = 0
  }

  private let arenas = ArenaPool()

  /// Starts at nothing.
  func begin(_ call: Call) {
    call.state = Sum()
    call.echoMetadata()
  }

  /// Adds a payload.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    let arena = arenas.take()
    defer { arenas.giveBack(arena) }
    do throws(Status) {
      let request = try unsafe Call.decode(StreamingInputCallRequest.self, message, in: arena)
      try TestService.check(request.expectCompressed, on: call)
      (call.state as? Sum)?.bytes += request.payload?.body.count ?? 0
    } catch {
      call.finish(error)
    }
  }

  /// Answers with the sum.
  func endOfRequests(on call: Call) {
    guard let sum = call.state as? Sum else { return }
    let arena = arenas.take()
    defer { arenas.giveBack(arena) }
    let response = StreamingInputCallResponse(in: arena)
    response.aggregatedPayloadSize = Int32(clamping: sum.bytes)
    call.send(response)
    call.finish()
  }
}
