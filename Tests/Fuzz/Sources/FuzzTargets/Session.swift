import GRPC
import HTTP2

/// A server's session fed with any bytes, in pieces of any size: whatever comes, it stays whole, and every stream that it
/// announced it also closes.
func fuzzSession(_ input: Input) {
  var input = input
  let settings = input.byte()
  let peer = Peer(answersEarly: settings & 1 != 0, consumes: settings & 2 == 0)
  if settings & 4 == 0 {
    peer.receive(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0])
  }
  while !input.isEmpty && !peer.isOver {
    peer.receive(input.take(1 + input.short() % 4_096))
    peer.now += Int64(input.byte())
  }
  peer.session.abandon()
  require(peer.open.isEmpty, "every stream that was announced is closed")
  require(peer.session.streamCount == 0 && peer.session.pendingBytes == 0, "nothing is left")
}

/// A server on a session: answers each request in gRPC's way.
private final class Peer: SessionDelegate {
  private(set) var session: Session!
  private(set) var open: Set<Int32> = []
  private(set) var isOver = false
  var now: Int64 = 1

  private let answersEarly: Bool
  private let consumes: Bool
  private let head = RequestHead()
  private let output = UnsafeMutableRawBufferPointer.allocate(
    byteCount: Session.produceBytesMin, alignment: 16)

  init(answersEarly: Bool, consumes: Bool) {
    self.answersEarly = answersEarly
    self.consumes = consumes
    session = Session(role: .server, pool: SessionPool(), delegate: self)
  }

  deinit { output.deallocate() }

  /// Takes bytes, then gives what there is to give.
  func receive(_ bytes: [UInt8]) {
    do {
      try bytes.withUnsafeBytes { try session.receive($0, at: now) }
      while try session.produce(into: output) > 0 {}
    } catch {
      isOver = true
    }
    if session.isFinished { isOver = true }
  }

  func session(
    _ session: Session, didReceive block: HeaderBlock, kind: HeaderKind, on stream: HTTP2.Stream,
    endStream: Bool
  ) {
    guard kind == .initial else { return }
    require(open.insert(stream.id).inserted, "a stream is announced once")
    head.reset()
    block.forEach { head.consume(name: $0, value: $1) }
    _ = head.verdict()
    if answersEarly { answer(stream) }
  }

  func session(_ session: Session, didReceive bytes: Span<UInt8>, on stream: HTTP2.Stream) {
    require(open.contains(stream.id), "bytes come on an open stream")
    if consumes { session.consume(bytes.count, on: stream) }
  }

  func session(_ session: Session, didEndRemoteOf stream: HTTP2.Stream) {
    require(open.contains(stream.id), "an open stream ends")
    if !answersEarly { answer(stream) }
  }

  func session(_ session: Session, didClose stream: HTTP2.Stream, code: ErrorCode) {
    require(open.remove(stream.id) != nil, "a stream closes once")
  }

  /// A whole answer.
  private func answer(_ stream: HTTP2.Stream) {
    session.sendHeaders(HeaderList(static: ResponseHeaders.initial), on: stream)
    session.write(to: stream, count: 3_000) { $0.initializeMemory(as: UInt8.self, repeating: 7) }
    session.finish(stream, trailers: HeaderList(static: ResponseHeaders.trailersOK))
  }
}
