internal import CNghttp2

extension Session {
  /// Opens a stream with a request's headers (client). Nil when the connection takes no more streams.
  public func openStream(_ headers: HeaderList, endStream: Bool = false, context: AnyObject? = nil) -> Stream? {
    precondition(role == .client, "only a client opens streams")
    guard !peerIsLeaving, !isTerminated else { return nil }
    let stream = pool.takeStream()
    stream.context = context
    let pointer = unsafe Unmanaged.passUnretained(stream).toOpaque()
    let id = unsafe headers.withFields { fields, count in
      unsafe withBodyProvider(of: stream, unless: endStream) { provider in
        unsafe nghttp2_submit_request(raw, nil, fields, count, provider, pointer)
      }
    }
    guard id > 0 else {
      pool.giveBack(stream)
      return nil
    }
    stream.isLocalClosed = endStream
    stream.hasSentHeaders = true
    stream.isAnnounced = true
    remember(stream, id: id)
    return stream
  }

  /// Sends the initial headers of an answer, or the whole answer when `endStream` (server).
  public func sendHeaders(_ list: HeaderList, on stream: Stream, endStream: Bool = false) {
    guard !stream.isClosed else { return }  // The peer's reset crossed our answer.
    precondition(!stream.hasSentHeaders, "initial headers go once")
    stream.hasSentHeaders = true
    stream.isLocalClosed = endStream
    _ = unsafe list.withFields { fields, count in
      unsafe withBodyProvider(of: stream, unless: endStream) { provider in
        unsafe nghttp2_submit_response(raw, stream.id, fields, count, provider)
      }
    }
  }

  /// Appends `count` body bytes, written by `fill`.
  public func write(to stream: Stream, count: Int, fill: (UnsafeMutableRawBufferPointer) -> Void) {
    guard !stream.isClosed, !stream.isLocalClosed else { return }  // The peer's reset crossed our answer.
    precondition(stream.hasSentHeaders && !stream.isFinishing, "a body lies between headers and end")
    unsafe stream.body.append(count, fill)
    pendingBytes += count
    pool.pendingBytes += count
    if stream.body.count > configuration.lowWaterBytes { stream.isAboveLowWater = true }
    wake(stream)
  }

  /// Ends our side after the waiting bytes, with trailers or, when nil, on the last DATA frame.
  public func finish(_ stream: Stream, trailers: HeaderList? = nil) {
    guard !stream.isClosed, !stream.isLocalClosed else { return }  // The peer's reset crossed our answer.
    precondition(stream.hasSentHeaders && !stream.isFinishing, "a stream ends once, after its headers")
    stream.trailers = trailers
    stream.isFinishing = true
    wake(stream)
  }

  /// Gives the peer credit for `count` received bytes. A closed stream's bytes were credited when it closed.
  ///
  /// `ofStream` false gives the connection's only, so that other streams go on while this one pauses; `release` gives the
  /// stream's later.
  public func consume(_ count: Int, on stream: Stream, ofStream: Bool = true) {
    guard !stream.isClosed, count > 0 else { return }
    precondition(count <= stream.unconsumedBytes, "each byte is credited once")
    stream.unconsumedBytes -= count
    if ofStream && !stream.isRemoteClosed {
      _ = unsafe nghttp2_session_consume(raw, stream.id, count)
    } else {
      _ = unsafe nghttp2_session_consume_connection(raw, count)
      stream.withheldBytes += count
    }
  }

  /// Gives the credit of the stream that was withheld.
  public func release(_ stream: Stream) {
    guard !stream.isClosed, stream.withheldBytes > 0 else { return }
    if !stream.isRemoteClosed { _ = unsafe nghttp2_session_consume_stream(raw, stream.id, stream.withheldBytes) }
    stream.withheldBytes = 0
  }

  /// Lets the peer have so many bytes of a stream on their way from now on, if that is more than `streamWindowBytes`. Once a stream.
  public func widen(_ stream: Stream, to bytes: Int) {
    guard !stream.isClosed, !stream.isRemoteClosed, !stream.isWide, bytes > configuration.streamWindowBytes else {
      return
    }
    stream.isWide = true
    _ = unsafe nghttp2_session_set_local_window_size(
      raw, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, Int32(clamping: bytes))
  }

  /// Ends a stream at once; waiting bytes are dropped. `didClose` follows from within `produce`.
  public func reset(_ stream: Stream, code: ErrorCode) {
    guard !stream.isClosed else { return }  // The peer's reset crossed ours.
    stream.isResetByUs = true
    stream.isLocalClosed = true
    _ = unsafe nghttp2_submit_rst_stream(raw, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream.id, code.rawValue)
  }

  /// Sends a PING; its answer comes as `didReceivePing`.
  public func ping(_ payload: UInt64) {
    unsafe withUnsafeBytes(of: payload.bigEndian) { bytes in
      _ = unsafe nghttp2_submit_ping(
        raw, UInt8(NGHTTP2_FLAG_NONE.rawValue), bytes.baseAddress!.assumingMemoryBound(to: UInt8.self))
    }
  }

  /// First step of a drain: tells the peer to open no new streams, and still takes those on their way.
  public func beginShutdown() {
    precondition(role == .server, "a client leaves by goAway")
    _ = unsafe nghttp2_submit_shutdown_notice(raw)
  }

  /// Takes no stream newer than the newest so far; those in flight are finished. `debug` is for the peer's log.
  public func goAway(_ code: ErrorCode, debug: StaticString = "") {
    let last = unsafe nghttp2_session_get_last_proc_stream_id(raw)
    _ = unsafe nghttp2_submit_goaway(
      raw, UInt8(NGHTTP2_FLAG_NONE.rawValue), last, code.rawValue, debug.utf8Start, debug.utf8CodeUnitCount)
  }

  /// Gives the connection up: nothing more is read, what waits is sent, and GOAWAY is the last frame. `debug` tells the peer why.
  public func terminate(_ code: ErrorCode, _ debug: StaticString) {
    guard !isTerminated else { return }
    isTerminated = true
    farewell = .owed(code, debug)
  }

  /// Tells nghttp2 that a stream which had nothing to send has something now.
  private func wake(_ stream: Stream) {
    guard stream.isDeferred else { return }
    stream.isDeferred = false
    _ = unsafe nghttp2_session_resume_data(raw, stream.id)
  }

  /// Lends the data provider that empties a stream's queue, or nil for a message without a body.
  private func withBodyProvider(
    of stream: Stream, unless isEmpty: Bool, _ body: (UnsafePointer<nghttp2_data_provider>?) -> Int32
  ) -> Int32 {
    if isEmpty { return body(nil) }
    let pointer = unsafe Unmanaged.passUnretained(stream).toOpaque()
    var provider = unsafe nghttp2_data_provider(source: nghttp2_data_source(ptr: pointer), read_callback: readBody)
    return unsafe body(&provider)
  }
}
