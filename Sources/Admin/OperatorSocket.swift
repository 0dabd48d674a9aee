internal import Glibc
internal import Net
internal import Synchronization

// The operator's socket: what only a running server can do for whoever owns its data directory.
//
//     inboxd backup /backups/monday --> DIRECTORY/operator (unix socket) --> a thread of the server
//              "backup /backups/monday\n"          <-- ". database: 1024 of 9000 pages\n" ... "ok 9000 pages\n" | "error WHY\n"
//
// Invariants
//  1. The permissions of the directory are the credential: the socket is its owner's (0600). Nothing of it is on the network.
//  2. One command at a time, on a thread of its own, which may wait for disks.
//  3. Who asks hears that it goes on, and a command whose asker is gone is given up; so is one under way when the server stops.
//
// The road not taken: a call of the contract (a key that leaks could fill disks of the server's machine); a signal (says
// nothing back); the metrics' address (whoever may look at numbers may not write files).

/// Listens for commands in a data directory.
public final class OperatorSocket: Sendable {
  /// The most bytes of a command.
  private static let commandBytesMax = 4_096
  /// The socket's name in the directory.
  private static let name = "operator"
  /// How long a command may take to arrive, and a line of an answer to leave, in seconds.
  private static let secondsMax = 5

  private let descriptor: Int32
  private let isStopping = Atomic<Bool>(false)
  private let thread = Mutex<Thread?>(nil)

  /// Listens, and has commands carried out: `carryOut` gets a command and a way to say how far it is, which is false when the
  /// command is to be given up; it gives the last line, `ok ...` or `error ...`. Nil if there can be no such socket.
  public init?(
    in directory: String, carryOut: @escaping @Sendable (_ command: String, _ say: @escaping (String) -> Bool) -> String
  ) {
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { return nil }
    // A socket of a server that was killed; the lock says that there is no other.
    _ = unsafe unlink(directory + "/" + Self.name)
    // Linux gives the name the permissions that the socket had.
    fchmod(listener, 0o600)
    let isBound = unsafe Self.withAddress(directory) { unsafe bind(listener, $0, $1) } == 0
    guard isBound, listen(listener, 8) == 0 else {
      close(listener)
      return nil
    }
    descriptor = listener
    thread.withLock { $0 = Thread(name: "operator") { [self] in run(carryOut) } }
  }

  /// Gives up what is under way and listens no more.
  public func stop() {
    isStopping.store(true, ordering: .sequentiallyConsistent)
    shutdown(descriptor, Int32(SHUT_RDWR))
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let running else { return }
    running.join()
    close(descriptor)
  }

  /// Takes one connection after the other.
  private func run(_ carryOut: (String, @escaping (String) -> Bool) -> String) {
    while !isStopping.load(ordering: .sequentiallyConsistent) {
      let connection = accept(descriptor, nil, nil)
      guard connection >= 0 else {
        // Out of descriptors, or the end: no spinning.
        usleep(100_000)
        continue
      }
      defer { close(connection) }
      Self.limitWaits(of: connection)
      guard let command = Self.readLine(connection, max: Self.commandBytesMax) else { continue }
      let last = carryOut(command) { [self] line in
        !isStopping.load(ordering: .sequentiallyConsistent) && Self.write(". " + line + "\n", to: connection)
      }
      _ = Self.write(last + "\n", to: connection)
    }
  }

  /// Has a command carried out by the server of a directory, on the calling thread, and gives the last line; nil if no server
  /// listens or it ended meanwhile.
  public static func ask(_ directory: String, _ command: String, hear: (String) -> Void) -> String? {
    let connection = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard connection >= 0 else { return nil }
    defer { close(connection) }
    guard unsafe withAddress(directory, { unsafe connect(connection, $0, $1) }) == 0 else { return nil }
    guard write(command + "\n", to: connection) else { return nil }
    while let line = readLine(connection, max: 1 << 16) {
      if !line.hasPrefix(". ") { return line }
      hear(String(line.dropFirst(2)))
    }
    return nil
  }

  /// The address of the socket, by way of the directory's descriptor: a path of its own may be too long for an address.
  private static func withAddress(
    _ directory: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    let folder = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return -1 }
    defer { close(folder) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array("/proc/self/fd/\(folder)/\(name)".utf8)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }

  /// Sends a line; false when the peer is gone.
  private static func write(_ line: String, to connection: Int32) -> Bool {
    var bytes = Array(line.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe send(connection, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      bytes = bytes.dropFirst(count)
    }
    return true
  }

  /// Reads to the end of a line; nil when there is none.
  private static func readLine(_ connection: Int32, max: Int) -> String? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while line.count < max {
      let count = unsafe recv(connection, &byte, 1, 0)
      if count < 0 && errno == EINTR { continue }
      guard count == 1 else { return nil }
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }

  /// Bounds how long one waits for the other side.
  private static func limitWaits(of connection: Int32) {
    var limit = timeval(tv_sec: secondsMax, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    unsafe setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    unsafe setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
  }
}
