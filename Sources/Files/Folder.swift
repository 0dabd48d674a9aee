internal import Glibc

/// Directories: their names, and that these are on disk.
public enum Folder {
  /// The names in a directory, sorted, without those that begin with a dot; none if it cannot be read.
  public static func names(in path: String) -> [String] {
    guard let entries = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(entries) }
    var names: [String] = []
    while let name = unsafe nextName(of: entries) {
      if name.first != "." { names.append(name) }
    }
    return names.sorted()
  }

  /// The next name in a directory that is open; nil at its end.
  static func nextName(of entries: OpaquePointer) -> String? {
    guard let entry = unsafe readdir(entries) else { return nil }
    return unsafe withUnsafePointer(to: entry.pointee.d_name) { pointer in
      unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
  }

  /// Makes the names in a directory durable; false when the disk does not.
  public static func sync(_ path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return fsync(descriptor) == 0
  }

  /// Makes a directory that only its owner may enter; false with errno when it cannot.
  public static func make(_ path: String) -> Bool { unsafe mkdir(path, 0o700) == 0 }

  /// Whether there is something of a name.
  public static func has(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether nothing is in a directory, names that begin with a dot included; a file is not empty.
  public static func isEmpty(_ path: String) -> Bool {
    guard let entries = unsafe opendir(path) else { return false }
    defer { unsafe closedir(entries) }
    var count = 0
    while unsafe readdir(entries) != nil { count += 1 }
    return count <= 2
  }

  /// Gives something another name in the same file system, durably; false with errno when it cannot.
  public static func rename(_ path: String, to name: String) -> Bool {
    guard unsafe Glibc.rename(path, name) == 0 else { return false }
    return sync(parent(of: name))
  }

  /// Removes a directory and what is in it.
  public static func remove(_ path: String) {
    for name in names(in: path) {
      let entry = path + "/" + name
      if unsafe unlink(entry) != 0 { remove(entry) }
    }
    _ = unsafe rmdir(path)
  }

  /// The directory that holds a path.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
