internal import GRPC
internal import GRPCServer
internal import InboxAPI
internal import InboxModel
internal import InboxServices
internal import InboxStore
internal import Protobuf
internal import Synchronization

// A command on its way: from the loop that took the call to the writer, and back with the answer.
//
//     loop:    decode -> submit ............................................ answer() -> send, finish
//     writer:            execute(in:) in its savepoint -> commit -> didFinish -> home
//
// Invariants
//  1. Between `submit` and `answer()` the object belongs to the writer's thread; the loop touches only `isAbandoned`.
//  2. The call is touched by the loop alone; the writer neither answers nor frees it.
//  3. A command whose caller left before the writer came to it is not executed: nothing runs on for nobody. One that
//     is executing is finished: its caller cannot know, and asks again with the same request_id.
//  4. What a request_id got is stored in the transaction that did the work, and a repeat gets those bytes.
//  5. The arena goes back to the pool of its loop with the answer.

/// What the loop and the writer hand each other, whatever the method; the essay above tells its rules.
class PendingCommand: WriteCommand, @unchecked Sendable {
  /// The loop it came from.
  final let home: any CommandHome
  /// Memory that the decoded request takes.
  final let requestBytes: Int
  private final let isAbandoned = Atomic(false)

  /// A command that goes back to `home`.
  init(home: any CommandHome, requestBytes: Int) {
    self.home = home
    self.requestBytes = requestBytes
  }

  /// The caller has left (invariant 3).
  final func abandon() { isAbandoned.store(true, ordering: .relaxed) }

  /// Does the work unless nobody waits for it (invariant 3).
  final func execute(in transaction: WriteTransaction) throws(InboxError) {
    if !isAbandoned.load(ordering: .relaxed) { try run(in: transaction) }
  }

  /// Does the work; overridden for each method.
  func run(in transaction: WriteTransaction) throws(InboxError) {}
  /// Keeps what became of it; overridden for each method.
  func didFinish(_ outcome: CommandOutcome) {}
  /// Answers the call, on the loop.
  func answer() {}
}

/// A command of one method.
final class MethodCommand<Request: AddressedRequest, Response: ProtoMessage>: PendingCommand, @unchecked Sendable {
  /// The service's part.
  typealias Body = @Sendable (Request, InboxServices.Call, WriteTransaction) throws(InboxError) -> Response

  /// What came of it.
  private enum Result {
    /// The command was not executed: its caller had left.
    case none
    case response(Response)
    case replay([UInt8])
    case failure(InboxError)
  }

  private let desk: LoopDesk
  private let method: MethodDescriptor
  private let request: Request
  private let identity: CallerIdentity
  private let body: Body
  private var call: GRPCServer.Call?
  private var result = Result.none
  private var caller: Caller?

  /// A command made on the loop of `desk`, whose arena it owns from here on.
  init(
    _ request: Request, _ identity: CallerIdentity, _ call: GRPCServer.Call, _ desk: LoopDesk, _ body: @escaping Body
  ) {
    self.desk = desk
    self.request = request
    self.identity = identity
    self.body = body
    self.call = call
    method = call.method
    super.init(home: desk.home, requestBytes: request.arena.bytesUsed)
  }

  // MARK: On the writer's thread

  /// Authorises, replays or works, and remembers (invariant 4).
  override func run(in transaction: WriteTransaction) throws(InboxError) {
    let caller = try identity.caller(in: transaction)
    self.caller = caller
    let context = InboxServices.Call(
      caller: caller, scope: identity.scope, now: transaction.now, arena: request.arena, features: desk.features)
    guard let id = request.replayID?.string, !id.isEmpty else {
      result = .response(try body(request, context, transaction))
      return
    }
    let fingerprint = Fingerprint.of(request)
    if let owner = try rememberer(in: transaction),
      let stored = try transaction.replay(id, method: method.path, fingerprint: fingerprint, for: owner)
    {
      result = .replay(stored)
      return
    }
    let response = try body(request, context, transaction)
    let bytes = Request.remembered(response)
    if let owner = try rememberer(in: transaction) {
      try transaction.remember(id, method: method.path, fingerprint: fingerprint, response: bytes.span, for: owner)
    }
    result = .response(response)
  }

  /// Whose the request id is: the caller's in his workspace. A new workspace has its own, as soon as it is there.
  private func rememberer(in transaction: WriteTransaction) throws(InboxError) -> Caller? {
    if identity.workspace != nil { return caller }
    guard let slug = WorkspaceName.workspace(of: request.address.span) else { return nil }
    do {
      let workspace = try transaction.workspaceID(slug)
      return Caller(
        workspace: workspace, workspaceSlug: slug, actor: identity.actor, isAdmin: false, reach: .locations([:]))
    } catch .notFound {
      return nil
    }
  }

  /// A failure replaces what the work had come to.
  override func didFinish(_ outcome: CommandOutcome) {
    if case .failed(let error) = outcome { result = .failure(error) }
  }

  // MARK: On the loop

  /// Sends what came of it and gives the arena back (invariant 5).
  override func answer() {
    defer { desk.arenas.giveBack(request.arena) }
    desk.commandDidReturn(self)
    guard let call else { return }
    self.call = nil
    call.state = nil
    switch result {
    case .none: return  // Abandoned; the call is over.
    case .response(let response):
      unsafe call.send(response.packedInArena())
      call.finish()
    case .replay(let bytes):
      unsafe bytes.withUnsafeBytes { unsafe call.send($0) }
      call.finish()
    case .failure(let error):
      call.finish(Refusal.inbox(error, caller).status(in: request.arena, for: call, reportingTo: desk.report))
    }
  }
}
