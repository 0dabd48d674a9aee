public import GRPC

/// What runs the calls of one method.
///
/// Each loop has an object of its own for each method, so that a handler may keep state without locks. All of its
/// methods run on the loop and must not wait. A handler that needs another thread's help returns and answers later,
/// from a job posted to the loop; it keeps what it needs in `call.state`.
public protocol CallHandler: AnyObject {
  /// The headers are here, the body is not: the place to refuse a caller with `call.finish(status)`.
  func begin(_ call: Call)

  /// One request message. `message` lives until the method returns. For a method that takes a single request it
  /// comes exactly once, after the caller has ended his side; how many there were is checked by then.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call)

  /// The caller has sent his last message. Only for methods that take a stream of requests.
  func endOfRequests(on call: Call)

  /// Bytes that waited have gone and `call.canWrite` holds again. Only after it did not.
  func resumeWriting(on call: Call)

  /// The caller left, his deadline passed, the connection broke or his request was refused half-way: an answer is of no
  /// use any more. Not called after `finish`.
  func cancelled(_ call: Call)

  /// The server stops: calls that would not end by themselves are to be ended now. Called once, on the loop.
  func drain()
}

extension CallHandler {
  /// Accepts every caller.
  public func begin(_ call: Call) {}
  /// Nothing to do for a single request.
  public func endOfRequests(on call: Call) {}
  /// Nothing to do for a single answer.
  public func resumeWriting(on call: Call) {}
  /// Nothing to do for an answer given at once.
  public func cancelled(_ call: Call) {}
  /// Calls end by themselves.
  public func drain() {}
}

/// A method and what runs its calls on one loop.
public struct Route {
  /// The method.
  public let method: MethodDescriptor
  /// What runs it; nil answers `UNIMPLEMENTED`, saying that the contract has the method and this server does not.
  public let handler: (any CallHandler)?
  /// The method's own limit of a request message in bytes; nil takes the server's.
  public let messageBytesMax: Int?

  /// A route for the method table of one loop.
  public init(_ method: MethodDescriptor, _ handler: (any CallHandler)?, messageBytesMax: Int? = nil) {
    self.method = method
    self.handler = handler
    self.messageBytesMax = messageBytesMax
  }
}
