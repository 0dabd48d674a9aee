import Files
import Foundation
import Synchronization
import Testing

@testable import Delivery

@Suite("An e-mail with files leaves piece by piece")
struct MailContentTests {
  /// Stores a content, and gives its digest.
  private func store(_ content: [UInt8], in files: FileStore) -> [UInt8] {
    let upload = FileUpload(files, folder: 7)
    let done = DispatchSemaphore(value: 0)
    for start in stride(from: 0, to: content.count, by: 50_000) {
      upload.append(Array(content[start..<min(start + 50_000, content.count)])) {}
    }
    upload.finish { done.signal() }
    done.wait()
    return upload.stored?.sha256 ?? []
  }

  /// Everything a content gives, asked for in pieces of a size; nil if it fails.
  private func drain(_ content: inout MailContent, by size: Int) -> [UInt8]? {
    let read = DispatchSemaphore(value: 0)
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: size)
    while true {
      let step = unsafe buffer.withUnsafeMutableBytes { unsafe content.give($0) { read.signal() } }
      switch step {
      case .bytes(0): return all
      case .bytes(let count): all += buffer[..<count]
      case .wait: read.wait()
      case .failed: return nil
      }
    }
  }

  @Test("What leaves is what was stored, in lines, and as much as was announced", arguments: [1, 57, 65_536, 200_001])
  func whole(_ size: Int) throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("inboxd-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let files = FileStore(directory: directory)
    defer { files.stop() }
    let stored = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let digest = store(stored, in: files)
    let message = try MailMessageTests.message {
      $0.files = ["a", "b"].map { MailMessage.File(name: $0, mediaType: "text/plain", sizeBytes: size) }
    }
    for piece in [100, 65_536] {
      var content = MailContent(message, message.files.map { _ in FileDownload(files, digest, folder: 7) })
      let bytes = try #require(drain(&content, by: piece))
      #expect(bytes.count == content.sizeBytes)
      let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n--=_")
      for part in parts[2...3] {
        let lines = part.components(separatedBy: "\r\n\r\n")[1].components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 76 })
        #expect(Data(base64Encoded: lines.joined()).map { Array($0) } == stored)
      }
    }
  }

  @Test("A file that is not there, or longer than it was, fails the attempt")
  func missing() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("inboxd-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let files = FileStore(directory: directory)
    defer { files.stop() }
    let digest = store([1, 2, 3], in: files)
    for (key, size) in [([UInt8](repeating: 0, count: 32), 3), (digest, 2), (digest, 4)] {
      let message = try MailMessageTests.message {
        $0.files = [MailMessage.File(name: "a", mediaType: "text/plain", sizeBytes: size)]
      }
      var content = MailContent(message, [FileDownload(files, key, folder: 7)])
      #expect(drain(&content, by: 1_000) == nil)
    }
  }
}
