internal import CLinux
internal import Glibc

/// A listening TCP socket of one loop.
///
/// Each loop has its own on the same address (`SO_REUSEPORT`): the kernel spreads connections over them, and a
/// connection never changes its loop.
public final class Listener: Sendable {
  /// The listening socket.
  let descriptor: Descriptor
  /// The address it is bound to, with the port the kernel gave if 0 was asked for.
  public let address: SocketAddress

  /// The number the kernel knows it by, for registering with a loop.
  public var number: Int32 { descriptor.number }

  /// `count` listeners on one address, one for each loop. Throws when the address is taken, not ours, or may not be
  /// bound.
  ///
  /// Sharing an address is open to every process of the same user, so that a second server would silently take half
  /// of the connections. A first socket that does not share finds out and is closed again.
  public static func group(on address: SocketAddress, count: Int) throws(NetError) -> [Listener] {
    _ = try Listener(on: address, shared: false)
    var group: [Listener] = []
    var address = address
    for _ in 0..<count {
      let listener = try Listener(on: address, shared: true)
      address = listener.address
      group.append(listener)
    }
    return group
  }

  /// Opens, binds and listens.
  private init(on address: SocketAddress, shared: Bool, backlog: Int32 = 1_024) throws(NetError) {
    let operation = "listen on \(address)"
    let (number, failure) = unsafe address.withSockaddr { family, pointer, length -> (Int32, Int32) in
      unsafe Self.open(family, pointer, length, backlog, shared: shared)
    }
    guard number >= 0 else { throw NetError(operation: operation, code: failure) }
    descriptor = Descriptor(owning: number)
    self.address = Self.boundAddress(of: number) ?? address
  }

  /// The next connection that waits; nil when there is none.
  public func accept() throws(NetError) -> Socket? {
    while true {
      let number = linux_accept(descriptor.number)
      if number >= 0 { return Socket(owning: number) }
      switch errno {
      case EAGAIN: return nil
      case EINTR, ECONNABORTED, EPROTO: continue  // The peer gave up while it waited; take the next one.
      default: throw NetError.last("accept on \(address)")
      }
    }
  }

  /// A bound, listening socket and 0, or -1 and the error.
  private static func open(
    _ family: Int32, _ pointer: UnsafePointer<sockaddr>, _ length: socklen_t, _ backlog: Int32, shared: Bool
  ) -> (Int32, Int32) {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let number = socket(family, type, 0)
    guard number >= 0 else { return (-1, errno) }
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, size)
    if shared { unsafe setsockopt(number, SOL_SOCKET, SO_REUSEPORT, &on, size) }
    guard unsafe bind(number, pointer, length) == 0, listen(number, backlog) == 0 else {
      let code = errno
      _ = close(number)
      return (-1, code)
    }
    return (number, 0)
  }

  /// The address the kernel bound the socket to.
  private static func boundAddress(of number: Int32) -> SocketAddress? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = unsafe withUnsafeMutableBytes(of: &storage) {
      unsafe getsockname(number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress!, &length)
    }
    return status == 0 ? SocketAddress(storage: storage) : nil
  }
}
