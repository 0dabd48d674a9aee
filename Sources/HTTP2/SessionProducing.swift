internal import CNghttp2

/// What nghttp2 asks and reports while it gives bytes.
extension Session {
  /// How much of a stream's body goes into the next frame, at most `limit`; submits the trailers behind the last
  /// byte (invariant 4).
  func nextData(of stream: Stream, limit: Int, flags: inout UInt32) -> Int {
    let waiting = stream.body.count
    if waiting == 0 && !stream.isFinishing {
      stream.isDeferred = true
      return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    }
    let count = min(waiting, limit)
    flags |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
    guard stream.isFinishing, count == waiting else { return count }
    flags |= NGHTTP2_DATA_FLAG_EOF.rawValue
    stream.isLocalClosed = true
    if let trailers = stream.trailers {
      flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
      _ = unsafe trailers.withFields { unsafe nghttp2_submit_trailer(raw, stream.id, $0, $1) }
      stream.trailers = nil
    }
    return count
  }

  /// Writes a DATA frame into the buffer of the running `produce`, or has nghttp2 wait for the next buffer.
  func sendData(of stream: Stream, frameHeader: UnsafePointer<UInt8>, count: Int) -> Int32 {
    guard outputCapacity - outputCount >= 9 + count else {
      isOutputFull = true
      return NGHTTP2_ERR_WOULDBLOCK.rawValue
    }
    if count >= PeerBudget.sentDataBytesMin || count == stream.body.count { budget.earn(PeerBudget.sent) }
    let target = unsafe output! + outputCount
    unsafe target.copyMemory(from: frameHeader, byteCount: 9)
    unsafe stream.body.take(count, into: target + 9)
    stream.movedBytes += count
    pendingBytes -= count
    pool.pendingBytes -= count
    outputCount += 9 + count
    if stream.isAboveLowWater, stream.body.count <= configuration.lowWaterBytes {
      stream.isAboveLowWater = false
      if !stream.isFinishing { unsafe delegate.session(self, canSendMoreOn: stream) }
    }
    return 0
  }

  /// A frame was handed out: notices the end of an early answer (invariant 6) and resets that the peer provoked.
  func frameLeft(_ header: nghttp2_frame_hd) {
    switch UInt32(header.type) {
    case NGHTTP2_DATA.rawValue, NGHTTP2_HEADERS.rawValue:
      callFramesSent += 1
      guard role == .server, header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0 else { return }
      budget.answered()
      guard let stream = stream(header.stream_id), !stream.isRemoteClosed else { return }
      reset(stream, code: .noError)
    case NGHTTP2_RST_STREAM.rawValue:
      if stream(header.stream_id)?.isResetByUs == true { return }
      chargeFault()
    default:
      return
    }
  }

  /// A frame will never be sent. For a request that already has a stream in nghttp2, `streamClosed` follows; one without
  /// (cancelled while it waited) is closed here.
  func frameDropped(_ frame: UnsafePointer<nghttp2_frame>) {
    let header = unsafe frame.pointee.hd
    guard role == .client, UInt32(header.type) == NGHTTP2_HEADERS.rawValue else { return }
    guard unsafe frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST else { return }
    guard unsafe nghttp2_session_find_stream(raw, header.stream_id) == nil else { return }
    var cursor = unsafe firstStream
    while let stream = unsafe cursor?.takeUnretainedValue() {
      if stream.id == header.stream_id {
        let code = stream.isResetByUs ? ErrorCode.cancel : .refusedStream
        return streamClosed(stream, code: code, creditsPeer: false)
      }
      unsafe cursor = stream.next
    }
  }
}
