internal import Glibc
internal import Synchronization

/// A file on its way out, a chunk at a time. Its methods return at once; the worker reads, and calls back.
public final class FileDownload: Sendable {
  /// What was read and not taken.
  private struct State {
    var isReading = false
    var chunk: [UInt8]?
    var hasFailed = false
  }

  /// Bytes of one chunk.
  public static let chunkBytes = 64 << 10

  private let store: FileStore
  private let path: String
  private let state = Mutex(State())

  /// The file of a content.
  public init(_ store: FileStore, _ sha256: [UInt8], folder: Int64) {
    self.store = store
    path = store.path(sha256, folder)
  }

  /// Whether the disk did not give it.
  public var hasFailed: Bool { state.withLock { $0.hasFailed } }

  /// The chunk that was read, if it was; it is handed over once.
  public func take() -> [UInt8]? {
    state.withLock { state in
      defer { state.chunk = nil }
      return state.chunk
    }
  }

  /// Reads a chunk from a place on, unless that is under way, then calls back.
  public func read(at offset: Int64, then: @escaping @Sendable () -> Void) {
    let mustRead = state.withLock { state in
      defer { state.isReading = true }
      return !state.isReading && state.chunk == nil
    }
    guard mustRead else { return }
    let isTaken = store.worker.submit { [self] in
      let chunk = readChunk(at: offset)
      state.withLock { state in
        state.isReading = false
        state.chunk = chunk
        if chunk == nil { state.hasFailed = true }
      }
      then()
    }
    if !isTaken { state.withLock { $0.hasFailed = true } }
  }

  /// Opens the file for one chunk: nothing is held open for a reader who takes his time.
  private func readChunk(at offset: Int64) -> [UInt8]? {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
    let count = unsafe chunk.withUnsafeMutableBytes { buffer in
      unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
    }
    guard count > 0 else { return nil }
    chunk.removeLast(chunk.count - count)
    return chunk
  }
}
