public import GRPC
internal import HTTP2

/// The way out: from the handler to the HTTP/2 session.
extension Call {
  private static let headers = HeaderList(static: ResponseHeaders.initial)
  private static let trailersOK = HeaderList(static: ResponseHeaders.trailersOK)
  private static let refusals = Dictionary(
    uniqueKeysWithValues: HTTPRefusal.allCases.map { ($0, HeaderList(static: $0.fields)) })

  /// Whether another message may be written now. When it may not, `resumeWriting` says when it may again; a handler
  /// that writes on all the same makes the server hold its backlog.
  public var canWrite: Bool {
    guard let stream, let worker, !isOver else { return false }
    if stream.pendingBytes < worker.limits.callBacklogBytesMax { return true }
    isWaitingForWindow = true
    return false
  }

  /// Sends `metadata` ahead of the first message; without it they go with the first message. Ignored once something
  /// was sent.
  public func sendHeaders(_ metadata: Metadata) {
    guard let connection, let stream, progress.sendHeaders() else { return }
    let list = HeaderList()
    for field in ResponseHeaders.initial { list.append(name: field.name, value: field.value) }
    metadata.forEach { list.append(name: $0, value: $1) }
    connection.session.sendHeaders(list, on: stream)
    connection.setDirty()
  }

  /// Sends a message of `count` bytes that `fill` writes where they will be sent from.
  public func send(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    guard let connection, let stream else { return }
    switch progress.sendMessage() {
    case .drop: return
    case .sendAfterHeaders: connection.session.sendHeaders(Call.headers, on: stream)
    case .send, .sendTrailersOnly: break
    }
    unsafe connection.session.write(to: stream, count: EnvelopeWriter.prefixBytes + count) { buffer in
      unsafe EnvelopeWriter.writePrefix(messageBytes: count, into: buffer)
      unsafe fill(UnsafeMutableRawBufferPointer(rebasing: buffer[EnvelopeWriter.prefixBytes...]))
    }
    connection.setDirty()
  }

  /// Sends a message.
  public func send(_ message: UnsafeRawBufferPointer) {
    unsafe send(count: message.count) { unsafe $0.copyMemory(from: message) }
  }

  /// Ends the call; a method with a single answer has sent it before. Only the first `finish` counts (invariant 1).
  public func finish(_ status: Status = .ok) {
    guard let connection, let stream else { return }
    switch progress.sendStatus(status.code) {
    case .drop: return
    case .sendTrailersOnly:
      connection.session.sendHeaders(trailers(status, behind: ResponseHeaders.initial), on: stream, endStream: true)
    case .sendAfterHeaders:
      connection.session.sendHeaders(Call.headers, on: stream)
      connection.session.finish(stream, trailers: trailers(status))
    case .send: connection.session.finish(stream, trailers: trailers(status))
    }
    connection.setDirty()
  }

  private func trailers(_ status: Status, behind fields: [ResponseHeaders.Field] = []) -> HeaderList {
    if status.code == .ok && trailers.isEmpty { return Call.trailersOK }
    let list = HeaderList()
    for field in fields { list.append(name: field.name, value: field.value) }
    if status.code == .unimplemented { list.append(name: "grpc-accept-encoding", value: "identity") }
    ResponseHeaders.writeTrailers(status, metadata: trailers) { list.append(name: $0, value: $1) }
    return list
  }

  /// Answers what is no gRPC call with a whole HTTP answer.
  func answerInHTTP(_ refusal: HTTPRefusal) {
    guard let connection, let stream, let list = Call.refusals[refusal] else { return }
    _ = progress.sendStatus(.unknown)
    connection.session.sendHeaders(list, on: stream, endStream: true)
    connection.setDirty()
  }
}
