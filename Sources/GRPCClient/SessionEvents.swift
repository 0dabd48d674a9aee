internal import HTTP2

/// What the HTTP/2 session reports, handed to the call it belongs to.
final class SessionEvents: SessionDelegate {
  /// Headers or trailers of a call.
  func session(
    _ session: Session, didReceive head: HeaderBlock, kind: HeaderKind, on stream: HTTP2.Stream, endStream: Bool
  ) {
    (stream.context as? Call)?.receive(head, isLast: endStream)
  }

  /// A piece of a call's answer.
  func session(_ session: Session, didReceive bytes: Span<UInt8>, on stream: HTTP2.Stream) {
    (stream.context as? Call)?.receive(bytes)
  }

  /// The trailers have said so already.
  func session(_ session: Session, didEndRemoteOf stream: HTTP2.Stream) {}

  /// A call's stream is gone.
  func session(_ session: Session, didClose stream: HTTP2.Stream, code: ErrorCode) {
    (stream.context as? Call)?.streamDidClose()
    stream.context = nil
  }
}
