public import GRPC
internal import HTTP2
internal import Net

/// A call as its client sees it: requests go out, answers are waited for. It ends with its connection.
public final class Call {
  /// The method that is called.
  public let method: MethodDescriptor
  /// What the server sent ahead of its first message.
  public private(set) var headers = Metadata()
  /// What the server sent behind its last message.
  public private(set) var trailers = Metadata()

  /// The stream that carries the call; nil when it is closed.
  var stream: HTTP2.Stream?
  /// Weak, because the connection's session holds its open calls.
  private weak var connection: Connection?
  private let deadlineNanoseconds: UInt64?
  private var reader = EnvelopeReader(messageBytesMax: Int(Int32.max))
  private var messages: [[UInt8]] = []
  private var status: Status?
  private var hasHeaders = false

  /// A call that a connection opens a stream for.
  init(_ method: MethodDescriptor, on connection: Connection, deadlineNanoseconds: UInt64?) {
    self.method = method
    self.connection = connection
    self.deadlineNanoseconds = deadlineNanoseconds
  }

  /// Sends one request message.
  public func send(_ message: [UInt8]) {
    guard let stream else { return }
    connection?.write(EnvelopeWriter.envelope(message), to: stream)
  }

  /// Says that no more requests come.
  public func endRequests() {
    guard let stream else { return }
    connection?.finish(stream)
  }

  /// The next answer; nil after the last one. Throws the status of a call that did not end well; `UNAVAILABLE` when no answer
  /// comes for `silenceNanoseconds`, for streams whose server gives a sign of life.
  public func next(silenceNanoseconds: UInt64? = nil) throws(Status) -> [UInt8]? {
    let silence = silenceNanoseconds.map { Clock.monotonicNanoseconds() + $0 }
    let limit = [silence, deadlineNanoseconds].compactMap { $0 }.min()
    while messages.isEmpty && status == nil {
      guard let connection else { throw Status(.cancelled, "The connection was given up before the answer came.") }
      if !connection.turn(until: limit) {
        cancel()
        status =
          limit == deadlineNanoseconds
          ? Status(.deadlineExceeded, "The deadline passed before \(method.path) was answered.")
          : Status(.unavailable, "The server has given no sign of life for too long.")
      } else if stream == nil && status == nil {
        status = connection.lossStatus
      }
    }
    if !messages.isEmpty { return messages.removeFirst() }
    if let status, status.code != .ok { throw status }
    return nil
  }

  /// Gives the call up; the server is told.
  public func cancel() {
    guard let stream else { return }
    if status == nil { status = Status(.cancelled, "The call was cancelled.") }
    connection?.reset(stream)
  }

  // MARK: What the session reports

  /// Headers, trailers, or both in one.
  func receive(_ head: HeaderBlock, isLast: Bool) {
    var fields = Metadata()
    head.forEach { fields.append(name: $0, value: $1) }
    if isLast {
      trailers = fields
      if status == nil { status = Self.status(in: fields) }
    } else if !hasHeaders {
      headers = fields
      hasHeaders = true
    }
  }

  /// A piece of the answer's body.
  func receive(_ bytes: Span<UInt8>) {
    do throws(EnvelopeReader.Failure) {
      try reader.feed(bytes) { message, isCompressed in
        if isCompressed { status = Status(.internalError, "The server compressed a message without being asked to.") }
        unsafe messages.append(message.withUnsafeBufferPointer { unsafe Array($0) })
      }
    } catch {
      status = error.status
    }
    if let stream { connection?.consume(bytes.count, on: stream) }
  }

  /// The stream is gone; what has arrived stays.
  func streamDidClose() { stream = nil }

  /// The status that trailers carry; what has none is no gRPC answer.
  private static func status(in fields: Metadata) -> Status {
    guard let number = fields.first(named: "grpc-status").flatMap({ UInt8($0) }) else {
      let code = fields.first(named: ":status") ?? "none"
      return Status(.unknown, "The server answered with HTTP status \(code) and without a gRPC status.")
    }
    let message = fields.withFirst(named: "grpc-message") { PercentEncoding.decode($0) } ?? ""
    let details = fields.allBinary(named: "grpc-status-details-bin")?.first ?? []
    return Status(StatusCode(rawValue: number) ?? .unknown, message, details: details)
  }
}
