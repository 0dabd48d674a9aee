import HTTP2
import Net

/// A bare HTTP/2 client: sends any headers and any body, and records the answer as it comes.
final class BarePeer: SessionDelegate {
  /// Every field of the answer, headers and trailers.
  private(set) var fields: [String: String] = [:]
  /// The names of the fields of the first header block.
  private(set) var initialNames: Set<String> = []
  /// The bytes of the answer's body.
  private(set) var body: [UInt8] = []
  /// Whether a stream has closed.
  private(set) var isClosed = false
  /// Whether it gives credit for what it reads.
  var givesCredit = true

  func session(
    _ session: Session, didReceive head: HeaderBlock, kind: HeaderKind, on stream: HTTP2.Stream, endStream: Bool
  ) {
    let isFirst = initialNames.isEmpty
    head.forEach { name, value in
      let name = unsafe name.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
      if isFirst { initialNames.insert(name) }
      fields[name] = unsafe value.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
  }
  func session(_ session: Session, didReceive bytes: Span<UInt8>, on stream: HTTP2.Stream) {
    unsafe bytes.withUnsafeBufferPointer { unsafe body.append(contentsOf: $0) }
    if givesCredit { session.consume(bytes.count, on: stream) }
  }
  func session(_ session: Session, didEndRemoteOf stream: HTTP2.Stream) {}
  func session(_ session: Session, didClose stream: HTTP2.Stream, code: ErrorCode) { isClosed = true }

  /// Sends one request and waits for the whole answer; gives up after ten seconds of silence.
  static func ask(
    _ address: SocketAddress, _ headers: [(String, String)], body: [UInt8] = []
  ) throws -> BarePeer {
    let socket = try Socket.connect(to: address)
    let peer = BarePeer()
    let session = Session(role: .client, pool: SessionPool(), delegate: peer)
    send(headers, body, on: session)
    try peer.run(session, on: socket) { peer.isClosed }
    return peer
  }

  /// Queues one request.
  static func send(_ headers: [(String, String)], _ body: [UInt8], on session: Session) {
    let list = HeaderList()
    for (name, value) in headers { list.append(name: name, value: value) }
    guard let stream = session.openStream(list, endStream: body.isEmpty), !body.isEmpty else { return }
    unsafe session.write(to: stream, count: body.count) { target in
      unsafe body.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
    }
    session.finish(stream)
  }

  /// The headers of a gRPC call to a method of the test service.
  static func headers(_ method: String) -> [(String, String)] {
    [
      (":method", "POST"), (":scheme", "http"), (":path", "/test.Test/\(method)"), (":authority", "x"),
      ("content-type", "application/grpc"), ("te", "trailers"),
    ]
  }

  /// Sends a gRPC call to a method of the test service; `body` is what follows the headers, prefixes and all.
  static func call(
    _ address: SocketAddress, _ method: String, _ headers: [(String, String)], body: [UInt8] = []
  ) throws -> BarePeer {
    try ask(address, self.headers(method) + headers, body: body)
  }

  /// Carries bytes both ways until `isDone`; gives up after ten seconds of silence.
  func run(_ session: Session, on socket: borrowing Socket, until isDone: () -> Bool) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    defer { unsafe buffer.deallocate() }
    var waiting: [UInt8] = []
    while !isDone() {
      while waiting.count < buffer.count {
        let count = try unsafe session.produce(into: buffer)
        if count == 0 { break }
        unsafe waiting.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
      if case .bytes(let count) = unsafe waiting.withUnsafeBytes({ unsafe socket.write($0) }) {
        waiting.removeFirst(count)
      }
      guard socket.wait(alsoForOutput: !waiting.isEmpty, milliseconds: 10_000) else { return }
      switch unsafe socket.read(into: buffer) {
      case .bytes(let count):
        try unsafe session.receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: 0)
      case .wouldBlock: break
      case .ended, .failed: return
      }
    }
  }
}
