internal import GRPC
internal import GRPCServer
internal import GRPCServices
internal import InteropAPI
internal import Net
internal import Protobuf

/// The calls with streams of answers: what one request or many ask for, each answer at its time and size.
class OutputCall: CallHandler {
  private let loop: EventLoop
  private let arenas = ArenaPool()

  /// A handler for one loop.
  init(_ loop: EventLoop) { self.loop = loop }

  /// Makes the call's stream. Gzip is announced to whoever reads it: which answers will be compressed is not known yet.
  final func begin(_ call: Call) {
    call.state = OutputStream(call, loop, arenas)
    call.compressesResponses = true
    call.echoMetadata()
  }

  /// Adds what the request asks for to the call's stream.
  final func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    guard let stream = stream(of: call) else { return }
    let arena = arenas.take()
    defer { arenas.giveBack(arena) }
    do throws(Status) {
      try stream.plan(try unsafe Call.decode(StreamingOutputCallRequest.self, message, in: arena))
      didPlan(stream)
    } catch {
      stream.end(error)
    }
  }

  /// A request was added.
  func didPlan(_ stream: OutputStream) {}

  /// Sends the rest, then ends the call.
  final func endOfRequests(on call: Call) {
    guard let stream = stream(of: call) else { return }
    stream.planEnd()
    stream.advance()
  }

  /// The peer reads on.
  final func resumeWriting(on call: Call) { stream(of: call)?.advance() }

  /// Nobody reads any more.
  final func cancelled(_ call: Call) { stream(of: call)?.cancel() }

  /// What the call has left to send.
  private func stream(of call: Call) -> OutputStream? { call.state as? OutputStream }
}

/// `StreamingOutputCall`: the answers to the one request.
final class StreamingOutputCall: OutputCall {
  /// The one request is the last.
  override func didPlan(_ stream: OutputStream) {
    stream.planEnd()
    stream.advance()
  }
}

/// `FullDuplexCall` answers each request at once, `HalfDuplexCall` all of them when the last has come.
final class DuplexCall: OutputCall {
  private let answersAtOnce: Bool

  /// A handler for one loop.
  init(_ loop: EventLoop, answersAtOnce: Bool) {
    self.answersAtOnce = answersAtOnce
    super.init(loop)
  }

  /// Answers, or waits for the last request.
  override func didPlan(_ stream: OutputStream) {
    if answersAtOnce { stream.advance() }
  }
}
