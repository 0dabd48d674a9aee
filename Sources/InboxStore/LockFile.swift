internal import Glibc

/// Keeps a second server out of a data directory: an flock that ends with the process, however it ends.
struct LockFile: ~Copyable {
  /// The open file that holds the lock.
  private let descriptor: Int32

  /// Makes the directory if needed and takes the lock; throws `inUse` at once if another process holds it.
  init(directory: String) throws(StoreError) {
    if unsafe mkdir(directory, 0o700) != 0, errno != EEXIST {
      throw .directory(directory, reason: Self.reason())
    }
    let path = directory + "/lock"
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .directory(directory, reason: Self.reason()) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let owner = Self.owner(descriptor)
      close(descriptor)
      throw .inUse(directory: directory, owner: owner)
    }
    let owner = "\(getpid())\n"
    ftruncate(descriptor, 0)
    let written = unsafe owner.utf8.withContiguousStorageIfAvailable {
      unsafe write(descriptor, $0.baseAddress, $0.count)
    }
    // The number only helps the message; the lock itself is held either way.
    _ = written
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The process that wrote its number into the file.
  private static func owner(_ descriptor: Int32) -> String {
    let text = unsafe String(unsafeUninitializedCapacity: 16) { buffer in
      max(0, unsafe pread(descriptor, buffer.baseAddress, 16, 0))
    }
    let digits = text.prefix { $0.isNumber }
    return digits.isEmpty ? "unknown" : String(digits)
  }

  /// What errno says.
  private static func reason() -> String { unsafe String(cString: strerror(errno)) }
}
