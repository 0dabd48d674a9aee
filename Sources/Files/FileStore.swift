internal import Glibc

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

  /// Forgets a content that nothing refers to any more.
  public func remove(_ sha256: [UInt8], in folder: Int64) { _ = unsafe unlink(path(sha256, folder)) }

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

  /// Where the contents of a folder lie.
  func folder(_ folder: Int64) -> String { files + "/\(folder)" }

  /// Removes what was on its way.
  private func removeUploads() {
    for name in Folder.names(in: uploads) { _ = unsafe unlink(uploads + "/" + name) }
  }
}
