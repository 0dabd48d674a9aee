internal import CLinux
internal import Glibc

/// A listening socket.
///
/// On a TCP address each loop has its own (`SO_REUSEPORT`): the kernel spreads connections over them, and a connection
/// never changes its loop. A unix socket, and one that was inherited, exist once; the loops share it.
public final class Listener: Sendable {
  private static let backlog: Int32 = 1_024

  /// The address it is bound to, with the port the kernel gave if 0 was asked for.
  public let address: SocketAddress

  /// The listening socket.
  private let descriptor: Descriptor
  /// The file to remove in the end.
  private let file: UnixSocketFile?

  /// The number the kernel knows it by, for registering with a loop.
  public var number: Int32 { descriptor.number }

  /// `count` listeners on one address, one for each loop. Throws when the address is taken, not ours, or may not be
  /// bound. A unix socket gets the permissions `mode`.
  ///
  /// Sharing an address is open to every process of the same user, so that a second server would silently take half
  /// of the connections. A first socket that does not share finds out and is closed again.
  public static func group(
    on address: SocketAddress, count: Int, mode: UInt32 = 0o660
  ) throws(NetError) -> [Listener] {
    if address.unixPath != nil {
      return [Listener](repeating: try Listener(onUnix: address, mode: mode), count: count)
    }
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

  /// A listening socket that whoever started the process left open, for `count` loops. Throws when it is none.
  public static func group(inherited number: Int32, count: Int) throws(NetError) -> [Listener] {
    [Listener](repeating: try Listener(inherited: number), count: count)
  }

  /// Opens, binds and listens on a TCP address.
  private init(on address: SocketAddress, shared: Bool) throws(NetError) {
    descriptor = try Self.open(address) { number in
      var on: Int32 = 1
      let size = socklen_t(MemoryLayout<Int32>.size)
      unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &on, size)
      if shared { unsafe setsockopt(number, SOL_SOCKET, SO_REUSEPORT, &on, size) }
    }
    self.address = SocketAddress(boundTo: descriptor.number) ?? address
    file = nil
    try listen()
  }

  /// Binds and listens on a unix socket, in the place of one that a dead server left.
  private init(onUnix address: SocketAddress, mode: UInt32) throws(NetError) {
    self.address = address
    let file = UnixSocketFile(address)
    let lock = try file?.prepare()
    // Until `chmod` below the file's permissions are these, less those that the process's mask takes away.
    descriptor = try Self.open(address) { number in _ = fchmod(number, mode) }
    self.file = file
    try file?.setMode(mode)
    try listen()
    _ = lock  // Held until the socket listens: see `UnixSocketFile`.
  }

  /// Takes over a listening socket.
  private init(inherited number: Int32) throws(NetError) {
    var listens: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0, listens == 1,
      let address = SocketAddress(boundTo: number)
    else { throw NetError(operation: "take over descriptor \(number)", reason: "it is no listening socket") }
    descriptor = Descriptor(owning: number)
    self.address = address
    file = nil
    if address.unixPath == nil { Socket.sendAtOnce(number) }
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
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

  /// A bound socket, with `options` set before it was bound.
  private static func open(_ address: SocketAddress, options: (Int32) -> Void) throws(NetError) -> Descriptor {
    let (number, failure) = unsafe address.withSockaddr { family, pointer, length -> (Int32, Int32) in
      let number = socket(family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
      guard number >= 0 else { return (-1, errno) }
      options(number)
      guard unsafe bind(number, pointer, length) == 0 else {
        let code = errno
        _ = close(number)
        return (-1, code)
      }
      return (number, 0)
    }
    guard number >= 0 else { throw NetError(operation: "listen on \(address)", code: failure) }
    return Descriptor(owning: number)
  }

  /// Opens the bound socket for connections.
  private func listen() throws(NetError) {
    if address.unixPath == nil { Socket.sendAtOnce(descriptor.number) }
    guard Glibc.listen(descriptor.number, Self.backlog) == 0 else { throw NetError.last("listen on \(address)") }
  }
}
