import Foundation

/// A directory that goes with its owner.
final class TemporaryDirectory {
  /// Where it is.
  let path: String

  /// Makes it.
  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("inboxd-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A file in it.
  func file(_ name: String) -> String { path + "/" + name }
}
