/// The server's side of one call, as a pure value: events in, what to do out.
///
/// Two halves move on their own. The request: `empty` (no message yet), `one` (a unary request has its message), `many`
/// (a stream of messages), `ended`. The response: `silent`, `headers`, `ended`. A call is over when the response
/// has ended: what then still comes of the request is dropped.
///
///     event             | request half                                  | result
///     message           | empty, unary          -> one                  | deliver
///                       | one                   -> ended, response ended | refuse UNIMPLEMENTED: more than one
///                       | empty or many, stream -> many                 | deliver
///                       | ended, or response ended                      | ignore
///     compressed message without grpc-encoding   -> ended               | refuse INTERNAL
///     end of request    | empty, unary          -> ended                | refuse UNIMPLEMENTED: none
///                       | one, many; empty stream -> ended              | halfClosed: unary handlers run now
///                       | ended, or response ended                      | ignore
///     event             | response half                                 | result
///     send headers      | silent -> headers                             | send, else ignore
///     send message      | silent -> headers                             | headers first
///                       | headers                                       | send; a second of a unary answer is our bug
///                       | ended                                         | drop: the caller left
///     send status       | silent -> ended                               | trailers only, for an error; headers first for OK
///                       | headers -> ended                              | trailers
///                       | ended                                         | drop
///     cancelled         | any -> ended, ended                           | true the first time: tell the handler
///
/// Cardinality violations are UNIMPLEMENTED by the specification ("Status codes and their use").
public struct CallState: Sendable, Equatable {
  /// How far the request has come.
  public enum Request: Sendable, Equatable {
    /// No message yet.
    case empty
    /// The one message of a unary request.
    case one
    /// Messages of a stream.
    case many
    /// Nothing more comes, or nothing more is wanted.
    case ended
  }

  /// How far the response has gone.
  public enum Response: Sendable, Equatable {
    /// Nothing was sent.
    case silent
    /// Headers were sent; `hasMessage` when a message was, too.
    case headers(hasMessage: Bool)
    /// The status was sent, or the caller is gone.
    case ended
  }

  /// What to do with something received.
  public enum Reception: Sendable, Equatable {
    /// Take the message; for an end: run the unary handler, or tell the stream's handler.
    case deliver
    /// Answer with the status and drop what follows.
    case refuse(Status)
    /// Drop it.
    case ignore
  }

  /// What to do with something to be sent.
  public enum Sending: Sendable, Equatable {
    /// Send it.
    case send
    /// Send the initial headers, then it.
    case sendAfterHeaders
    /// Send headers and status as one (Trailers-Only).
    case sendTrailersOnly
    /// Drop it: the call is over.
    case drop
  }

  /// The request's half.
  public private(set) var request: Request = .empty
  /// The response's half.
  public private(set) var response: Response = .silent
  /// Whether the client sends a stream.
  private let requestStreams: Bool
  /// Whether the server sends a stream.
  private let responseStreams: Bool

  /// A call that has just begun.
  public init(requestStreams: Bool, responseStreams: Bool) {
    self.requestStreams = requestStreams
    self.responseStreams = responseStreams
  }

  /// Whether the status was sent or the caller is gone.
  public var isOver: Bool { response == .ended }

  /// A message came. `hasEncoding` says whether the call named a message encoding.
  public mutating func receiveMessage(isCompressed: Bool = false, hasEncoding: Bool = false) -> Reception {
    guard !isOver, request != .ended else { return .ignore }
    if isCompressed && !hasEncoding {
      request = .ended
      return .refuse(
        Status(.internalError, "A message is marked as compressed, but grpc-encoding names no compression."))
    }
    switch request {
    case .empty, .many:
      request = requestStreams ? .many : .one
      return .deliver
    case .one:
      request = .ended
      return .refuse(Status(.unimplemented, "The method takes one request message; more than one came."))
    case .ended:
      return .ignore
    }
  }

  /// The client ended its side.
  public mutating func receiveEnd() -> Reception {
    guard !isOver, request != .ended else { return .ignore }
    let isMissing = request == .empty && !requestStreams
    request = .ended
    return isMissing
      ? .refuse(Status(.unimplemented, "The method takes one request message; none came.")) : .deliver
  }

  /// Initial headers are to go; true when they were not sent yet.
  public mutating func sendHeaders() -> Bool {
    guard response == .silent else { return false }
    response = .headers(hasMessage: false)
    return true
  }

  /// A message is to go.
  public mutating func sendMessage() -> Sending {
    switch response {
    case .silent:
      response = .headers(hasMessage: true)
      return .sendAfterHeaders
    case .headers(let hasMessage):
      precondition(responseStreams || !hasMessage, "a unary method answers with one message")
      response = .headers(hasMessage: true)
      return .send
    case .ended:
      return .drop
    }
  }

  /// The status is to go: the end of the call.
  public mutating func sendStatus(_ code: StatusCode) -> Sending {
    defer { response = .ended }
    switch response {
    case .silent: return code == .ok ? .sendAfterHeaders : .sendTrailersOnly
    case .headers: return .send
    case .ended: return .drop
    }
  }

  /// The caller is gone: reset, connection lost. True when the call was not over.
  public mutating func cancel() -> Bool {
    guard !isOver else { return false }
    request = .ended
    response = .ended
    return true
  }
}
