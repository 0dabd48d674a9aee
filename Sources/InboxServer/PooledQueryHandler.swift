internal import GRPC
internal import GRPCServer
internal import InboxAPI
internal import InboxModel
internal import InboxServices
internal import InboxStore
internal import Net
internal import Protobuf
internal import Synchronization

/// Runs a method without side effects that may take long: decoded on the loop, run by the reader pool, answered on the
/// loop.
final class PooledQueryHandler<Request: AddressedRequest, Response: ProtoMessage>: CallHandler {
  private let desk: LoopDesk
  private let body: PooledQuery<Request, Response>.Body

  /// A handler of one method on one loop.
  init(_ desk: LoopDesk, _ body: @escaping PooledQuery<Request, Response>.Body) {
    self.desk = desk
    self.body = body
  }

  /// Refuses a credential that is not right, before the body.
  func begin(_ call: GRPCServer.Call) { Credentials.check(call, desk) }

  /// Sends the query on its way, or answers why not.
  func receive(_ message: UnsafeRawBufferPointer, on call: GRPCServer.Call) {
    let arena = desk.arenas.take()
    do throws(Refusal) {
      let request = try unsafe Refusal.decode(Request.self, message, in: arena)
      let query: PooledQuery<Request, Response>
      do throws(InboxError) {
        query = PooledQuery(request, try CallerIdentity(call, request), call, desk, body)
      } catch {
        throw .inbox(error, nil)
      }
      guard desk.store.readers.submit(query, readingFrom: desk.store) else { throw .overloaded }
      call.state = query
    } catch {
      call.finish(error.status(in: arena, for: call, reportingTo: desk.report))
      desk.arenas.giveBack(arena)
    }
  }

  /// Spares the pool a query that nobody waits for.
  func cancelled(_ call: GRPCServer.Call) {
    (call.state as? PooledQuery<Request, Response>)?.abandon()
  }
}

/// A query on its way to the pool and back. Between `submit` and its return it belongs to the pool's thread; the loop
/// touches only `isAbandoned`, and the call is the loop's alone.
final class PooledQuery<Request: AddressedRequest, Response: ProtoMessage>: ReadJob, LoopJob, @unchecked Sendable {
  /// The service's part.
  typealias Body = @Sendable (Request, InboxServices.Call, ReadTransaction) throws(InboxError) -> Response

  private let desk: LoopDesk
  private let mailbox: Mailbox
  private let request: Request
  private let identity: CallerIdentity
  private let body: Body
  private var call: GRPCServer.Call?
  private var result: Result<Response, InboxError>?
  private let isAbandoned = Atomic(false)

  /// A query made on the loop of `desk`, whose arena it owns from here on.
  init(
    _ request: Request, _ identity: CallerIdentity, _ call: GRPCServer.Call, _ desk: LoopDesk, _ body: @escaping Body
  ) {
    self.desk = desk
    mailbox = desk.mailbox
    self.request = request
    self.identity = identity
    self.body = body
    self.call = call
  }

  /// The caller has left.
  func abandon() { isAbandoned.store(true, ordering: .relaxed) }

  /// Runs the handler, on the pool's thread, unless nobody waits for it.
  func run(on reader: Reader) {
    if !isAbandoned.load(ordering: .relaxed) {
      do throws(InboxError) {
        let transaction = try reader.snapshot()
        let caller = try identity.caller(in: transaction)
        let context = InboxServices.Call(
          caller: caller, scope: identity.scope, now: transaction.now, arena: request.arena)
        result = .success(try body(request, context, transaction))
      } catch {
        result = .failure(error)
      }
    }
    mailbox.post(self)
  }

  /// Answers, on the loop, and gives the arena back.
  func run(on loop: EventLoop) {
    defer { desk.arenas.giveBack(request.arena) }
    guard let call else { return }
    self.call = nil
    call.state = nil
    switch result {
    case nil: return  // Abandoned; the call is over.
    case .success(let response):
      unsafe call.send(response.packedInArena())
      call.finish()
    case .failure(let error):
      call.finish(Refusal.inbox(error, nil).status(in: request.arena, for: call, reportingTo: desk.report))
    }
  }
}
