internal import HTTP2
internal import Net

/// What the HTTP/2 session reports, handed to the call it belongs to.
extension Connection: SessionDelegate {
  /// A request begins: the call of it, too.
  func session(
    _ session: Session, didReceive head: HeaderBlock, kind: HeaderKind, on stream: HTTP2.Stream, endStream: Bool
  ) {
    guard kind == .initial else { return }  // Trailers of a request carry nothing in gRPC.
    record.streamStarted(at: worker.loop.nowNanoseconds)
    let call = worker.takeCall()
    stream.context = call
    call.start(head, on: stream, of: self)
  }

  /// A piece of a request's body.
  func session(_ session: Session, didReceive bytes: Span<UInt8>, on stream: HTTP2.Stream) {
    call(of: stream)?.receive(bytes)
  }

  /// A request is complete.
  func session(_ session: Session, didEndRemoteOf stream: HTTP2.Stream) {
    call(of: stream)?.receiveEnd()
  }

  /// A stream is gone, for whatever reason.
  func session(_ session: Session, didClose stream: HTTP2.Stream, code: ErrorCode) {
    guard let call = call(of: stream) else { return }
    stream.context = nil
    record.streamEnded(isAnswered: code == .noError)
    call.streamDidClose()
    life.callEnded(at: worker.loop.nowNanoseconds)
    // Consumed, not copied: a reference more, kept to the end of this function, and no call would ever be used again.
    worker.giveBack(consume call)
  }

  /// The peer reads on.
  func session(_ session: Session, canSendMoreOn stream: HTTP2.Stream) {
    call(of: stream)?.windowOpened()
  }

  /// A PING, or the answer to one of ours: the drain's tells that the peer has seen the notice.
  func session(_ session: Session, didReceivePing payload: UInt64, isAcknowledgement: Bool) {
    if !isAcknowledgement { return pingArrived() }
    if payload == Self.noticePing { nameLast() }
  }

  /// The call of a stream; nothing else is ever hung on one.
  func call(of stream: HTTP2.Stream) -> Call? {
    guard let context = stream.context else { return nil }
    return unsafe unsafeDowncast(context, to: Call.self)
  }
}
