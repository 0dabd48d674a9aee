internal import CNghttp2

/// The list of live streams: an intrusive list, so that a stream costs no allocation and no dictionary.
extension Session {
  /// Puts a new stream on the list, which retains it (invariant 3).
  func remember(_ stream: Stream, id: Int32) {
    stream.id = id
    stream.isClosed = false
    unsafe stream.previous = nil
    unsafe stream.next = firstStream
    let retained = unsafe Unmanaged.passRetained(stream)
    if let first = unsafe firstStream { unsafe first._withUnsafeGuaranteedRef { unsafe $0.previous = retained } }
    unsafe firstStream = retained
    streamCount += 1
  }

  /// Shows each live stream. None may be opened or closed meanwhile; resets are done when the next bytes are produced.
  public func forEachStream(_ body: (Stream) -> Void) {
    var cursor = unsafe firstStream
    while let stream = unsafe cursor?.takeUnretainedValue() {
      body(stream)
      unsafe cursor = stream.next
    }
  }

  /// Takes a stream off the list and gives it to the pool unless somebody still holds it.
  func forget(_ stream: consuming Stream) {
    let next = unsafe stream.next
    let previous = unsafe stream.previous
    if let previous = unsafe previous {
      unsafe previous._withUnsafeGuaranteedRef { unsafe $0.next = next }
    } else {
      unsafe firstStream = next
    }
    if let next = unsafe next { unsafe next._withUnsafeGuaranteedRef { unsafe $0.previous = previous } }
    unsafe stream.next = nil
    unsafe stream.previous = nil
    stream.isClosed = true
    stream.context = nil
    streamCount -= 1
    pendingBytes -= stream.body.count
    pool.pendingBytes -= stream.body.count
    unsafe Unmanaged.passUnretained(stream).release()
    // Whoever still holds the stream sees it closed for ever; else it is free for the next request.
    if isKnownUniquelyReferenced(&stream) { pool.giveBack(stream) }
  }

  /// A stream is over: credits what it left unread (invariant 5), tells the delegate, forgets it.
  func streamClosed(_ stream: consuming Stream, code: ErrorCode, creditsPeer: Bool) {
    guard !stream.isClosed else { return }
    stream.isClosed = true
    if creditsPeer && stream.unconsumedBytes > 0 {
      _ = unsafe nghttp2_session_consume_connection(raw, stream.unconsumedBytes)
    }
    if creditsPeer, role == .server, !stream.isRemoteClosed, !stream.isResetByPeer { identifiers.leave(stream.id) }
    // nghttp2 reports a request that it could not send twice: as a frame not sent, then as a stream that closed.
    unsafe nghttp2_session_set_stream_user_data(raw, stream.id, nil)
    if stream.isAnnounced { unsafe delegate.session(self, didClose: stream, code: code) }
    forget(stream)
  }
}
