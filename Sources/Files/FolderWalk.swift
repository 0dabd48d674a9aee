internal import Glibc

/// A walk over the contents of a folder, some at a time, in no order. What comes or goes meanwhile may be met or not.
@safe public final class FolderWalk {
  private var entries: OpaquePointer?

  /// A walk from the beginning; over nothing if the folder cannot be read.
  init(_ path: String) { unsafe entries = opendir(path) }

  deinit { if let entries = unsafe entries { unsafe closedir(entries) } }

  /// The next contents among at most so many names; nil at the end. Names that are no content's are passed over.
  public func next(max: Int) -> [[UInt8]]? {
    guard let entries = unsafe entries else { return nil }
    var contents: [[UInt8]] = []
    for count in 0..<max {
      guard let name = unsafe Folder.nextName(of: entries) else { return count == 0 ? nil : contents }
      if let sha256 = FileStore.sha256(named: name) { contents.append(sha256) }
    }
    return contents
  }
}
