import Foundation
import Synchronization
import Testing

@testable import Files

/// Invariant 4 of FileStore.swift: what an upload is about to make known is not removed.
struct FileStoreTests {
  private let directory = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)").path

  /// A store in a directory that is there.
  private func open() throws -> FileStore {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    return FileStore(directory: directory)
  }

  /// Waits until the worker has called back.
  private func wait(_ body: (@escaping @Sendable () -> Void) -> Void) {
    let done = DispatchSemaphore(value: 0)
    body { done.signal() }
    done.wait()
  }

  /// An upload that has its name.
  private func upload(_ content: [UInt8], to store: FileStore) -> FileUpload {
    let upload = FileUpload(store, folder: 7)
    wait { upload.append(content, then: $0) }
    wait { upload.finish(then: $0) }
    return upload
  }

  @Test func aContentStaysWhileAnyOfItsUploadsIsThere() throws {
    let store = try open()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var uploads = [upload([1, 2, 3], to: store), upload([1, 2, 3], to: store)]
    let content = try #require(uploads[0].stored).sha256
    while !uploads.isEmpty {
      store.remove(content, in: 7)
      #expect(store.has(content, in: 7))
      uploads.removeLast()
    }
    // The worker lets go of the last upload in its own time.
    while store.has(content, in: 7) { store.remove(content, in: 7) }
    store.stop()
  }

  @Test func aWalkMeetsEveryContentAndNothingElse() throws {
    let store = try open()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let known = Set((0..<25).compactMap { upload([UInt8($0)], to: store).stored?.sha256 })
    for name in ["notes.txt", "Z" + String(repeating: "0", count: 63)] {
      try Data([1]).write(to: URL(fileURLWithPath: "\(directory)/files/7/\(name)"))
    }
    #expect(store.folders() == [7])
    let walk = store.contents(of: 7)
    var met: [[UInt8]] = []
    while let names = walk.next(max: 4) { met += names }
    #expect(met.count == 25 && Set(met) == known)
    #expect(store.contents(of: 8).next(max: 4) == nil)
    store.stop()
  }
}
