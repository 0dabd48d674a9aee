import Foundation
import GRPC
import GRPCClient
import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import Testing

/// Files go up and down as streams, and are on disk when they are acknowledged.
@Suite("Attachments")
struct AttachmentTests {
  @Test("come down as they went up, whole and from an offset", arguments: [1, 65_536, 200_001])
  func roundTrip(size: Int) throws {
    let inbox = try RunningInbox()
    let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let stored = try #require(try inbox.upload(content))
    #expect(stored.sizeBytes == Int64(size) && stored.sha256.count == 32 && stored.fileName == "photo.png")
    #expect(try inbox.download(stored.name.string) == content)
    #expect(try inbox.download(stored.name.string, from: size / 2) == Array(content[(size / 2)...]))
    #expect(try inbox.download(stored.name.string, from: size) == [])
  }

  @Test("that are not what was announced leave nothing behind")
  func mismatch() throws {
    let inbox = try RunningInbox()
    #expect(throws: GRPC.Status.self) { try inbox.upload([1, 2, 3]) { $0.sizeBytes = 4 } }
    #expect(throws: GRPC.Status.self) {
      try inbox.upload([1, 2, 3]) { $0.setSha256([UInt8](repeating: 0, count: 32)) }
    }
    #expect(throws: GRPC.Status.self) { try inbox.upload([]) }
    #expect(throws: GRPC.Status.self) { try inbox.upload([1]) { $0.setFileName("../a") } }
  }

  @Test("are collected a day after their upload if nothing refers to them; a content stays while one of its files does")
  func collection() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let used = try #require(try inbox.upload([1, 2, 3])).name.string
    let same = try #require(try inbox.upload([1, 2, 3])).name.string
    let other = try #require(try inbox.upload([4])).name.string
    #expect(try inbox.contentCount() == 2)
    let draft = inbox.make(SaveDraftRequest.self) { request in
      request.setName((try? inbox.review(connection, "r1")) ?? "")
      request.channel = .provider
      request.setText("See the photo")
      request.attachments.append(used)
    }
    _ = try inbox.call(connection, InteractionServiceMethods.saveDraft, draft, SaveDraftResponse.self)
    inbox.advance(hours: 25)
    // The writer looks after the house when it has been idle after some work.
    _ = try inbox.review(connection, "r2")
    while try inbox.contentCount() == 2 { usleep(20_000) }
    #expect(try inbox.download(used) == [1, 2, 3])
    for name in [same, other] { #expect(throws: GRPC.Status.self) { try inbox.download(name) } }
    #expect(try inbox.download(try #require(try inbox.upload([4])).name.string) == [4])
  }

  @Test("that were refused leave their content for an hour or two")
  func sweep() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let kept = try #require(try inbox.upload([1, 2, 3])).name.string
    for _ in 0..<3 {
      #expect(throws: GRPC.Status.self) { try inbox.upload([4]) { $0.sizeBytes = 4 } }
      #expect(try inbox.contentCount() == 2)
      while try inbox.contentCount() == 2 {
        inbox.advance(hours: 1)
        // A command wakes the writer, whose clock was put forward.
        _ = try inbox.review(connection, "r")
        usleep(200_000)
      }
    }
    #expect(try inbox.download(kept) == [1, 2, 3])
  }

  @Test("are nobody's but the uploader's until something refers to them")
  func access() throws {
    let inbox = try RunningInbox()
    let stored = try #require(try inbox.upload([1, 2, 3]))
    let name = stored.name.string
    #expect(throws: GRPC.Status.self) { try inbox.download(name, as: "users/owner") }
    let connection = try inbox.connect()
    let review = try inbox.review(connection, "r1")
    let draft = inbox.make(SaveDraftRequest.self) { request in
      request.setName(review)
      request.channel = .provider
      request.setText("See the photo")
      request.attachments.append(name)
    }
    let method = InteractionServiceMethods.saveDraft
    let refused = try inbox.refusal(connection, method, draft.packed(), inbox.metadata("users/owner"))
    #expect(refused.code == .notFound)
    _ = try inbox.call(connection, method, draft, SaveDraftResponse.self)
    #expect(try inbox.download(name, as: "users/owner") == [1, 2, 3])
  }
}

extension RunningInbox {
  /// Uploads bytes in chunks of 50,000.
  @discardableResult
  fileprivate func upload(
    _ content: [UInt8], _ change: (UploadAttachmentStart) -> Void = { _ in }
  ) throws -> InboxAPI.Attachment? {
    let connection = try connect()
    defer { withExtendedLifetime(connection) {} }
    let call = try connection.open(InteractionServiceMethods.uploadAttachment, metadata: metadata("users/admin"))
    let start = make(UploadAttachmentRequest.self) { request in
      let start = request.makeStart()
      start.setParent("workspaces/demo")
      start.setFileName("photo.png")
      start.setMediaType("image/png")
      change(start)
    }
    call.send(start.packed())
    for begin in stride(from: 0, to: content.count, by: 50_000) {
      let chunk = make(UploadAttachmentRequest.self) { request in
        request.setChunk(Array(content[begin..<min(begin + 50_000, content.count)]))
      }
      call.send(chunk.packed())
    }
    call.endRequests()
    guard let bytes = try call.next() else { return nil }
    return try unsafe bytes.withUnsafeBytes { try unsafe UploadAttachmentResponse.decode($0, in: arena) }.attachment
  }

  /// Downloads a file.
  fileprivate func download(_ name: String, from offset: Int = 0, as actor: String = "users/admin") throws -> [UInt8] {
    let connection = try connect()
    defer { withExtendedLifetime(connection) {} }
    let call = try connection.open(InteractionServiceMethods.downloadAttachment, metadata: metadata(actor))
    let request = make(DownloadAttachmentRequest.self) { request in
      request.setName(name)
      request.offset = Int64(offset)
    }
    call.send(request.packed())
    call.endRequests()
    var content: [UInt8] = []
    var hasInfo = false
    while let bytes = try call.next() {
      let part = try unsafe bytes.withUnsafeBytes { try unsafe DownloadAttachmentResponse.decode($0, in: arena) }
      if let chunk = part.chunk {
        #expect(hasInfo && chunk.count <= 65_536)
        content += unsafe Array(chunk.buffer)
      } else {
        hasInfo = part.attachment != nil
      }
    }
    #expect(hasInfo)
    return content
  }
}
