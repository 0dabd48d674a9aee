internal import CLinux
internal import Glibc

/// Where a server listens or a client connects: an IPv4 or IPv6 address with a port.
///
/// Host names are not resolved: a name that means another machine tomorrow is no place to listen on.
public struct SocketAddress: Sendable, Hashable, CustomStringConvertible {
  /// The IPv4 or IPv6 address as text, without brackets.
  public let host: String
  /// The TCP port; 0 asks the kernel for a free one.
  public let port: UInt16

  /// An address from its parts; nil when `host` is no numeric address.
  public init?(host: String, port: UInt16) {
    let host = host == "localhost" ? "127.0.0.1" : host
    guard Self.family(of: host) != nil else { return nil }
    self.host = host
    self.port = port
  }

  /// Reads `127.0.0.1:50051`, `[::1]:50051`, `localhost:50051` or `:50051` (every interface); nil for anything else.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("[") && host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
    } else if host.contains(":") {
      return nil
    }
    self.init(host: host.isEmpty ? "0.0.0.0" : host, port: port)
  }

  /// The same host with another port.
  public func with(port: UInt16) -> SocketAddress {
    SocketAddress(host: host, port: port) ?? self
  }

  /// Only this machine can reach it.
  public var isLoopback: Bool { host == "::1" || host.hasPrefix("127.") }

  /// `host:port`, IPv6 in brackets.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// `AF_INET` or `AF_INET6`; nil when `host` is neither.
  private static func family(of host: String) -> Int32? {
    var four = in_addr()
    var six = in6_addr()
    if unsafe inet_pton(AF_INET, host, &four) == 1 { return AF_INET }
    return unsafe inet_pton(AF_INET6, host, &six) == 1 ? AF_INET6 : nil
  }

  /// Hands the kernel's form of the address to `body`.
  func withSockaddr<Result>(_ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
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

  /// The address in the kernel's form `storage`; nil for families other than IPv4 and IPv6.
  init?(storage: borrowing sockaddr_storage) {
    var copy = copy storage
    let family = Int32(copy.ss_family)
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
    self.host = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    self.port = port
  }
}
