import GRPC
import Net
import RawFrames

/// A peer that says exactly what it is told to, and reads only when asked.
final class RawPeer {
  /// Its end of the connection.
  let socket: Socket

  /// Connects, and says `opening` first.
  init(to address: SocketAddress, opening: [UInt8] = Frames.opening) throws {
    socket = try Socket.connect(to: address)
    send(opening)
  }

  /// The header block of a gRPC request for a method of the test service.
  static func request(_ method: String, _ extra: [(String, String)] = []) -> [UInt8] {
    Frames.request(path: "/test.Test/\(method)", extra)
  }

  /// The frames of a whole unary call; for the methods of the test service.
  static func call(_ method: String, _ message: [UInt8], on stream: Int32 = 1) -> [UInt8] {
    Frames.headers(stream, request(method)) + Frames.data(stream, EnvelopeWriter.envelope(message), end: true)
  }

  /// Sends bytes, waiting while the socket is full; stops when the server has hung up or for ten seconds reads nothing.
  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      switch unsafe rest.withUnsafeBytes({ unsafe socket.write($0) }) {
      case .bytes(let count): rest = rest.dropFirst(count)
      case .wouldBlock:
        guard socket.wait(alsoForOutput: true, milliseconds: 10_000) else { return }
      case .ended, .failed: return
      }
    }
  }

  /// Everything until the server hangs up, as frames, and whether it did; gives up after ten seconds of silence.
  func readToEnd() -> (frames: [(type: UInt8, flags: UInt8, stream: Int32, payload: [UInt8])], hungUp: Bool) {
    let (bytes, hungUp) = read { _ in false }
    return (Frames.parse(bytes), hungUp)
  }

  /// Everything until `isEnough` or the server hangs up; gives up after ten seconds of silence.
  func read(until isEnough: ([UInt8]) -> Bool) -> (bytes: [UInt8], hungUp: Bool) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
    defer { unsafe buffer.deallocate() }
    var bytes: [UInt8] = []
    while !isEnough(bytes), socket.wait(alsoForOutput: false, milliseconds: 10_000) {
      switch unsafe socket.read(into: buffer) {
      case .bytes(let count): unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      case .wouldBlock: break
      case .ended, .failed: return (bytes, true)
      }
    }
    return (bytes, false)
  }
}
