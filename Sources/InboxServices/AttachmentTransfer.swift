internal import Files
internal import GRPC
public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

extension Interactions {
  /// Uploads a file: first one message with start, then its bytes.
  public func uploadAttachment(
    _ request: UploadAttachmentRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> Exchange<UploadAttachmentRequest, UploadAttachmentResponse> {
    guard let start = request.start else { throw .attachmentIncomplete }
    try call.requireWorkspace(start.parent, field: "start.parent")
    try call.caller.requireSomeEditor()
    let file = AttachmentDraft(
      fileName: start.fileName.string, mediaType: start.mediaType.string, sizeBytes: start.sizeBytes,
      sha256: unsafe Array(start.sha256.buffer), requestID: start.requestID.string)
    try file.check()
    return AttachmentUpload(
      file, FileUpload(transaction.files, folder: call.caller.workspace.rawValue))
  }

  /// Downloads a file: first one message with attachment, then its bytes.
  public func downloadAttachment(
    _ request: DownloadAttachmentRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ReadingStream<DownloadAttachmentResponse> {
    let id = try call.id(request.name, of: IDKind.Attachment.self, field: "name")
    let info = try transaction.visibleAttachment(id, for: call.caller)
    guard request.offset >= 0, request.offset <= info.sizeBytes else {
      throw .fieldOutOfRange(field: "offset", min: "0", max: String(info.sizeBytes))
    }
    let file = FileDownload(transaction.files, info.sha256, folder: call.caller.workspace.rawValue)
    return AttachmentDownload(info, file, from: request.offset)
  }
}

/// An upload that is under way: chunks go to the disk's thread as they come, a few at a time.
///
/// Memory: what waits for the disk, a chunk more, and what the sender's window still lets through, 1 MiB at most.
final class AttachmentUpload: RequestStream, StreamCommand {
  /// The most bytes of one chunk.
  private static let chunkBytesMax = 1 << 20
  /// How many bytes may wait for the disk before the sender does.
  private static let bytesWaitingMax = 256 << 10

  /// How far it is.
  private enum Phase { case receiving, finishing, storing, answering, answered }

  private let file: AttachmentDraft
  private let upload: FileUpload
  private var phase = Phase.receiving
  private var hasStart = false
  private var receivedBytes: Int64 = 0
  private var wake: @Sendable () -> Void = {}
  private var info: AttachmentInfo?

  /// An upload of which nothing came yet.
  init(_ file: AttachmentDraft, _ upload: FileUpload) {
    self.file = file
    self.upload = upload
  }

  /// The disk wakes it.
  var interest: StreamInterest { .nothing }
  /// It ends with its file.
  var endsByItself: Bool { true }
  /// Whether the disk keeps up.
  var takesRequests: Bool { upload.bytesWaiting < Self.bytesWaitingMax }
  /// Keeps how to be woken.
  func opened(_ wake: @escaping @Sendable () -> Void) { self.wake = wake }
  /// There is one answer, in the end.
  func idle(_ call: Call) -> UploadAttachmentResponse? { nil }
  /// What has no name yet is forgotten.
  func closed() { upload.discard() }

  /// Hands a chunk to the disk.
  func receive(
    _ request: UploadAttachmentRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) {
    if request.start != nil {
      guard !hasStart else { throw .attachmentIncomplete }
      hasStart = true
      return
    }
    guard let chunk = request.chunk else { throw .attachmentIncomplete }
    guard chunk.count <= Self.chunkBytesMax else {
      throw .fieldOutOfRange(field: "chunk", min: "0", max: "\(Self.chunkBytesMax) bytes")
    }
    receivedBytes += Int64(chunk.count)
    guard receivedBytes <= AttachmentDraft.sizeBytesMax else {
      throw .attachmentTooLarge(limit: AttachmentDraft.sizeBytesMax)
    }
    upload.append(unsafe Array(chunk.buffer), then: wake)
  }

  /// The bytes are complete: has them made durable.
  func endOfRequests() {
    phase = .finishing
    upload.finish(then: wake)
  }

  /// Waits for the disk, then for the writer, then answers.
  func next(
    _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> StreamStep<UploadAttachmentResponse, any StreamCommand<Call, WriteTransaction, InboxError>> {
    if upload.hasFailed { throw .storageUnavailable("an upload could not be written") }
    switch phase {
    case .receiving: return .wait()
    case .finishing:
      guard receivedBytes > 0 else { throw .attachmentIncomplete }
      guard let stored = upload.stored else { return .wait() }
      try file.compare(with: stored.sizeBytes, stored.sha256)
      phase = .storing
      return .commit(self)
    case .storing, .answering:
      guard let info else { throw .internalFault("an upload was stored without a row") }
      phase = .answered
      let response = UploadAttachmentResponse(in: call.arena)
      response.makeAttachment().fill(info, Names(call))
      return .send(response)
    case .answered: return .end
    }
  }

  /// Makes the file known.
  func execute(_ call: Call, in transaction: WriteTransaction) throws(InboxError) {
    guard let stored = upload.stored else { throw .internalFault("an upload is not stored") }
    let method = InteractionServiceMethods.uploadAttachment.path
    let fingerprint = file.fingerprint(stored.sha256)
    if !file.requestID.isEmpty {
      let known = try transaction.replay(file.requestID, method: method, fingerprint: fingerprint, for: call.caller)
      if let known {
        info = try transaction.visibleAttachment(
          AttachmentID(known.reduce(0) { $0 << 8 | Int64($1) }), for: call.caller)
        return
      }
    }
    let made = try transaction.addAttachment(
      file, sha256: stored.sha256, sizeBytes: stored.sizeBytes, by: call.caller)
    info = made
    if file.requestID.isEmpty { return }
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: made.id.rawValue >> (56 - 8 * $0)) }
    try transaction.remember(
      file.requestID, method: method, fingerprint: fingerprint, response: bytes.span, for: call.caller)
  }
}

/// A download that is under way: a chunk is read when the one before has gone.
final class AttachmentDownload: ResponseStream {
  private let info: AttachmentInfo
  private let file: FileDownload
  private var offset: Int64
  private var hasSentInfo = false
  private var wake: @Sendable () -> Void = {}

  /// A download from a place on.
  init(_ info: AttachmentInfo, _ file: FileDownload, from offset: Int64) {
    self.info = info
    self.file = file
    self.offset = offset
  }

  /// The disk wakes it.
  var interest: StreamInterest { .nothing }
  /// It ends with its file.
  var endsByItself: Bool { true }
  /// Keeps how to be woken.
  func opened(_ wake: @escaping @Sendable () -> Void) { self.wake = wake }
  /// There is always something to say.
  func idle(_ call: Call) -> DownloadAttachmentResponse? { nil }

  /// What it is, then its bytes.
  func next(
    _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> StreamStep<DownloadAttachmentResponse, Never> {
    let response = DownloadAttachmentResponse(in: call.arena)
    if !hasSentInfo {
      hasSentInfo = true
      response.makeAttachment().fill(info, Names(call))
      return .send(response)
    }
    if offset == info.sizeBytes { return .end }
    if let chunk = file.take() {
      offset += Int64(chunk.count)
      response.setChunk(chunk)
      if offset < info.sizeBytes { file.read(at: offset, then: wake) }
      return .send(response)
    }
    if file.hasFailed { throw .storageUnavailable("the file of an attachment cannot be read") }
    file.read(at: offset, then: wake)
    return .wait()
  }
}
