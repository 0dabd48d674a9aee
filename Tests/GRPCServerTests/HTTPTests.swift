import GRPC
import GRPCServer
import HTTP2
import Net
import Testing

/// A bare HTTP/2 peer that records what the server answers on a stream.
private final class Peer: SessionDelegate {
  var status = ""
  var fields: [String: String] = [:]
  var isClosed = false

  func session(
    _ session: Session, didReceive head: HeaderBlock, kind: HeaderKind, on stream: HTTP2.Stream, endStream: Bool
  ) {
    head.forEach { name, value in
      let name = unsafe name.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
      fields[name] = unsafe value.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
  }
  func session(_ session: Session, didReceive bytes: Span<UInt8>, on stream: HTTP2.Stream) {}
  func session(_ session: Session, didEndRemoteOf stream: HTTP2.Stream) {}
  func session(_ session: Session, didClose stream: HTTP2.Stream, code: ErrorCode) { isClosed = true }

  /// Sends one request and waits for the whole answer.
  static func ask(_ address: SocketAddress, _ headers: [(String, String)]) throws -> [String: String] {
    let socket = try Socket.connect(to: address)
    let peer = Peer()
    let session = Session(role: .client, pool: SessionPool(), delegate: peer)
    let list = HeaderList()
    for (name, value) in headers { list.append(name: name, value: value) }
    _ = session.openStream(list, endStream: true)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    defer { unsafe buffer.deallocate() }
    for _ in 0..<100 where !peer.isClosed {
      let count = try unsafe session.produce(into: buffer)
      _ = unsafe socket.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      _ = socket.wait(alsoForOutput: false, milliseconds: 100)
      if case .bytes(let count) = unsafe socket.read(into: buffer) {
        try unsafe session.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: 0)
      }
    }
    return peer.fields
  }
}

@Suite("What is no gRPC call")
struct HTTPTests {
  @Test(
    "gets a whole HTTP answer",
    arguments: [
      ("GET", "application/grpc", "405"), ("POST", "application/json", "415"), ("POST", "application/grpcx", "415"),
    ])
  func refusals(method: String, type: String, status: String) throws {
    let server = try startServer()
    defer { server.stop() }
    let fields = try Peer.ask(
      server.address,
      [
        (":method", method), (":scheme", "http"), (":path", "/test.Test/Echo"), (":authority", "x"),
        ("content-type", type),
      ])
    #expect(fields[":status"] == status)
    #expect(fields["grpc-status"] == nil)
  }

  @Test("is refused as gRPC when only its compression is unknown, saying which would do")
  func compression() throws {
    let server = try startServer()
    defer { server.stop() }
    let fields = try Peer.ask(
      server.address,
      [
        (":method", "POST"), (":scheme", "http"), (":path", "/test.Test/Echo"), (":authority", "x"),
        ("content-type", "application/grpc"), ("grpc-encoding", "snappy"),
      ])
    #expect(fields[":status"] == "200")
    #expect(fields["grpc-status"] == "12")
    #expect(fields["grpc-accept-encoding"] == "identity")
  }
}
