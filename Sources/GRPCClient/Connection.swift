public import GRPC
internal import HTTP2
public import Net

// A client connection for programs that wait: command-line tools, tests, scripts.
//
//     unary(...)  -->  openStream, write, finish  -->  turn: produce, write, poll, read, receive  -->  answer
//
// The caller's thread does everything: while a call waits, it polls the socket and feeds the session. Several calls may
// be open at once (a stream that is read slowly beside unary calls), but only from one thread.
//
// Invariants
//  1. Nothing happens between two calls of a method: no thread, no timer. PINGs and SETTINGS are answered the next time
//     something is awaited.
//  2. An awaited event comes, or the deadline passes, or the connection fails; whichever it is ends the wait.
//  3. Once broken, a connection stays broken: each later call is `UNAVAILABLE` with the first reason.
//
// The road not taken: the server's loops. A client of a thousand connections would want them; a tool that waits for
// one answer is served better by code that can be read from top to bottom.

/// A connection to a gRPC server, over TLS or as it is; the essay above tells its rules.
@safe public final class Connection {
  private static let bufferBytes = 64 << 10

  /// The server's address.
  public let address: SocketAddress

  private let host: String
  private let scheme: String
  private var transport: Transport
  private var session: Session!
  private let pool = SessionPool()
  private let events = SessionEvents()
  /// Made last: who throws from `init` has no `deinit` to free it.
  private let buffer: UnsafeMutableRawBufferPointer
  private var broken: Status?

  /// Connects to `address`, with TLS if there is a context for it; throws when nobody listens there.
  ///
  /// `host` is whom the server's certificate must name, if that is not the address. A handshake that fails shows in the
  /// first call.
  public init(to address: SocketAddress, tls context: TLSContext? = nil, host: String? = nil) throws(NetError) {
    self.address = address
    self.host = host ?? (address.unixPath == nil ? address.host : "localhost")
    let socket = try Socket.connect(to: address)
    if let context {
      scheme = "https"
      transport = try Transport(socket, context, TLSBuffers(), host: self.host)
    } else {
      scheme = "http"
      transport = Transport(socket)
    }
    unsafe buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.bufferBytes, alignment: 16)
    session = Session(role: .client, pool: pool, delegate: events)
  }

  deinit {
    unsafe buffer.deallocate()
  }

  // MARK: Calls

  /// Sends `request` to a method with one answer, and waits for it.
  ///
  /// Throws the status when it is not OK; `DEADLINE_EXCEEDED` after `timeoutNanoseconds`.
  public func unary(
    _ method: MethodDescriptor, _ request: [UInt8], metadata: Metadata = Metadata(), timeoutNanoseconds: UInt64? = nil
  ) throws(Status) -> [UInt8] {
    let call = try open(method, metadata: metadata, timeoutNanoseconds: timeoutNanoseconds)
    call.send(request)
    call.endRequests()
    guard let answer = try call.next() else {
      throw Status(.unimplemented, "The server answered \(method.path) without a message.")
    }
    guard try call.next() == nil else {
      throw Status(.unimplemented, "The server answered \(method.path) with more than one message.")
    }
    return answer
  }

  /// Opens a call of any kind; its messages are sent and read through the call.
  public func open(
    _ method: MethodDescriptor, metadata: Metadata = Metadata(), timeoutNanoseconds: UInt64? = nil
  ) throws(Status) -> Call {
    if let broken { throw broken }
    let headers = HeaderList()
    headers.append(name: ":method", value: "POST")
    headers.append(name: ":scheme", value: scheme)
    headers.append(name: ":path", value: method.path)
    headers.append(name: ":authority", value: authority)
    headers.append(name: "content-type", value: "application/grpc")
    headers.append(name: "te", value: "trailers")
    if let timeoutNanoseconds {
      headers.append(name: "grpc-timeout", value: Timeout.format(nanoseconds: timeoutNanoseconds))
    }
    metadata.forEach { headers.append(name: $0, value: $1) }
    let call = Call(method, on: self, deadlineNanoseconds: timeoutNanoseconds.map { Clock.monotonicNanoseconds() + $0 })
    guard let stream = session.openStream(headers, context: call) else {
      throw Status(.unavailable, "The connection to \(address) takes no more calls.")
    }
    call.stream = stream
    return call
  }

  /// Whom the calls are for.
  private var authority: String {
    guard address.unixPath == nil else { return host }
    return host.contains(":") ? "[\(host)]:\(address.port)" : "\(host):\(address.port)"
  }

  // MARK: What calls need

  func write(_ bytes: [UInt8], to stream: HTTP2.Stream) {
    unsafe session.write(to: stream, count: bytes.count) { target in
      unsafe bytes.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
    }
  }

  func finish(_ stream: HTTP2.Stream) { session.finish(stream) }

  func consume(_ count: Int, on stream: HTTP2.Stream) { session.consume(count, on: stream) }

  func reset(_ stream: HTTP2.Stream) {
    session.reset(stream, code: .cancel)
    _ = flush()
  }

  /// Sends what can be sent and takes what has come, waiting for it until `deadlineNanoseconds`; false when that
  /// passed (invariant 2).
  func turn(until deadlineNanoseconds: UInt64?) -> Bool {
    guard broken == nil, flush() else { return true }
    let now = Clock.monotonicNanoseconds()
    var milliseconds: Int32 = -1
    if let deadlineNanoseconds {
      guard deadlineNanoseconds > now else { return false }
      milliseconds = Int32(min((deadlineNanoseconds - now + 999_999) / 1_000_000, 60_000))
    }
    guard transport.wait(milliseconds: milliseconds) else { return true }
    switch unsafe transport.read(into: buffer) {
    case .bytes(let count): receive(count, now)
    case .wouldBlock: break
    case .ended: fail("The server closed the connection.")
    case .failed(let code):
      let reason = transport.tlsFailure ?? NetError(operation: "read", code: code)
      fail("The connection to \(address) broke: \(reason).")
    }
    return true
  }

  /// Writes what waits; false when the connection broke.
  private func flush() -> Bool {
    do throws(SessionError) {
      var isWhole = transport.writeBacklog()
      while isWhole && transport.takesOutput {
        let count = try unsafe session.produce(into: buffer)
        guard count > 0 else { return true }
        isWhole = unsafe transport.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      }
      if !isWhole { fail("The connection to \(address) broke.") }
      return isWhole
    } catch {
      fail("The connection to \(address) failed: \(error).")
      return false
    }
  }

  private func receive(_ count: Int, _ nowNanoseconds: UInt64) {
    do throws(SessionError) {
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count])
      try unsafe session.receive(bytes, at: Int64(nowNanoseconds / 1_000_000))
    } catch {
      fail("The server at \(address) broke the HTTP/2 protocol: \(error).")
    }
  }

  private func fail(_ reason: String) {
    if broken == nil { broken = Status(.unavailable, reason) }
    session.abandon()
  }

  /// Why a call that ended without a status did so.
  var lossStatus: Status { broken ?? Status(.unavailable, "The server reset the call.") }
}
