public import GRPC
internal import HTTP2
internal import Net

/// The way out: from the handler to the HTTP/2 session.
extension Call {
  private static let headers = HeaderList(static: ResponseHeaders.initial)
  private static let headersAnnouncing = HeaderList(static: ResponseHeaders.initialAnnouncing)
  private static let headersGzip = HeaderList(static: ResponseHeaders.initialGzip)
  private static let trailersOK = HeaderList(static: ResponseHeaders.trailersOK)
  private static let refusals = Dictionary(
    uniqueKeysWithValues: HTTPRefusal.allCases.map { ($0, HeaderList(static: $0.fields)) })

  /// Whether another message may be written now. When it may not, `resumeWriting` says when it may again; a handler
  /// that writes on all the same makes the server hold its backlog.
  public var canWrite: Bool {
    guard let stream, let worker, !isOver else { return false }
    if stream.pendingBytes < worker.callBacklogBytes { return true }
    isWaitingForWindow = true
    stream.askForMore()
    return false
  }

  /// Whether the next messages are compressed. Each message may be or not; but the first time it must be set to true before
  /// anything is sent, because the headers announce it. Stays false for a caller who does not read gzip.
  public var compressesResponses: Bool {
    get { sendsGzip }
    set {
      if newValue && head.acceptsGzip && progress.response == .silent { announcesGzip = true }
      sendsGzip = newValue && announcesGzip
    }
  }

  /// Sends `metadata` ahead of the first message; without it they go with the first message. Ignored once something
  /// was sent.
  public func sendHeaders(_ metadata: Metadata) {
    guard let connection, let stream, progress.sendHeaders() else { return }
    let list = HeaderList()
    let fields = announcesGzip ? ResponseHeaders.initialGzip : ResponseHeaders.initialAnnouncing
    for field in fields { list.append(name: field.name, value: field.value) }
    metadata.forEach { list.append(name: $0, value: $1) }
    connection.session.sendHeaders(list, on: stream)
    connection.setDirty()
  }

  /// Sends a message of `count` bytes that `fill` writes where they will be sent from.
  public func send(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    if sendsGzip { return unsafe sendCompressed(count: count, fill) }
    unsafe send(count: count, isCompressed: false, fill)
  }

  /// Compresses a message and sends it.
  private func sendCompressed(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    guard let worker, !isOver else { return }
    let message = unsafe worker.deflate(count: count, fill)
    unsafe send(count: message.count, isCompressed: true) { target in
      unsafe message.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
    }
  }

  /// Puts prefix and message into the stream's queue, behind the headers if they have not gone yet.
  @inline(__always)
  private func send(count: Int, isCompressed: Bool, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    guard let connection, let stream else { return }
    switch progress.sendMessage() {
    case .drop: return
    case .sendAfterHeaders: sendInitialHeaders(on: stream, of: connection)
    case .send, .sendTrailersOnly: break
    }
    measure.sentBytes += count
    unsafe connection.session.write(to: stream, count: EnvelopeWriter.prefixBytes + count) { buffer in
      unsafe EnvelopeWriter.writePrefix(messageBytes: count, isCompressed: isCompressed, into: buffer)
      unsafe fill(UnsafeMutableRawBufferPointer(rebasing: buffer[EnvelopeWriter.prefixBytes...]))
    }
    connection.record.messageSent(at: connection.worker.loop.nowNanoseconds)
    connection.setDirty()
  }

  /// Sends a message.
  public func send(_ message: UnsafeRawBufferPointer) {
    unsafe send(count: message.count) { unsafe $0.copyMemory(from: message) }
  }

  /// Ends the call; a method with a single answer has sent it before. Only the first `finish` counts (invariant 1).
  public func finish(_ status: Status = .ok) {
    guard let connection, let stream else { return }
    let step = progress.sendStatus(status.code)
    if step != .drop { measure.status = status.code }
    switch step {
    case .drop: return
    case .sendTrailersOnly:
      connection.session.sendHeaders(
        trailers(status, behind: ResponseHeaders.initialAnnouncing), on: stream, endStream: true)
    case .sendAfterHeaders:
      sendInitialHeaders(on: stream, of: connection)
      connection.session.finish(stream, trailers: trailers(status))
    case .send: connection.session.finish(stream, trailers: trailers(status))
    }
    if route != nil { connection.worker.calls.callEnded(isOK: status.code == .ok) }
    connection.setDirty()
  }

  /// Sends the headers of an answer.
  private func sendInitialHeaders(on stream: HTTP2.Stream, of connection: Connection) {
    if !head.namesEncodings { return connection.session.sendHeaders(Call.headers, on: stream) }
    connection.session.sendHeaders(announcesGzip ? Call.headersGzip : Call.headersAnnouncing, on: stream)
  }

  /// The trailers that say a status.
  private func trailers(_ status: Status, behind fields: [ResponseHeaders.Field] = []) -> HeaderList {
    if status.code == .ok && trailers.isEmpty { return Call.trailersOK }
    let list = HeaderList()
    for field in fields { list.append(name: field.name, value: field.value) }
    ResponseHeaders.writeTrailers(status, metadata: trailers) { list.append(name: $0, value: $1) }
    return list
  }

  /// Answers what is no gRPC call with a whole HTTP answer.
  func answerInHTTP(_ refusal: HTTPRefusal) {
    guard !isOver, let connection, let stream, let list = Call.refusals[refusal] else { return }
    _ = progress.sendStatus(.unknown)
    let body = refusal.body
    connection.session.sendHeaders(list, on: stream, endStream: body.utf8CodeUnitCount == 0)
    if body.utf8CodeUnitCount > 0 {
      unsafe connection.session.write(to: stream, count: body.utf8CodeUnitCount) { target in
        body.withUTF8Buffer { unsafe target.copyMemory(from: UnsafeRawBufferPointer($0)) }
      }
      connection.session.finish(stream)
    }
    connection.setDirty()
  }
}
