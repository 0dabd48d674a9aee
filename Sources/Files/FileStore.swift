internal import Glibc
internal import Synchronization

// Files by content: what people attach, each content once in a folder.
//
//     DATA/uploads/N              an upload on its way; forgotten at the next start
//     DATA/files/FOLDER/SHA256    content that is whole and on disk
//
//     upload: chunks --> uploads/N, digest --> fsync --> link to its name --> fsync of the folder --> known by content
//
// Invariants
//  1. Under its name a file is whole and durable: it gets the name only when its bytes are on disk, and the name is on
//     disk before anyone is told.
//  2. Files are read and written by the worker's thread, never by a loop's. Only names are looked at elsewhere.
//  3. Memory does not grow with a file: an upload holds the chunks on their way, at most a few, a download one.
//  4. A content that an upload is about to make known is held from before it gets its name until the upload is gone, and is
//     not removed meanwhile: holding and removing exclude each other.
//
// Limits: the worker's queue; what a caller has on the way is the caller's to bound.
//
// The road not taken: files in the database, where a backup of the inbox would carry them along, but each would pass
// through the log twice and keep the writer.

/// The files of a data directory; the essay above tells the rules.
public final class FileStore: Sendable {
  /// Reads and writes.
  let worker = FileWorker()
  /// Where uploads lie on their way.
  let uploads: String
  /// Where the folders of contents lie.
  let files: String
  /// How many uploads hold each content (invariant 4), by its path.
  private let held = Mutex<[String: Int]>([:])

  /// The files below a directory; what was on its way when the last process ended is removed.
  public init(directory: String) {
    uploads = directory + "/uploads"
    files = directory + "/files"
    for folder in [uploads, files] { _ = unsafe mkdir(folder, 0o700) }
    removeUploads()
  }

  /// The files below a directory that is only read.
  public init(reading directory: String) {
    uploads = directory + "/uploads"
    files = directory + "/files"
  }

  /// Does what waits and ends.
  public func stop() { worker.stop() }

  /// Whether a content is there.
  public func has(_ sha256: [UInt8], in folder: Int64) -> Bool { unsafe access(path(sha256, folder), F_OK) == 0 }

  /// Forgets a content that nothing refers to any more, unless an upload holds it.
  public func remove(_ sha256: [UInt8], in folder: Int64) {
    let path = path(sha256, folder)
    held.withLock { held in
      if held[path] == nil { _ = unsafe unlink(path) }
    }
  }

  /// The folders of contents.
  public func folders() -> [Int64] { Folder.names(in: files).compactMap { Int64($0) } }

  /// A walk over the contents of a folder.
  public func contents(of folder: Int64) -> FolderWalk { FolderWalk(self.folder(folder)) }

  /// Keeps a content from being removed until as many releases.
  func hold(_ path: String) { held.withLock { $0[path, default: 0] += 1 } }

  /// Ends one hold. Waits for a removal that is under way: the worker's to call.
  func release(_ path: String) {
    held.withLock { held in
      guard let count = held[path] else { return }
      held[path] = count > 1 ? count - 1 : nil
    }
  }

  /// The file of a content.
  func path(_ sha256: [UInt8], _ folder: Int64) -> String { self.folder(folder) + "/" + Self.name(sha256) }

  /// The name of a content.
  public static func name(_ sha256: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var name: [UInt8] = []
    for byte in sha256 {
      name.append(digits[Int(byte >> 4)])
      name.append(digits[Int(byte & 15)])
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// The content that a name stands for; nil for any other name.
  static func sha256(named name: String) -> [UInt8]? {
    let digits = name.utf8.map { digit -> UInt8 in
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
      default: 16
      }
    }
    guard digits.count == 64, digits.allSatisfy({ $0 < 16 }) else { return nil }
    return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// Where the contents of a folder lie.
  func folder(_ folder: Int64) -> String { files + "/\(folder)" }

  /// Removes what was on its way.
  private func removeUploads() {
    for name in Folder.names(in: uploads) { _ = unsafe unlink(uploads + "/" + name) }
  }
}
