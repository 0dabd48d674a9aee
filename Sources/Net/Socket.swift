internal import CLinux
internal import Glibc

/// What a non-blocking read or write came to.
public enum Transfer: Equatable, Sendable {
  /// So many bytes were moved.
  case bytes(Int)
  /// Nothing can be moved now; the loop will say when.
  case wouldBlock
  /// The peer has closed its side (reads only).
  case ended
  /// The connection is broken: `errno`.
  case failed(Int32)
}

/// A connected, non-blocking stream socket: TCP or unix.
public struct Socket: ~Copyable, Sendable {
  /// The socket itself, closed with this value.
  let descriptor: Descriptor

  /// The number the kernel knows it by, for registering with a loop.
  public var number: Int32 { descriptor.number }

  /// Takes ownership of a connected descriptor: non-blocking, small writes sent at once.
  init(owning number: Int32) { descriptor = Descriptor(owning: number) }

  /// Has a socket send small writes at once. What a listener accepts inherits it.
  static func sendAtOnce(_ number: Int32) {
    var on: Int32 = 1
    unsafe setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Connects to `address`, waiting for the handshake.
  public static func connect(to address: SocketAddress) throws(NetError) -> Socket {
    let (number, failure) = unsafe address.withSockaddr { family, pointer, length -> (Int32, Int32) in
      let number = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
      guard number >= 0 else { return (-1, errno) }
      guard unsafe Glibc.connect(number, pointer, length) == 0 else {
        let code = errno
        _ = close(number)
        return (-1, code)
      }
      return (number, 0)
    }
    guard number >= 0 else { throw NetError(operation: "connect \(address)", code: failure) }
    _ = fcntl(number, F_SETFL, O_NONBLOCK)
    if address.unixPath == nil { sendAtOnce(number) }
    return Socket(owning: number)
  }

  /// Reads what has arrived, at most `buffer.count` bytes.
  public func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer { unsafe receive(into: buffer, 0) }

  /// Reads what has arrived and leaves it to be read again.
  public func peek(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
    unsafe receive(into: buffer, Int32(MSG_PEEK))
  }

  /// Reads what has arrived.
  @inline(__always)
  private func receive(into buffer: UnsafeMutableRawBufferPointer, _ flags: Int32) -> Transfer {
    while true {
      let count = unsafe recv(number, buffer.baseAddress, buffer.count, flags)
      if count > 0 { return .bytes(count) }
      if count == 0 { return .ended }
      if errno != EINTR { return errno == EAGAIN ? .wouldBlock : .failed(errno) }
    }
  }

  /// Writes as much of `bytes` as the kernel takes.
  public func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
    while true {
      let count = unsafe send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      if count >= 0 { return .bytes(count) }
      if errno != EINTR { return errno == EAGAIN ? .wouldBlock : .failed(errno) }
    }
  }

  /// Ends the outgoing side; the peer reads to the end and then sees it.
  public func endOutput() {
    _ = shutdown(number, Int32(SHUT_WR))
  }

  /// Whether nothing can be read, now or later: the peer has ended his side or is gone, and all that he sent was read.
  public var isSpent: Bool {
    var byte: UInt8 = 0
    return switch unsafe withUnsafeMutableBytes(of: &byte, { unsafe peek(into: $0) }) {
    case .ended, .failed: true
    case .bytes, .wouldBlock: false
    }
  }

  /// Waits until the socket can be read (or also written), at most `milliseconds`; false when the time ran out.
  /// For clients that own no loop.
  public func wait(alsoForOutput: Bool, milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: number, events: Int16(alsoForOutput ? POLLIN | POLLOUT : POLLIN), revents: 0)
    return unsafe poll(&entry, 1, milliseconds) > 0
  }

  /// Who is at the other end, as text; empty when it is gone.
  public var peerDescription: String { peerAddress?.description ?? "" }

  /// The address of the other end; nil when it is gone.
  var peerAddress: SocketAddress? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = unsafe withUnsafeMutableBytes(of: &storage) {
      unsafe getpeername(number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress!, &length)
    }
    return status == 0 ? SocketAddress(storage: storage, length: length) : nil
  }
}
