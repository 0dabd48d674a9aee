internal import CLinux
internal import Glibc

extension SocketAddress {
  /// The IP address as the network has it: 4 or 16 bytes.
  public var hostBytes: [UInt8] {
    var four = in_addr()
    if unsafe inet_pton(AF_INET, host, &four) == 1 { return unsafe withUnsafeBytes(of: &four) { unsafe Array($0) } }
    var six = in6_addr()
    guard unsafe inet_pton(AF_INET6, host, &six) == 1 else { return [] }
    return unsafe withUnsafeBytes(of: &six) { unsafe Array($0) }
  }
}
