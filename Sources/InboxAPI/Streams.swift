public import Protobuf

// The forms of methods that stream. A handler opens a stream with the first request, in a snapshot, and gives an object;
// from then on the server asks the object what comes next.
//
//     rpc of the contract                          handler gives                      made of
//     returns (stream R), NO_SIDE_EFFECTS          ReadingStream<R>                   ResponseStream
//     returns (stream R)                           WritingStream<R>                   ResponseStream, StreamCommand
//     (stream Q) returns (R) or (stream R)         Exchange<Q, R>                     RequestStream, StreamCommand
//
//     next: .send(R) -> next ...                   while the peer has window
//           .wait    -> next ...                   after news of interest, a time, or its own wake-up
//           .commit(command) -> execute, on the writer's thread -> on disk -> next ...
//           .end
//
// Invariants
//  1. A stream is pulled, never pushed: it holds a place to go on from, not a backlog. A slow peer costs no memory.
//  2. `next`, `receive`, `endOfRequests`, `idle` and `closed` are called on the call's loop, one at a time; each `next` and
//     `receive` in a snapshot of its own. A stream may not keep the snapshot, nor anything that lies in an arena.
//  3. From `.commit(command)` on, the command belongs to the writer's thread, until `next` is called again; `next` and
//     `closed` are not called meanwhile, `receive` may be. What failed to commit ends the stream.
//  4. Each call is told who the caller is now: rights that were lost meanwhile are gone.

/// What a stream does next.
public enum StreamStep<Response, Command> {
  /// Sends a message; `next` is called again when the peer has window for more.
  case send(Response)
  /// Nothing to do: `next` is called again after news, after `wake`, and at this time, in microseconds since 1970.
  case wait(until: Int64? = nil)
  /// Has a command carried out by the writer; `next` is called again when it is on disk.
  case commit(Command)
  /// All was sent.
  case end
}

/// Which commits a waiting stream wants to be woken by; a change of the directory of its workspace wakes each that names one.
public enum StreamInterest: Hashable, Sendable {
  /// None, not even the directory's: something else wakes it.
  case nothing
  /// Every commit that changes something in the call's workspace.
  case workspace
  /// Those that change this interaction.
  case interaction(Int64)
  /// Those that change notifications of this user.
  case user(String)
}

/// A stream of responses that is open; the essay above tells the rules.
///
/// `Command` is `Never` for methods without side effects.
public protocol ResponseStream<Response, Context, ReadTransaction, Command, Failure>: AnyObject {
  /// What is sent.
  associatedtype Response: ProtoMessage
  /// What a handler knows of its call.
  associatedtype Context
  /// A snapshot.
  associatedtype ReadTransaction: AnyObject
  /// What the writer carries out for the stream.
  associatedtype Command
  /// What ends the stream with an error.
  associatedtype Failure: Error

  /// What wakes the stream. It does not change. Default: commits of the workspace.
  var interest: StreamInterest { get }
  /// Whether the stream ends soon by itself, so that a server that stops lets it. Default: it does not.
  var endsByItself: Bool { get }

  /// The stream was accepted: the place to start what runs elsewhere. `wake`, from any thread, has `next` called.
  func opened(_ wake: @escaping @Sendable () -> Void)
  /// Says what comes next. A throw ends the stream with its status.
  func next(_ call: Context, in transaction: ReadTransaction) throws(Failure) -> StreamStep<Response, Command>
  /// The message that stands for "no news": sent at once when there are none to begin with, and as a sign of life.
  /// Nil for a stream that has none.
  func idle(_ call: Context) -> Response?
  /// The call is over, however it ended. Nothing is called any more.
  func closed()
}

extension ResponseStream {
  /// Every commit of the workspace.
  public var interest: StreamInterest { .workspace }
  /// It lasts for as long as the caller likes.
  public var endsByItself: Bool { false }
  /// Nothing runs elsewhere.
  public func opened(_ wake: @escaping @Sendable () -> Void) {}
  /// Nothing to clear away.
  public func closed() {}
}

/// A stream of requests that is open, and of the responses to them.
public protocol RequestStream<Request, Response, Context, ReadTransaction, Command, Failure>: ResponseStream {
  /// What the caller sends.
  associatedtype Request: ProtoMessage

  /// Whether more requests are welcome. While they are not, the caller's window stays closed: what he has on his way,
  /// 1 MiB and a message at most, still comes. Asked after each `receive` and `next`.
  var takesRequests: Bool { get }

  /// Takes a request, the one that opened the stream included; `next` is called soon. A throw ends the stream.
  func receive(_ request: Request, _ call: Context, in transaction: ReadTransaction) throws(Failure)
  /// The caller has sent his last request; `next` is called soon.
  func endOfRequests()
}

extension RequestStream {
  /// As they come.
  public var takesRequests: Bool { true }
}

/// What the writer carries out for a stream: in a savepoint, committed together with what else waits.
public protocol StreamCommand<Context, WriteTransaction, Failure>: AnyObject {
  /// What a handler knows of its call.
  associatedtype Context
  /// The transaction of the command.
  associatedtype WriteTransaction: AnyObject
  /// What takes back the changes and ends the stream with an error.
  associatedtype Failure: Error

  /// Makes the change and keeps what `next` is to know of it. On the writer's thread.
  func execute(_ call: Context, in transaction: WriteTransaction) throws(Failure)
}

/// What handlers of methods that stream give.
extension ServiceHandlers {
  /// A stream of responses that only reads.
  public typealias ReadingStream<Response: ProtoMessage> = any ResponseStream<
    Response, Context, ReadTransaction, Never, Failure
  >
  /// A stream of responses that also writes.
  public typealias WritingStream<Response: ProtoMessage> = any ResponseStream<
    Response, Context, ReadTransaction, any StreamCommand<Context, WriteTransaction, Failure>, Failure
  >
  /// A stream of requests and the responses to it.
  public typealias Exchange<Request: ProtoMessage, Response: ProtoMessage> = any RequestStream<
    Request, Response, Context, ReadTransaction, any StreamCommand<Context, WriteTransaction, Failure>, Failure
  >
}
