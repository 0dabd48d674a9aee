@testable import HTTP2
import Testing

/// One end of an in-memory connection: a session, and a record of what it reported.
final class Endpoint: SessionDelegate {
  /// What a session reported of one stream.
  struct Exchange: Equatable {
    /// The initial headers.
    var head: [String] = []
    /// The body bytes so far.
    var body: [UInt8] = []
    /// The trailers.
    var trailers: [String] = []
    /// Whether the other side ended.
    var hasEnded = false
    /// How the stream closed.
    var closed: ErrorCode?
  }

  /// The session under test; made by `start`.
  private(set) var session: Session! = nil
  /// What came, by stream.
  var exchanges: [Int32: Exchange] = [:]
  /// The streams that live.
  var streams: [Int32: HTTP2.Stream] = [:]
  /// PING payloads that came, and whether each was an acknowledgement.
  var pings: [(payload: UInt64, isAcknowledgement: Bool)] = []
  /// GOAWAYs that came.
  var goAways: [(code: ErrorCode, lastStreamID: Int32)] = []
  /// How often a stream asked for more.
  var askedForMore = 0
  /// Whether received bytes are credited at once.
  var consumes = true
  /// What to do when the other side has ended a stream.
  var answer: (Endpoint, HTTP2.Stream) -> Void = { _, _ in }
  /// What to do when a stream asks for more.
  var writeMore: (Endpoint, HTTP2.Stream) -> Void = { _, _ in }
  /// What to do when a head has come.
  var headArrived: (Endpoint, HTTP2.Stream) -> Void = { _, _ in }

  /// An endpoint with its session.
  init(
    _ role: Session.Role, _ configuration: SessionConfiguration = SessionConfiguration(),
    pool: SessionPool = SessionPool()
  ) {
    session = Session(role: role, configuration: configuration, pool: pool, delegate: self)
  }

  func session(
    _ session: Session, didReceive head: HeaderBlock, kind: HeaderKind, on stream: HTTP2.Stream, endStream: Bool
  ) {
    var lines: [String] = []
    head.forEach { name, value in lines.append("\(text(name)): \(text(value))") }
    streams[stream.id] = stream
    switch kind {
    case .initial: exchanges[stream.id, default: Exchange()].head = lines
    case .trailers: exchanges[stream.id, default: Exchange()].trailers = lines
    }
    headArrived(self, stream)
  }

  func session(_ session: Session, didReceive bytes: Span<UInt8>, on stream: HTTP2.Stream) {
    for index in bytes.indices { exchanges[stream.id]!.body.append(bytes[index]) }
    if consumes { session.consume(bytes.count, on: stream) }
  }

  func session(_ session: Session, didEndRemoteOf stream: HTTP2.Stream) {
    exchanges[stream.id]!.hasEnded = true
    answer(self, stream)
  }

  func session(_ session: Session, didClose stream: HTTP2.Stream, code: ErrorCode) {
    exchanges[stream.id, default: Exchange()].closed = code
    streams[stream.id] = nil
  }

  func session(_ session: Session, canSendMoreOn stream: HTTP2.Stream) {
    askedForMore += 1
    writeMore(self, stream)
  }

  func session(_ session: Session, didReceivePing payload: UInt64, isAcknowledgement: Bool) {
    pings.append((payload, isAcknowledgement))
  }

  func session(_ session: Session, didReceiveGoAway code: ErrorCode, lastStreamID: Int32) {
    goAways.append((code, lastStreamID))
  }

  /// Takes bytes from the peer.
  func receive(_ bytes: some Collection<UInt8>, at now: Int64 = 0) throws(SessionError) {
    let bytes = Array(bytes)
    var result: Result<Void, SessionError> = .success(())
    unsafe bytes.withUnsafeBytes { buffer in
      do throws(SessionError) { unsafe try session.receive(buffer, at: now) } catch { result = .failure(error) }
    }
    try result.get()
  }

  /// All bytes the session has to give.
  func produceAll(buffer size: Int = Session.produceBytesMin) throws(SessionError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
    defer { unsafe buffer.deallocate() }
    var all: [UInt8] = []
    while true {
      let count = unsafe try session.produce(into: buffer)
      if count == 0 { return all }
      unsafe all.append(contentsOf: buffer[..<count])
    }
  }

  /// Appends text to a body.
  func write(_ bytes: [UInt8], to stream: HTTP2.Stream) {
    unsafe session.write(to: stream, count: bytes.count) { unsafe $0.copyBytes(from: bytes) }
  }
}

/// The text of some bytes.
func text(_ bytes: Span<UInt8>) -> String {
  var array: [UInt8] = []
  for index in bytes.indices { array.append(bytes[index]) }
  return String(decoding: array, as: UTF8.self)
}

/// Lets both ends talk until neither has anything to say.
func converse(_ client: Endpoint, _ server: Endpoint, at now: Int64 = 0) throws {
  while true {
    let up = try client.produceAll()
    if !up.isEmpty { try server.receive(up, at: now) }
    let down = try server.produceAll()
    if !down.isEmpty { try client.receive(down, at: now) }
    if up.isEmpty && down.isEmpty { return }
  }
}

/// The headers of a gRPC call.
func requestHeaders(path: String = "/test.Echo/Say", extra: [(String, String)] = []) -> HeaderList {
  let list = HeaderList()
  list.append(name: ":method", value: "POST")
  list.append(name: ":scheme", value: "http")
  list.append(name: ":path", value: path)
  list.append(name: ":authority", value: "localhost")
  list.append(name: "content-type", value: "application/grpc")
  list.append(name: "te", value: "trailers")
  for (name, value) in extra { list.append(name: name, value: value) }
  return list
}

/// The initial headers of an answer.
let responseHeaders = HeaderList(static: [(":status", "200"), ("content-type", "application/grpc")])

/// The trailers of an answer that went well.
let okTrailers = HeaderList(static: [("grpc-status", "0")])

/// Answers a unary call with the bytes it brought.
func echo(_ server: Endpoint, _ stream: HTTP2.Stream) {
  server.session.sendHeaders(responseHeaders, on: stream)
  server.write(server.exchanges[stream.id]!.body, to: stream)
  server.session.finish(stream, trailers: okTrailers)
}
