internal import EchoAPI
internal import GRPC
internal import GRPCServer
internal import GRPCServices
internal import Net
internal import Protobuf

/// The echo service on this project's own stack: `EchoServer PORT`.
@main
enum EchoServer {
  /// Serves until it is stopped.
  static func main() throws {
    let signals = StopSignals()
    guard CommandLine.arguments.count == 2, let port = UInt16(CommandLine.arguments[1]),
      let address = SocketAddress(host: "127.0.0.1", port: port)
    else { fatalError("usage: EchoServer PORT") }
    let server = try Server(on: address, loops: 2) { _ in
      [Route(EchoServiceMethods.echo, Echo()), Route(EchoServiceMethods.repeat, Repeat())]
    }
    server.start()
    print("ready")
    _ = signals.wait()
    server.stop()
  }
}

/// `Echo`: the texts that came, and as many bytes as are asked for.
final class Echo: CallHandler {
  private let arenas = ArenaPool()

  /// Answers.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    unsafe call.answer(EchoRequest.self, message, arenas) { request, arena throws(Status) in
      let response = EchoResponse(in: arena)
      Self.copyTexts(of: request, to: response)
      if request.answerBytes > 0 {
        response.setPayload([UInt8](repeating: 0, count: Int(request.answerBytes)))
      }
      return response
    }
  }

  /// Copies the texts.
  private static func copyTexts(of request: EchoRequest, to response: EchoResponse) {
    response.setText1(request.text1)
    response.setText2(request.text2)
    response.setText3(request.text3)
    response.setText4(request.text4)
    response.setText5(request.text5)
    response.setText6(request.text6)
    response.setText7(request.text7)
    response.setText8(request.text8)
    response.setText9(request.text9)
    response.setText10(request.text10)
    response.setText11(request.text11)
    response.setText12(request.text12)
    response.setText13(request.text13)
  }
}

/// `Repeat`: one text many times, as fast as the caller reads.
final class Repeat: CallHandler {
  /// What a call still has to send.
  private final class Rest {
    let message: [UInt8]
    var count: UInt32

    /// A message and how many times it goes.
    init(_ message: [UInt8], _ count: UInt32) {
      self.message = message
      self.count = count
    }
  }

  private let arenas = ArenaPool()

  /// Begins to answer.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    let arena = arenas.take()
    defer { arenas.giveBack(arena) }
    do throws(Status) {
      let request = try unsafe Call.decode(RepeatRequest.self, message, in: arena)
      let response = RepeatResponse(in: arena)
      response.setText(request.text)
      call.state = Rest(response.packed(), request.count)
      advance(call)
    } catch {
      call.finish(error)
    }
  }

  /// Goes on.
  func resumeWriting(on call: Call) { advance(call) }

  /// Sends until the window is full or nothing is left.
  private func advance(_ call: Call) {
    guard let rest = call.state as? Rest else { return }
    while rest.count > 0 {
      guard call.canWrite else { return }
      unsafe rest.message.withUnsafeBytes { unsafe call.send($0) }
      rest.count -= 1
    }
    call.finish()
  }
}
