internal import Glibc

/// The file by which a unix socket is found; removed when its owner goes, unless somebody else's has taken its place.
///
/// A server that was killed leaves its file, and the next one removes it: only a socket, and only when nobody answers
/// there. Two servers that start at once must not remove each other's fresh files, so looking, removing and binding happen
/// under a lock on the directory.
final class UnixSocketFile: @unchecked Sendable {
  private let address: SocketAddress
  private let path: String
  /// The file's identity once it is ours; written before the listener is shared, and then never again.
  private var identity: (device: dev_t, node: ino_t)?

  /// The file of an address; nil for an abstract name, which the kernel removes.
  init?(_ address: SocketAddress) {
    guard let path = address.unixPath, !path.hasPrefix("@") else { return nil }
    self.address = address
    self.path = path
  }

  deinit {
    guard let identity, let now = status(), now.st_dev == identity.device, now.st_ino == identity.node else { return }
    _ = unsafe unlink(path)
  }

  /// Removes what a dead server left. Throws when the path is somebody's file or server. The lock is to be held until
  /// the socket listens.
  func prepare() throws(NetError) -> Descriptor {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let number = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0, flock(number, LOCK_EX) == 0 else { throw NetError.last("listen on \(address)") }
    let lock = Descriptor(owning: number)
    guard let status = status() else { return lock }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw NetError(operation: "listen on \(address)", reason: "there is a file that is no socket")
    }
    do throws(NetError) {
      _ = try Socket.connect(to: address)
    } catch {
      guard error.code == ECONNREFUSED else { throw error }
      guard unsafe unlink(path) == 0 || errno == ENOENT else { throw NetError.last("remove \(path)") }
      return lock
    }
    throw NetError(operation: "listen on \(address)", code: EADDRINUSE)
  }

  /// Gives the bound file its permissions and remembers which one it is.
  func setMode(_ mode: UInt32) throws(NetError) {
    guard unsafe chmod(path, mode) == 0 else { throw NetError.last("set the mode of \(path)") }
    identity = status().map { ($0.st_dev, $0.st_ino) }
  }

  /// What is at the path now.
  private func status() -> stat? {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? status : nil
  }
}
