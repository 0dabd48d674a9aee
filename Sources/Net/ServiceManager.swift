internal import CLinux
internal import Glibc

/// The one who started the process, if it is systemd or speaks its language: hands over sockets (sd_listen_fds(3)) and wants
/// to know how it goes (sd_notify(3)). Both are a few lines of protocol, so its library is not needed.
public struct ServiceManager: Sendable {
  private static let firstDescriptor: Int32 = 3

  /// The listening sockets that were handed over, by number; the process has to take each.
  public let sockets: [Int32]
  private let address: SocketAddress?

  /// What the environment tells; nothing of it is left for programs that this one starts.
  public init() {
    let address = Self.take("NOTIFY_SOCKET").flatMap { SocketAddress(unixPath: $0) }
    self.address = address
    // The sockets are meant for one process, not for what it starts or was started by.
    let isMeant = Self.take("LISTEN_PID").flatMap { Int32($0) } == getpid()
    let count = Self.take("LISTEN_FDS").flatMap { Int32($0) } ?? 0
    _ = Self.take("LISTEN_FDNAMES")
    sockets = isMeant && count > 0 ? Array(Self.firstDescriptor..<Self.firstDescriptor + min(count, 64)) : []
  }

  /// Says that the process serves; `status` is for people.
  public func tellReady(_ status: String) { tell("READY=1\nSTATUS=\(status)") }

  /// Says that the process reads its files anew; `tellReady` ends it.
  public func tellReloading() {
    tell("RELOADING=1\nMONOTONIC_USEC=\(Clock.monotonicNanoseconds() / 1_000)")
  }

  /// Says that the process ends.
  public func tellStopping() { tell("STOPPING=1") }

  /// Sends lines, if somebody wants them. Lost ones change nothing for the process.
  private func tell(_ lines: String) {
    guard let address else { return }
    let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard number >= 0 else { return }
    let descriptor = Descriptor(owning: number)
    let bytes = Array(lines.utf8)
    unsafe address.withSockaddr { _, target, length in
      _ = unsafe sendto(descriptor.number, bytes, bytes.count, Int32(MSG_NOSIGNAL), target, length)
    }
  }

  /// Reads a variable and removes it.
  private static func take(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    unsafe unsetenv(name)
    return text
  }
}
