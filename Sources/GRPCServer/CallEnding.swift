internal import GRPC
internal import HTTP2

/// How the server itself ends a call.
extension Call {
  /// Refuses a call that would be one too many, and says when to try again (gRFC A6).
  func shed(_ status: Status, of method: Method) {
    if let worker {
      addPushback(milliseconds: worker.limits.retryAfterMilliseconds)
      worker.callWasShed(status.code, of: method)
    }
    finish(status)
  }

  /// Says with the status when the same call may be made again (gRFC A6, `grpc-retry-pushback-ms`); before `finish`.
  public func addPushback(milliseconds: UInt64) {
    trailers.append(name: "grpc-retry-pushback-ms".utf8.span, value: "\(milliseconds)".utf8.span)
  }

  /// The server stops before the call was answered.
  func endForDrain() {
    if let worker { refuse(worker.refusals.draining) }
  }

  /// Whether the caller owes the rest of a request, or the reading of a whole answer, and that did not move.
  ///
  /// A stream of requests owes nothing between two messages, and the reader of a stream of answers may take his time:
  /// what waits for him is bounded.
  func isStuck(bytesMin: Int) -> Bool {
    guard let stream else { return false }
    let owesRequest =
      !isOver && takesRequests && !place.isWaiting && !stream.isRemoteClosed
      && (refusal != nil || !method.requestStreams || !reader.isBetweenMessages)
    let owesReading = isOver && stream.pendingBytes > 0
    return pace.isStuck(owed: owesRequest || owesReading, movedBytes: stream.movedBytes, bytesMin: bytesMin)
  }

  /// Ends a call whose caller does not do his part.
  func giveUp() {
    guard let stream, let connection else { return }
    if isOver { return connection.session.reset(stream, code: .enhanceYourCalm) }
    refuse(Status(.deadlineExceeded, "The request came too slowly."))
  }
}
