internal import COpenSSL
internal import Glibc
internal import Synchronization

/// What came of an upload.
public struct StoredFile: Sendable, Equatable {
  /// The SHA-256 of the content.
  public let sha256: [UInt8]
  /// Its size.
  public let sizeBytes: Int64
}

/// A file on its way in. Its methods return at once; the worker does the rest in their order, and calls back.
public final class FileUpload: Sendable {
  /// What is known of the way so far.
  private struct State {
    var bytesWaiting = 0
    var hasFailed = false
    var stored: StoredFile?
    /// What it holds until it is gone.
    var held: String?
  }

  private let store: FileStore
  private let folder: Int64
  private let sink: FileSink
  private let state = Mutex(State())

  /// An upload into a folder.
  public init(_ store: FileStore, folder: Int64) {
    self.store = store
    self.folder = folder
    sink = FileSink(store.uploads)
  }

  deinit {
    guard let held = state.withLock({ $0.held }) else { return }
    if !store.worker.submit({ [store] in store.release(held) }) { store.release(held) }
  }

  /// How many bytes are not written yet.
  public var bytesWaiting: Int { state.withLock { $0.bytesWaiting } }
  /// Whether the disk did not take it.
  public var hasFailed: Bool { state.withLock { $0.hasFailed } }
  /// What is under its name by now; nil until `finish` is done.
  public var stored: StoredFile? { state.withLock { $0.stored } }

  /// Writes the next bytes, then calls back.
  public func append(_ bytes: [UInt8], then: @escaping @Sendable () -> Void) {
    state.withLock { $0.bytesWaiting += bytes.count }
    submit { [self] in
      let hasWritten = sink.append(bytes)
      state.withLock { state in
        state.bytesWaiting -= bytes.count
        if !hasWritten { state.hasFailed = true }
      }
      then()
    }
  }

  /// Gives the content its name once it is durable, then calls back. It stays at least as long as this upload is referred to.
  public func finish(then: @escaping @Sendable () -> Void) {
    submit { [self] in
      let stored = sink.finish(hold, in: store.folder(folder), of: store.files)
      state.withLock { state in
        state.stored = stored
        if stored == nil { state.hasFailed = true }
      }
      then()
    }
  }

  /// Holds a content that is about to get its name, and gives the name.
  private func hold(_ sha256: [UInt8]) -> String {
    let path = store.path(sha256, folder)
    store.hold(path)
    state.withLock { $0.held = path }
    return path
  }

  /// Forgets what is on its way; nothing happens to what has its name.
  public func discard() { submit { [sink] in sink.discard() } }

  /// Hands a job to the worker.
  private func submit(_ job: @escaping @Sendable () -> Void) {
    if !store.worker.submit(job) { state.withLock { $0.hasFailed = true } }
  }
}

/// A file that is being written, with the digest of what was; the worker's alone.
@safe private final class FileSink: @unchecked Sendable {
  // Sound as Sendable: only the worker's thread touches it, and the deinit when nobody else can.

  /// Numbers the uploads of this process.
  private static let next = Atomic<Int>(0)

  private let path: String
  private var descriptor: Int32 = -1
  private var digest: OpaquePointer?
  private var size: Int64 = 0

  /// A sink that opens its file at the first byte.
  init(_ folder: String) {
    path = folder + "/\(Self.next.wrappingAdd(1, ordering: .relaxed).oldValue)"
  }

  deinit { discard() }

  /// Opens the file and begins the digest, once.
  private func open() -> Bool {
    if descriptor >= 0 { return true }
    descriptor = unsafe Glibc.open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
    unsafe digest = EVP_MD_CTX_new()
    return unsafe descriptor >= 0 && EVP_DigestInit_ex(digest, EVP_sha256(), nil) == 1
  }

  /// Writes bytes; false when the disk does not take them.
  func append(_ bytes: [UInt8]) -> Bool {
    guard open() else { return false }
    size += Int64(bytes.count)
    return unsafe bytes.withUnsafeBytes { buffer in
      guard unsafe EVP_DigestUpdate(digest, buffer.baseAddress, buffer.count) == 1 else { return false }
      var done = 0
      while done < buffer.count {
        let count = unsafe write(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  /// Makes the content durable and gives it the name that `path` makes of its digest; nil when the disk does not.
  func finish(_ name: ([UInt8]) -> String, in folder: String, of parent: String) -> StoredFile? {
    guard open(), fsync(descriptor) == 0 else { return nil }
    var sha256 = [UInt8](repeating: 0, count: 32)
    guard unsafe EVP_DigestFinal_ex(digest, &sha256, nil) == 1 else { return nil }
    if unsafe mkdir(folder, 0o700) == 0, !Folder.sync(parent) { return nil }
    // Somebody else's upload of the same content is as good.
    guard unsafe link(path, name(sha256)) == 0 || errno == EEXIST else { return nil }
    guard Folder.sync(folder) else { return nil }
    discard()
    return StoredFile(sha256: sha256, sizeBytes: size)
  }

  /// Closes the file and removes its name among the uploads.
  func discard() {
    if descriptor >= 0 {
      close(descriptor)
      _ = unsafe unlink(path)
    }
    descriptor = -1
    if let context = unsafe digest { unsafe EVP_MD_CTX_free(context) }
    unsafe digest = nil
  }
}
