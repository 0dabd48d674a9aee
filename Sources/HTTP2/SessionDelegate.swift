/// What a session reports. Every call happens inside `receive`, `produce` or `abandon`; from within one may be called
/// anything of the session except those three.
public protocol SessionDelegate: AnyObject {
  /// A header list came: the start of a message, or its trailers. The block is valid during the call.
  func session(_ session: Session, didReceive head: HeaderBlock, kind: HeaderKind, on stream: Stream, endStream: Bool)
  /// Body bytes came, valid during the call. Give their credit back with `consume`.
  func session(_ session: Session, didReceive bytes: Span<UInt8>, on stream: Stream)
  /// The peer ended its side; comes once a stream, after the last head or bytes.
  func session(_ session: Session, didEndRemoteOf stream: Stream)
  /// The stream is over; comes once for each stream that was reported or opened. `code` is `noError` after a whole exchange.
  func session(_ session: Session, didClose stream: Stream, code: ErrorCode)
  /// The waiting bytes of a stream fell to the low-water mark or under.
  func session(_ session: Session, canSendMoreOn stream: Stream)
  /// A PING came (already acknowledged), or the answer to one of ours.
  func session(_ session: Session, didReceivePing payload: UInt64, isAcknowledgement: Bool)
  /// The peer goes away and has processed no stream of ours above `lastStreamID`.
  func session(_ session: Session, didReceiveGoAway code: ErrorCode, lastStreamID: Int32)
}

/// Where in a message a header list stands.
public enum HeaderKind: Sendable {
  /// It starts the request or response.
  case initial
  /// It ends it.
  case trailers
}

/// Events that many users have no use for.
extension SessionDelegate {
  /// Does nothing.
  public func session(_ session: Session, canSendMoreOn stream: Stream) {}
  /// Does nothing.
  public func session(_ session: Session, didReceivePing payload: UInt64, isAcknowledgement: Bool) {}
  /// Does nothing.
  public func session(_ session: Session, didReceiveGoAway code: ErrorCode, lastStreamID: Int32) {}
}
