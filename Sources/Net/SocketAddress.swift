internal import CLinux
internal import Glibc

/// Where a server listens or a client connects: an IPv4 or IPv6 address with a port, or a unix socket.
///
/// Host names are not resolved: a name that means another machine tomorrow is no place to listen on.
public struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
  /// The forms an address has.
  private enum Form: Hashable {
    /// A numeric address without brackets, and a TCP port.
    case internet(host: String, port: UInt16)
    /// A file, or with a leading `@` a name that Linux keeps apart from files.
    case unix(String)
  }

  private let form: Form

  /// An internet address from its parts; nil when `host` is no numeric address.
  public init?(host: String, port: UInt16) {
    let host = host == "localhost" ? "127.0.0.1" : host
    guard Self.family(of: host) != nil else { return nil }
    form = .internet(host: host, port: port)
  }

  /// A unix socket: a path, or `@` and an abstract name; nil when the kernel has no room for it (107 bytes).
  public init?(unixPath path: String) {
    guard path.utf8.count <= Self.unixPathBytesMax, !path.utf8.contains(0), path != "", path != "@" else { return nil }
    form = .unix(path)
  }

  /// Reads `127.0.0.1:50051`, `[::1]:50051`, `localhost:50051`, `:50051` (every interface), `unix:PATH` or
  /// `unix:@NAME`; nil for anything else.
  public init?(_ text: String) {
    if text.hasPrefix("unix:") {
      self.init(unixPath: String(text.dropFirst("unix:".count)))
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("[") && host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    self.init(host: host.isEmpty ? "0.0.0.0" : host, port: port)
  }

  private static let unixPathBytesMax = 107

  /// The IPv4 or IPv6 address as text, without brackets; empty for a unix socket.
  public var host: String {
    guard case .internet(let host, _) = form else { return "" }
    return host
  }

  /// The TCP port; 0 asks the kernel for a free one, and stands for none with a unix socket.
  public var port: UInt16 {
    guard case .internet(_, let port) = form else { return 0 }
    return port
  }

  /// The path of a unix socket, or `@` and its abstract name; nil for an internet address.
  public var unixPath: String? {
    guard case .unix(let path) = form else { return nil }
    return path
  }

  /// The same host with another port; a unix socket stays as it is.
  public func with(port: UInt16) -> SocketAddress {
    SocketAddress(host: host, port: port) ?? self
  }

  /// Only this machine can reach it.
  public var isLocal: Bool { unixPath != nil || host == "::1" || host.hasPrefix("127.") }

  /// `host:port`, IPv6 in brackets, or `unix:PATH`.
  public var description: String {
    switch form {
    case .internet(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }

  /// `AF_INET` or `AF_INET6`; nil when `host` is neither.
  private static func family(of host: String) -> Int32? {
    var four = in_addr()
    var six = in6_addr()
    if unsafe inet_pton(AF_INET, host, &four) == 1 { return AF_INET }
    return unsafe inet_pton(AF_INET6, host, &six) == 1 ? AF_INET6 : nil
  }

  // MARK: The kernel's form

  /// Hands the kernel's form of the address to `body`.
  func withSockaddr<Result>(_ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    guard case .internet(let host, let port) = form else { return unsafe withUnixSockaddr(body) }
    guard Self.family(of: host) == AF_INET6 else {
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = port.bigEndian
      unsafe inet_pton(AF_INET, host, &address.sin_addr)
      return unsafe withUnsafeBytes(of: &address) { bytes in
        unsafe body(AF_INET, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress!, socklen_t(bytes.count))
      }
    }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = port.bigEndian
    unsafe inet_pton(AF_INET6, host, &address.sin6_addr)
    return unsafe withUnsafeBytes(of: &address) { bytes in
      unsafe body(AF_INET6, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress!, socklen_t(bytes.count))
    }
  }

  /// The same for a unix socket. An abstract name begins with a zero byte and ends where the length says.
  private func withUnixSockaddr<Result>(_ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    let path = Array((unixPath ?? "").utf8)
    let isAbstract = path.first == UInt8(ascii: "@")
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
      unsafe target.copyBytes(from: path)
      if isAbstract { unsafe target[0] = 0 }
    }
    let length = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)! + path.count + (isAbstract ? 0 : 1)
    return unsafe withUnsafeBytes(of: &address) { bytes in
      unsafe body(AF_UNIX, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress!, socklen_t(length))
    }
  }

  /// The address that a socket is bound to; nil when it is none of ours.
  public init?(boundTo number: Int32) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let status = unsafe withUnsafeMutableBytes(of: &storage) {
      unsafe getsockname(number, $0.assumingMemoryBound(to: sockaddr.self).baseAddress!, &length)
    }
    guard status == 0 else { return nil }
    self.init(storage: storage, length: length)
  }

  /// The address in the kernel's form, of `length` bytes; nil for families other than these three. The unnamed end of a
  /// unix socket, which is what a client has, is `unix:@unnamed`.
  init?(storage: borrowing sockaddr_storage, length: socklen_t) {
    var copy = copy storage
    let family = Int32(copy.ss_family)
    if family == AF_UNIX {
      let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path)!
      var path = unsafe withUnsafeBytes(of: &copy) { unsafe Array($0[start..<max(start, Int(length))]) }
      let isAbstract = path.first == 0 && path.count > 1
      if isAbstract { path[0] = UInt8(ascii: "@") } else { path = Array(path.prefix { $0 != 0 }) }
      form = .unix(path.isEmpty ? "@unnamed" : String(decoding: path, as: UTF8.self))
      return
    }
    var text = [UInt8](repeating: 0, count: 64)
    let port: UInt16? = unsafe withUnsafeBytes(of: &copy) { raw in
      if family == AF_INET {
        var address = unsafe raw.load(as: sockaddr_in.self)
        unsafe text.withUnsafeMutableBytes { _ = unsafe inet_ntop(family, &address.sin_addr, $0.baseAddress!, 64) }
        return UInt16(bigEndian: address.sin_port)
      }
      guard family == AF_INET6 else { return nil }
      var address = unsafe raw.load(as: sockaddr_in6.self)
      unsafe text.withUnsafeMutableBytes { _ = unsafe inet_ntop(family, &address.sin6_addr, $0.baseAddress!, 64) }
      return UInt16(bigEndian: address.sin6_port)
    }
    guard let port else { return nil }
    form = .internet(host: String(decoding: text.prefix { $0 != 0 }, as: UTF8.self), port: port)
  }
}
