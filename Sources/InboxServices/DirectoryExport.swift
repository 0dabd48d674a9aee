internal import Files
public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

extension Directory {
  /// Streams all that is stored of a customer as JSON Lines.
  public func exportCustomer(
    _ request: ExportCustomerRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ReadingStream<ExportCustomerResponse> {
    let id = try call.id(request.name, of: IDKind.Customer.self, field: "name")
    _ = try transaction.customer(id, for: call.caller)
    try call.caller.requireAdmin()
    return CustomerExportStream(CustomerExport(of: id))
  }
}

/// An export that is under way: a step at a time, each a moment of the loop, and a pause after each message, in which others
/// have their turn; files are read by their own thread.
final class CustomerExportStream: ResponseStream {
  /// The most bytes of a message.
  private static let chunkBytesMax = 64 << 10
  /// How long others have the loop after a message, in microseconds.
  private static let pauseMicroseconds: Int64 = 1_000
  /// Steps that one turn takes while nothing is found.
  private static let stepsPerTurn = 4

  private var export: CustomerExport
  private var waiting: [UInt8] = []
  private var file: FileContentReader?
  private var isDone = false
  private var mustPause = false
  private var wake: @Sendable () -> Void = {}

  /// An export from its beginning.
  init(_ export: CustomerExport) { self.export = export }

  /// It goes by itself.
  var interest: StreamInterest { .nothing }
  /// It ends with what there is.
  var endsByItself: Bool { true }
  /// Keeps how to be woken.
  func opened(_ wake: @escaping @Sendable () -> Void) { self.wake = wake }
  /// There is always something to say.
  func idle(_ call: Call) -> ExportCustomerResponse? { nil }

  /// The next bytes, or the next step to get some.
  func next(
    _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> StreamStep<ExportCustomerResponse, Never> {
    if mustPause {
      mustPause = false
      return .wait(until: call.now + Self.pauseMicroseconds)
    }
    for _ in 0..<Self.stepsPerTurn where waiting.count < Self.chunkBytesMax && !isDone {
      if let file {
        guard let bytes = try file.next(then: wake) else { break }
        waiting += bytes
        if file.isDone { self.file = nil }
        continue
      }
      switch try transaction.exportStep(&export, for: call.caller) {
      case .lines(let bytes): waiting += bytes
      case .file(let bytes, let info):
        waiting += bytes
        file = FileContentReader(
          FileDownload(transaction.files, info.sha256, folder: call.caller.workspace.rawValue), info.sizeBytes)
      case .end: isDone = true
      }
    }
    if waiting.isEmpty { return isDone ? .end : .wait(until: file == nil ? call.now : nil) }
    let response = ExportCustomerResponse(in: call.arena)
    let count = min(waiting.count, Self.chunkBytesMax)
    response.setChunk(Array(waiting[..<count]))
    waiting.removeFirst(count)
    mustPause = true
    return .send(response)
  }
}

/// The content of one file in base64, as the file's thread reads it, and the end of its line.
private final class FileContentReader {
  private let file: FileDownload
  private let sizeBytes: Int64
  private var offset: Int64 = 0
  private var rest: [UInt8] = []
  /// Whether all of it was given.
  private(set) var isDone = false

  /// A file of so many bytes.
  init(_ file: FileDownload, _ sizeBytes: Int64) {
    self.file = file
    self.sizeBytes = sizeBytes
  }

  /// The next of it; nil when the disk is asked, which then wakes.
  func next(then wake: @escaping @Sendable () -> Void) throws(InboxError) -> [UInt8]? {
    if offset < sizeBytes {
      guard let chunk = file.take() else {
        if file.hasFailed { throw .storageUnavailable("the file of an attachment cannot be read") }
        file.read(at: offset, then: wake)
        return nil
      }
      offset += Int64(chunk.count)
      rest += chunk
      if offset < sizeBytes {
        let whole = rest.count / 3 * 3
        defer { rest.removeFirst(whole) }
        return Base64.bytes(of: rest[..<whole])
      }
    }
    isDone = true
    return Base64.bytes(of: rest[...]) + "\"}\n".utf8
  }
}

/// Base64 as in RFC 4648, padded.
private enum Base64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The digits of bytes.
  static func bytes(of content: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((content.count + 2) / 3 * 4)
    var index = content.startIndex
    while index < content.endIndex {
      let group = content[index..<min(index + 3, content.endIndex)]
      var bits: UInt32 = 0
      for byte in group { bits = bits << 8 | UInt32(byte) }
      bits <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let digit = digits[Int(bits >> UInt32(18 - 6 * place) & 63)]
        text.append(place <= group.count ? digit : UInt8(ascii: "="))
      }
      index += 3
    }
    return text
  }
}
