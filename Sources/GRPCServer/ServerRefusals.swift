public import GRPC

/// How a server words the refusals that are its own: plain, or with details in the form that its callers read.
///
/// The server knows no message types; whoever wants `ErrorInfo` and `RetryInfo` in `grpc-status-details-bin` makes the statuses
/// here. `grpc-retry-pushback-ms` is sent with `overloaded` in any case (gRFC A6).
public struct ServerRefusals: Sendable {
  /// The call is shed: the same call may be made again after so many milliseconds.
  public var overloaded: @Sendable (_ sentence: String, _ retryAfterMilliseconds: UInt64) -> Status
  /// The server stops or closes the connection before the call was answered.
  public var draining: @Sendable (_ sentence: String) -> Status

  /// Statuses without details.
  public init() {
    overloaded = { sentence, _ in Status(.resourceExhausted, sentence) }
    draining = { sentence in Status(.unavailable, sentence) }
  }
}

/// The refusals of one server, made once.
struct PreparedRefusals {
  /// Too many calls are open.
  let tooManyCalls: Status
  /// Too many bytes of answers wait for this peer.
  let answersUnread: Status
  /// Too many bytes of requests are held.
  let requestsHeld: Status
  /// A message would take too much to inflate.
  let tooMuchToInflate: Status
  /// The server or the connection ends before the call.
  let draining: Status

  /// The sentences of the server in the words of `refusals`.
  init(_ refusals: ServerRefusals, _ limits: ServerLimits) {
    let wait = limits.retryAfterMilliseconds
    tooManyCalls = refusals.overloaded("The server has too many calls open; try again later.", wait)
    answersUnread = refusals.overloaded(
      "Too many bytes of answers wait to be read on this connection; read them, then ask on.", wait)
    requestsHeld = refusals.overloaded(
      "The server holds too many bytes of requests that are not complete; try again later.", wait)
    tooMuchToInflate = refusals.overloaded(
      "The server inflates too many messages that are hardly more than a pattern; try again later.", wait)
    draining = refusals.draining("The connection was closed before the call was answered; call again.")
  }
}
