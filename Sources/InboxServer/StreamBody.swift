internal import GRPCServer
internal import InboxAPI
internal import InboxModel
internal import InboxServices
internal import InboxStore
internal import Protobuf

/// The stream of a service without its message types, so that what drives streams is written once and compiled once.
class StreamBody {
  /// What the writer carries out for a stream.
  typealias Command = any StreamCommand<InboxServices.Call, WriteTransaction, InboxError>

  /// What a stream did or wants.
  enum Step {
    /// A message was sent.
    case sent
    /// Nothing to do before news, or this time.
    case wait(until: Int64?)
    /// The writer is to carry this out.
    case commit(Command)
    /// It is over.
    case end
  }

  /// What wakes it.
  var interest: StreamInterest { .nothing }
  /// Whether a server that stops lets it end.
  var endsByItself: Bool { false }
  /// Whether more requests are welcome.
  var takesRequests: Bool { true }

  /// See `ResponseStream`.
  func opened(_ wake: @escaping @Sendable () -> Void) {}
  /// Goes on: sends a message to `target`, or says what it waits for.
  func next(
    _ call: InboxServices.Call, in transaction: ReadTransaction, to target: GRPCServer.Call
  ) throws(InboxError) -> Step { .end }
  /// Sends the message that stands for no news; false if there is none.
  func sendIdle(_ call: InboxServices.Call, to target: GRPCServer.Call) -> Bool { false }
  /// Takes a request.
  func receive(
    _ message: UnsafeRawBufferPointer, _ call: InboxServices.Call, in transaction: ReadTransaction
  ) throws(Refusal) {}
  /// Hears that there are no more requests.
  func endOfRequests() {}
  /// Hears that it is over.
  func closed() {}
}

extension GRPCServer.Call {
  /// Does what a step asks of the call; the rest is the caller's.
  fileprivate func take<Response: ProtoMessage>(_ step: StreamStep<Response, StreamBody.Command>) -> StreamBody.Step {
    switch step {
    case .send(let response):
      _ = sendIfAny(response)
      return .sent
    case .wait(let until): return .wait(until: until)
    case .commit(let command): return .commit(command)
    case .end: return .end
    }
  }

  /// Packs a message into the call's output; false if there is none.
  fileprivate func sendIfAny(_ response: (some ProtoMessage)?) -> Bool {
    guard let response else { return false }
    unsafe send(response.packedInArena())
    return true
  }
}

/// A stream that only reads.
final class ReadingBody<Response: ProtoMessage>: StreamBody {
  /// What the service gave.
  typealias Stream = any ResponseStream<Response, InboxServices.Call, ReadTransaction, Never, InboxError>

  private let stream: Stream

  /// Wraps what the service gave.
  init(_ stream: Stream) { self.stream = stream }

  /// What wakes it.
  override var interest: StreamInterest { stream.interest }
  /// Whether a server that stops lets it end.
  override var endsByItself: Bool { stream.endsByItself }
  /// Hands on how it is woken.
  override func opened(_ wake: @escaping @Sendable () -> Void) { stream.opened(wake) }
  /// Hands on that it is over.
  override func closed() { stream.closed() }

  /// Goes on.
  override func next(
    _ call: InboxServices.Call, in transaction: ReadTransaction, to target: GRPCServer.Call
  ) throws(InboxError) -> Step {
    switch try stream.next(call, in: transaction) {
    case .send(let response): target.take(.send(response))
    case .wait(let until): .wait(until: until)
    case .end: .end
    }
  }

  /// Sends the message for no news.
  override func sendIdle(_ call: InboxServices.Call, to target: GRPCServer.Call) -> Bool {
    target.sendIfAny(stream.idle(call))
  }
}

/// A stream that writes.
final class WritingBody<Response: ProtoMessage>: StreamBody {
  /// What the service gave.
  typealias Stream = any ResponseStream<Response, InboxServices.Call, ReadTransaction, Command, InboxError>

  private let stream: Stream

  /// Wraps what the service gave.
  init(_ stream: Stream) { self.stream = stream }

  /// What wakes it.
  override var interest: StreamInterest { stream.interest }
  /// Whether a server that stops lets it end.
  override var endsByItself: Bool { stream.endsByItself }
  /// Hands on how it is woken.
  override func opened(_ wake: @escaping @Sendable () -> Void) { stream.opened(wake) }
  /// Hands on that it is over.
  override func closed() { stream.closed() }

  /// Goes on.
  override func next(
    _ call: InboxServices.Call, in transaction: ReadTransaction, to target: GRPCServer.Call
  ) throws(InboxError) -> Step {
    target.take(try stream.next(call, in: transaction))
  }

  /// Sends the message for no news.
  override func sendIdle(_ call: InboxServices.Call, to target: GRPCServer.Call) -> Bool {
    target.sendIfAny(stream.idle(call))
  }
}

/// A stream of requests.
final class ExchangeBody<Request: AddressedRequest, Response: ProtoMessage>: StreamBody {
  /// What the service gave.
  typealias Stream = any RequestStream<Request, Response, InboxServices.Call, ReadTransaction, Command, InboxError>

  private let stream: Stream

  /// Wraps what the service gave.
  init(_ stream: Stream) { self.stream = stream }

  /// What wakes it.
  override var interest: StreamInterest { stream.interest }
  /// Whether a server that stops lets it end.
  override var endsByItself: Bool { stream.endsByItself }
  /// Whether more requests are welcome.
  override var takesRequests: Bool { stream.takesRequests }
  /// Hands on how it is woken.
  override func opened(_ wake: @escaping @Sendable () -> Void) { stream.opened(wake) }
  /// Hands on that there are no more requests.
  override func endOfRequests() { stream.endOfRequests() }
  /// Hands on that it is over.
  override func closed() { stream.closed() }

  /// Goes on.
  override func next(
    _ call: InboxServices.Call, in transaction: ReadTransaction, to target: GRPCServer.Call
  ) throws(InboxError) -> Step {
    target.take(try stream.next(call, in: transaction))
  }

  /// Sends the message for no news.
  override func sendIdle(_ call: InboxServices.Call, to target: GRPCServer.Call) -> Bool {
    target.sendIfAny(stream.idle(call))
  }

  /// Decodes a request and hands it on.
  override func receive(
    _ message: UnsafeRawBufferPointer, _ call: InboxServices.Call, in transaction: ReadTransaction
  ) throws(Refusal) {
    let request = try unsafe Refusal.decode(Request.self, message, in: call.arena)
    do throws(InboxError) {
      try stream.receive(request, call, in: transaction)
    } catch {
      throw .inbox(error, call.caller)
    }
  }
}
