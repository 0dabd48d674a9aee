/// One HTTP/2 stream: what the session and its user know of it. Pooled; do not keep it after `didClose`.
@safe public final class Stream {
  /// The stream identifier; odd for streams that a client opened.
  public internal(set) var id: Int32 = 0
  /// What the session's user hangs on the stream, dropped when the stream has closed.
  public var context: AnyObject?
  /// Whether the peer has ended its side.
  public internal(set) var isRemoteClosed = false
  /// Whether our side is ended: nothing more can be written.
  public internal(set) var isLocalClosed = false
  /// Whether the stream is over. Every operation on it is then without effect, because a peer's reset may cross ours.
  public internal(set) var isClosed = false
  /// Whether headers of ours were submitted.
  public internal(set) var hasSentHeaders = false

  /// Body bytes that wait for the peer's window or the next `produce`.
  public var pendingBytes: Int { body.count }

  /// Body bytes that came or went.
  public internal(set) var movedBytes = 0
  /// When the peer opened it, in milliseconds of the session's clock.
  var openedAt: Int64 = 0
  /// The waiting body.
  var body = BodyQueue()
  /// The trailers to send after the body.
  var trailers: HeaderList?
  /// Whether the body ends after the waiting bytes.
  var isFinishing = false
  /// Whether nghttp2 was told that there is nothing to send now.
  var isDeferred = false
  /// Whether `canSendMore` is owed: the waiting bytes went over the low-water mark since the last one, or it was asked for.
  var isAboveLowWater = false
  /// Whether the delegate has heard of the stream, and so must hear of its end.
  var isAnnounced = false
  /// Whether the RST_STREAM that goes out was asked for on our side.
  var isResetByUs = false
  /// Whether the peer has reset it.
  var isResetByPeer = false
  /// Whether the request was refused for its header list; what follows of it is dropped.
  var isRefused = false
  /// Received bytes that were not consumed yet.
  var unconsumedBytes = 0
  /// Received bytes whose credit the connection got and the stream did not.
  var withheldBytes = 0
  /// Whether `widen` opened its window.
  var isWide = false
  /// The session's list of live streams.
  var next: Unmanaged<Stream>?
  /// The session's list of live streams.
  var previous: Unmanaged<Stream>?

  /// A fresh stream.
  init() {}

  /// Has `canSendMore` follow when the next waiting bytes have gone, also if they never were over the low-water mark.
  public func askForMore() { isAboveLowWater = true }

  /// Makes the stream as new but for `isClosed`, which stays until it is opened: what still points at it does nothing.
  func recycle() {
    id = 0
    context = nil
    isRemoteClosed = false
    isLocalClosed = false
    hasSentHeaders = false
    body.reset()
    trailers = nil
    isFinishing = false
    isDeferred = false
    isAboveLowWater = false
    isAnnounced = false
    isResetByUs = false
    isResetByPeer = false
    isRefused = false
    unconsumedBytes = 0
    movedBytes = 0
    withheldBytes = 0
    isWide = false
  }
}
