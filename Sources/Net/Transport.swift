/// A connection's bytes on their way to and from its socket, sealed by TLS or as they are.
///
/// What the socket does not take at once waits here. The backlog is memory of its own only while the kernel does not take
/// everything; an idle connection has none. Without TLS the difference to a bare socket is a test for nil.
public struct Transport: ~Copyable {
  private let socket: Socket
  private let tls: TLSSession?
  private var backlog: [UInt8] = []
  private var backlogStart = 0

  /// Bytes over a connected socket as they are.
  public init(_ socket: consuming Socket) {
    self.socket = socket
    tls = nil
  }

  /// Bytes over a connected socket through TLS. `buffers` are those of the loop. A client names the `host` whose
  /// certificate it accepts.
  public init(
    _ socket: consuming Socket, _ context: TLSContext, _ buffers: TLSBuffers, host: String? = nil
  ) throws(NetError) {
    let tls = try TLSSession(context, buffers: buffers, host: host)
    self.socket = socket
    self.tls = tls
    guard !context.isServer else { return }
    tls.start()
    _ = unsafe send(buffers.takeOutput())
  }

  /// The number the kernel knows the socket by, for registering with a loop.
  public var number: Int32 { socket.number }

  /// The address of the other end; nil when it is gone.
  public var peerAddress: SocketAddress? { socket.peerAddress }

  /// Who the peer's certificate says it is: its first URI, else its first DNS name. Nil without a certificate, and before
  /// the handshake is over.
  public var peerIdentity: String? { tls?.peerIdentity }

  /// Why TLS failed, for people; nil while it did not.
  public var tlsFailure: NetError? { tls?.failure }

  /// Bytes that wait until the socket takes them.
  public var backlogBytes: Int { backlog.count - backlogStart }

  /// Whether `write` may be called: nothing waits, and the handshake is over.
  public var takesOutput: Bool { backlogBytes == 0 && tls?.isOpen ?? true }

  /// Whether the peer has yet to finish the handshake.
  public var isShakingHands: Bool { !(tls?.isOpen ?? true) }

  /// Reads what has arrived, at most `buffer.count` bytes; at least 64 KiB of room.
  @inline(__always)
  public mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    guard let tls else { return unsafe socket.read(into: buffer) }
    return unsafe readSealed(tls, into: buffer)
  }

  /// Reads and opens; what TLS itself has to say to that goes out at once.
  @inline(never)
  private mutating func readSealed(_ tls: TLSSession, into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    let arrived = unsafe socket.read(into: tls.buffers.input)
    guard case .bytes(let count) = arrived else { return arrived }
    let opened = unsafe tls.open(count, into: buffer)
    let answer = unsafe tls.buffers.takeOutput()
    guard unsafe answer.isEmpty || send(answer) else { return .ended }
    return opened
  }

  /// Writes `bytes`, keeping what the socket does not take; false when the connection broke. Only while `takesOutput`.
  @inline(__always)
  public mutating func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    assert(takesOutput, "bytes would overtake those that wait")
    guard let tls else { return unsafe send(bytes) }
    return unsafe tls.seal(bytes) && send(tls.buffers.takeOutput())
  }

  /// Hands `bytes` to the socket, behind what waits; false when the connection broke.
  private mutating func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if backlogBytes > 0 {
      unsafe backlog.append(contentsOf: bytes)
      return true
    }
    switch unsafe socket.write(bytes) {
    case .bytes(let count) where count == bytes.count: return true
    case .bytes(let count): unsafe backlog.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[count...]))
    case .wouldBlock: unsafe backlog.append(contentsOf: bytes)
    case .ended, .failed: return false
    }
    return true
  }

  /// Writes what waited for the socket; false when the connection broke.
  public mutating func writeBacklog() -> Bool {
    guard backlogBytes > 0 else { return true }
    let result = unsafe backlog.withUnsafeBytes {
      unsafe socket.write(UnsafeRawBufferPointer(rebasing: $0[backlogStart...]))
    }
    switch result {
    case .bytes(let count): backlogStart += count
    case .wouldBlock: return true
    case .ended, .failed: return false
    }
    if backlogBytes == 0 {
      backlog = []
      backlogStart = 0
    }
    return true
  }

  /// Ends the outgoing side; the peer reads to the end and then sees it. Only when nothing waits.
  public mutating func endOutput() {
    if let tls {
      tls.sealEnd()
      _ = unsafe send(tls.buffers.takeOutput())  // A full socket may cut it off; the end of the bytes says the same.
    }
    socket.endOutput()
  }

  /// Waits until the socket can be read (or written, if bytes wait), at most `milliseconds`; false when the time ran out.
  /// For clients that own no loop.
  public func wait(milliseconds: Int32) -> Bool {
    socket.wait(alsoForOutput: backlogBytes > 0, milliseconds: milliseconds)
  }
}
