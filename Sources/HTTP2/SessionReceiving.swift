internal import CNghttp2

/// A stream's header list this many times over the limit is an attack on our processor, and ends the connection.
private let headerListHopeless = 16

/// What nghttp2 reports while it takes bytes.
extension Session {
  /// The stream with an identifier, while it lives.
  func stream(_ id: Int32) -> Stream? {
    guard let pointer = unsafe nghttp2_session_get_stream_user_data(raw, id) else { return nil }
    return unsafe Unmanaged<Stream>.fromOpaque(pointer).takeUnretainedValue()
  }

  /// A frame header came: sees that streams are opened in order, and that those which are over are left alone. nghttp2 keeps
  /// no closed streams here, and passes over what comes for them.
  func frameBegins(_ header: nghttp2_frame_hd) {
    hasHeardPeer = true
    guard role == .server else { return }
    let id = header.stream_id
    if opening != 0 { identifiers.leave(opening) }  // nghttp2 did not take it: what else comes for it is late.
    opening = 0
    switch UInt32(header.type) {
    case NGHTTP2_HEADERS.rawValue:
      let isNew = identifiers.isNew(id)
      guard identifiers.admit(id) else { return terminate(.protocolError, "stream_identifier") }
      if isNew { opening = id } else if isOver(id) { terminate(.streamClosed, "closed_stream") }
    case NGHTTP2_RST_STREAM.rawValue:
      if let stream = stream(id) { stream.isResetByPeer = true } else { identifiers.end(id) }
    default: return
    }
  }

  /// Whether the peer has ended a stream, so that it may send nothing more on it.
  func isOver(_ id: Int32) -> Bool {
    role == .server && id != opening && stream(id) == nil && identifiers.isOver(id)
  }

  /// A header list begins; for a server's peer, perhaps with a new stream.
  func headersBegin(on id: Int32, category: nghttp2_headers_category) {
    openClaims -= 1
    if let unfinished = unsafe block {
      unsafe unfinished._withUnsafeGuaranteedRef { $0.removeAll() }
    } else {
      unsafe block = Unmanaged.passRetained(pool.takeBlock())
    }
    guard role == .server, category == NGHTTP2_HCAT_REQUEST else { return }
    opening = 0
    let stream = pool.takeStream()
    stream.openedAt = nowMilliseconds
    remember(stream, id: id)
    lastPeerStreamID = id
    unsafe nghttp2_session_set_stream_user_data(raw, id, Unmanaged.passUnretained(stream).toOpaque())
  }

  /// One field of the list came.
  func headerArrived(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) {
    guard let block = unsafe block else { return }
    let limit = headerListBytesMax
    let listBytes = unsafe block._withUnsafeGuaranteedRef { unsafe $0.append(name: name, value: value, limit: limit) }
    if listBytes > limit * headerListHopeless { terminate(.enhanceYourCalm, "headers_too_large") }
  }

  /// A frame is complete.
  func frameArrived(_ frame: UnsafePointer<nghttp2_frame>) {
    let header = unsafe frame.pointee.hd
    let ends = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
    switch UInt32(header.type) {
    case NGHTTP2_DATA.rawValue:
      if ends, let stream = stream(header.stream_id) {
        if FrameMeter.carriesLittle(header.length, header.flags) { openClaims -= 1 }
        remoteEnded(stream)
      }
    case NGHTTP2_HEADERS.rawValue:
      if let stream = stream(header.stream_id) { headersEnded(on: stream, ends: ends) }
    case NGHTTP2_RST_STREAM.rawValue:
      guard role == .server, let stream = stream(header.stream_id) else { return }
      guard nowMilliseconds - stream.openedAt <= configuration.budget.rapidMilliseconds else {
        budget.earn(PeerBudget.frame)
        return
      }
      if !budget.spendReset(at: nowMilliseconds) { terminate(.enhanceYourCalm, "too_many_resets") }
    case NGHTTP2_SETTINGS.rawValue:
      if header.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0 { isSettled = true }
    case NGHTTP2_PING.rawValue:
      var payload: UInt64 = 0
      unsafe withUnsafeMutableBytes(of: &payload) { target in
        unsafe withUnsafeBytes(of: frame.pointee.ping.opaque_data) { unsafe target.copyMemory(from: $0) }
      }
      let isAcknowledgement = header.flags & UInt8(NGHTTP2_FLAG_ACK.rawValue) != 0
      unsafe delegate.session(self, didReceivePing: UInt64(bigEndian: payload), isAcknowledgement: isAcknowledgement)
    case NGHTTP2_GOAWAY.rawValue:
      peerIsLeaving = true
      let goAway = unsafe frame.pointee.goaway
      let code = unsafe ErrorCode(rawValue: goAway.error_code)
      unsafe delegate.session(self, didReceiveGoAway: code, lastStreamID: goAway.last_stream_id)
    default:
      break
    }
  }

  /// Body bytes came.
  func bodyArrived(_ bytes: UnsafeBufferPointer<UInt8>, on id: Int32) {
    guard let stream = stream(id) else { return }
    let count = bytes.count
    strayBytes -= count
    stream.unconsumedBytes += count
    stream.movedBytes += count
    if stream.isRefused {
      consume(count, on: stream)
    } else {
      unsafe delegate.session(self, didReceive: bytes.span, on: stream)
    }
  }

  /// A header list is complete.
  private func headersEnded(on stream: Stream, ends: Bool) {
    guard let block = unsafe self.block?.takeRetainedValue() else { return }
    unsafe self.block = nil
    defer { pool.giveBack(block) }
    guard !isTerminated, !stream.isRefused else { return }
    if block.isOverLimit { return refuse(stream, listBytes: block.listBytes, ends: ends) }
    let kind = block.startsMessage ? HeaderKind.initial : .trailers
    stream.isAnnounced = true
    unsafe delegate.session(self, didReceive: block, kind: kind, on: stream, endStream: ends)
    if ends { remoteEnded(stream) }
  }

  /// Answers a request whose header list is too large; the connection lives on.
  private func refuse(_ stream: Stream, listBytes: Int, ends: Bool) {
    stream.isRemoteClosed = ends
    stream.isRefused = true
    if role == .server, !stream.hasSentHeaders {
      sendHeaders(configuration.headerListTooLarge, on: stream, endStream: true)
    } else {
      reset(stream, code: .protocolError)
    }
    charge(PeerBudget.fault + Int64(listBytes >> 10), "headers_too_large")
  }

  /// The peer ended its side.
  private func remoteEnded(_ stream: Stream) {
    guard !stream.isRemoteClosed else { return }
    stream.isRemoteClosed = true
    if !stream.isClosed, stream.isAnnounced, !stream.isRefused {
      unsafe delegate.session(self, didEndRemoteOf: stream)
    }
  }
}
