internal import GRPC
internal import GRPCServer
internal import InboxAPI
internal import InboxModel
internal import InboxServices
internal import InboxStore
internal import Net
internal import Protobuf
internal import Synchronization

// One open stream on its loop: asks the service's stream what comes next, whenever there is reason to.
//
//     ready --next: sent--> ready ...                     in the desk's queue, a few steps at a turn
//           --no window---> blocked     --resumed-------> ready
//           --next: wait--> waiting     --news, time, wake, request--> ready
//           --next: commit> committing  --on disk-------> ready
//           --next: end, a throw, the caller leaves, the server stops----> over
//
// Invariants
//  1. `next` is called only when the peer has window. What is not sent is not made: a slow reader costs a place in a
//     list, and gets everything later.
//  2. The caller's credential and rights are those of the directory's present generation: when it has moved they are looked
//     up anew, before the service is asked. Whoever lost them hears no more.
//  3. While the writer has a command of the stream, the stream is left alone but for requests; a caller who leaves
//     meanwhile is let go when the command is back.
//  4. A stream that waits without news sends its sign of life every `idleNanoseconds`. A timer that was set for earlier
//     than needed looks at the clock and is set again: sending costs no timer.
//  5. `closed` of the service's stream is called exactly once, and last.

/// A stream that somebody reads; the essay above tells its rules.
final class OpenStream {
  /// What the stream waits for; the picture above has the transitions.
  private enum Phase { case ready, blocked, waiting, committing, over }

  /// The most steps of one stream before others have their turn.
  static let stepsPerTurn = 16
  /// How long a stream is silent at most.
  private static let idleNanoseconds: UInt64 = 30_000_000_000

  /// Whose stream it is; nil when it is over.
  private var call: GRPCServer.Call?
  private let body: StreamBody
  private let desk: LoopDesk
  private var caller: Caller
  private var generation: UInt64
  private var phase = Phase.ready
  /// Whether it stands in the desk's queue.
  private var isQueued = false
  private var hasSent = false
  private var lastSentNanoseconds: UInt64 = 0
  /// When `next` is to be called without news.
  private var wakeNanoseconds: UInt64?
  private var timer: StreamTimer?
  /// Bytes of requests that were taken since the last command.
  private var requestBytes = 0
  /// The command that the writer has.
  private var write: StreamWrite?

  /// What wakes it.
  let topic: StreamDesk.Topic?

  /// A stream that its handler opened for `caller`, whose rights are of `generation`.
  init(_ body: StreamBody, _ call: GRPCServer.Call, _ desk: LoopDesk, _ caller: Caller, generation: UInt64) {
    self.body = body
    self.call = call
    self.desk = desk
    self.caller = caller
    self.generation = generation
    topic =
      body.interest == .nothing
      ? nil : StreamDesk.Topic(workspace: caller.workspace, interest: body.interest)
  }

  /// Lets the caller know that he is heard, and begins.
  func begin() {
    desk.streams.add(self)
    call?.sendHeaders(Metadata())
    let bell = StreamBell(self, desk.home.mailbox)
    body.opened { bell.ring() }
    lastSentNanoseconds = desk.streams.nowNanoseconds
    enqueue()
  }

  // MARK: What moves it

  /// There may be news.
  func wake() {
    guard phase == .waiting else { return }
    phase = .ready
    enqueue()
  }

  /// The peer reads on.
  func resume() {
    guard phase == .blocked else { return }
    phase = .ready
    enqueue()
  }

  /// A request came.
  func receive(_ message: UnsafeRawBufferPointer) {
    guard phase != .over, let call, isStillLetIn(call) else { return }
    guard desk.hold(message.count) else { return fail(.overloaded) }
    requestBytes += message.count
    let arena = desk.arenas.take()
    defer { desk.arenas.giveBack(arena) }
    do throws(Refusal) {
      let (context, transaction) = try context(of: call, in: arena)
      try unsafe body.receive(message, context, in: transaction)
    } catch {
      return fail(error)
    }
    call.takesRequests = body.takesRequests
    wake()
  }

  /// There are no more requests.
  func endOfRequests() {
    guard phase != .over else { return }
    body.endOfRequests()
    wake()
  }

  /// The caller left.
  func cancel() {
    write?.abandon()
    end()
  }

  /// The server stops: ends what would not end by itself. What the writer has is waited for and answered.
  func drain() {
    guard !body.endsByItself, phase != .committing, phase != .over else { return }
    finishDraining()
  }

  /// Has the desk call `advance` when it is this stream's turn.
  private func enqueue() {
    guard !isQueued else { return }
    isQueued = true
    desk.streams.enqueue(self)
  }

  // MARK: Going on

  /// Takes up to `stepsPerTurn` steps and says how many it took.
  func advance() -> Int {
    isQueued = false
    for count in 1...Self.stepsPerTurn {
      guard phase == .ready, let call else { return count }
      guard call.canWrite else {
        phase = .blocked
        return count
      }
      takeStep(call)
    }
    if phase == .ready { enqueue() }
    return Self.stepsPerTurn
  }

  /// Asks what comes next, and does it.
  private func takeStep(_ call: GRPCServer.Call) {
    guard isStillLetIn(call) else { return }
    let arena = desk.arenas.take()
    defer { desk.arenas.giveBack(arena) }
    do throws(Refusal) {
      let (context, transaction) = try context(of: call, in: arena)
      let step: StreamBody.Step
      do throws(InboxError) {
        step = try body.next(context, in: transaction, to: call)
      } catch {
        throw .inbox(error, caller)
      }
      call.takesRequests = body.takesRequests
      switch step {
      case .sent: noteSent()
      case .wait(let until): wait(until: until, context, call)
      case .commit(let command): try commit(command, call)
      case .end: finish(.ok)
      }
    } catch {
      fail(error)
    }
  }

  /// Whether the credential still lets the caller in (invariant 2); if not, the stream ends.
  private func isStillLetIn(_ call: GRPCServer.Call) -> Bool {
    if desk.directoryGeneration == generation || Credentials.stillHolds(call, desk) { return true }
    Credentials.check(call, desk)  // Says why not.
    end()
    return false
  }

  /// The caller as he is now (invariant 2), and a snapshot.
  private func context(
    of call: GRPCServer.Call, in arena: Arena
  ) throws(Refusal) -> (InboxServices.Call, ReadTransaction) {
    do throws(InboxError) {
      let current = desk.directoryGeneration
      let transaction = try desk.snapshot()
      if current != generation {
        caller = try transaction.caller(again: caller, through: Credentials.scope(of: call))
        generation = current
      }
      let context = InboxServices.Call(
        caller: caller, scope: Credentials.scope(of: call), now: transaction.now, arena: arena, features: desk.features)
      return (context, transaction)
    } catch {
      throw .inbox(error, nil)
    }
  }

  /// A message went out.
  private func noteSent() {
    hasSent = true
    lastSentNanoseconds = desk.streams.nowNanoseconds
  }

  /// Nothing to do: waits for news, but says something first.
  private func wait(until: Int64?, _ context: InboxServices.Call, _ call: GRPCServer.Call) {
    if desk.streams.isDraining && !body.endsByItself { return finishDraining() }
    phase = .waiting
    letRequestsGo()
    if !hasSent, body.sendIdle(context, to: call) { noteSent() }
    wakeNanoseconds = until.map { time in
      desk.streams.nowNanoseconds &+ UInt64(max(0, time - context.now)) &* 1000
    }
    setTimer()
  }

  // MARK: Commands

  /// Hands a command to the writer (invariant 3).
  private func commit(_ command: StreamBody.Command, _ call: GRPCServer.Call) throws(Refusal) {
    if desk.streams.isDraining && !body.endsByItself { return finishDraining() }
    let write = StreamWrite(
      command, self, desk, caller, Credentials.scope(of: call), requestBytes: requestBytes)
    letRequestsGo()
    guard desk.submit(write) else {
      write.giveBack()
      throw .overloaded
    }
    self.write = write
    phase = .committing
  }

  /// The writer is done (invariant 3).
  func commandDidReturn(_ failure: InboxError?) {
    write = nil
    guard phase == .committing else { return body.closed() }  // The caller left meanwhile (invariant 5).
    phase = .ready
    if let failure { return fail(.inbox(failure, caller)) }
    enqueue()
  }

  /// Requests that are no longer held for the stream are no longer counted.
  private func letRequestsGo() {
    desk.letGo(requestBytes)
    requestBytes = 0
  }

  // MARK: Time

  /// Schedules the timer for the next thing that happens without news, unless it is scheduled for earlier (invariant 4).
  private func setTimer() {
    let idle = lastSentNanoseconds + Self.idleNanoseconds
    let deadline = min(idle, wakeNanoseconds ?? .max)
    let timer = timer ?? StreamTimer(self)
    self.timer = timer
    if timer.isScheduled && timer.deadlineNanoseconds <= deadline { return }
    desk.streams.schedule(timer, at: deadline)
  }

  /// The timer fired.
  fileprivate func timeDidPass() {
    guard phase == .waiting, let call else { return }
    let now = desk.streams.nowNanoseconds
    if let time = wakeNanoseconds, time <= now {
      wakeNanoseconds = nil
      wake()
      return
    }
    if lastSentNanoseconds + Self.idleNanoseconds <= now { sendSignOfLife(call) }
    if phase == .waiting { setTimer() }
  }

  /// Says that there is no news (invariant 4).
  private func sendSignOfLife(_ call: GRPCServer.Call) {
    lastSentNanoseconds = desk.streams.nowNanoseconds
    guard call.canWrite, isStillLetIn(call) else { return }
    let arena = desk.arenas.take()
    defer { desk.arenas.giveBack(arena) }
    do throws(Refusal) {
      _ = body.sendIdle(try context(of: call, in: arena).0, to: call)
    } catch {
      fail(error)
    }
  }

  // MARK: The end

  /// Ends with the reason.
  private func fail(_ refusal: Refusal) {
    let arena = desk.arenas.take()
    defer { desk.arenas.giveBack(arena) }
    if case .overloaded = refusal { call?.addPushback(milliseconds: Refusal.retryAfterMilliseconds) }
    finish(refusal.status(in: arena, reportingTo: desk.report))
  }

  /// Ends because the server does.
  private func finishDraining() {
    let arena = desk.arenas.take()
    defer { desk.arenas.giveBack(arena) }
    finish(StatusMapping.draining(in: arena))
  }

  /// Ends the call and the stream.
  private func finish(_ status: GRPC.Status) {
    write?.abandon()
    call?.finish(status)
    end()
  }

  /// Forgets everything (invariant 5).
  private func end() {
    guard phase != .over else { return }
    let isFree = phase != .committing
    phase = .over
    call?.state = nil
    call = nil
    letRequestsGo()
    if let timer { desk.streams.cancel(timer) }
    timer = nil
    desk.streams.remove(self)
    if isFree { body.closed() }
  }
}

/// The alarm of one stream.
private final class StreamTimer: Timer {
  private weak var stream: OpenStream?
  /// A timer for one stream.
  init(_ stream: OpenStream) { self.stream = stream }
  /// Has the stream look at the clock.
  override func fire(on loop: EventLoop) { stream?.timeDidPass() }
}

/// Wakes a stream from any thread, with one job however often it is rung before the loop looks.
private final class StreamBell: LoopJob, @unchecked Sendable {
  // Sound as Sendable: only the loop looks at the stream.
  private weak var stream: OpenStream?
  private let mailbox: Mailbox
  private let isRung = Atomic(false)

  /// A bell for a stream on the loop behind `mailbox`.
  init(_ stream: OpenStream, _ mailbox: Mailbox) {
    self.stream = stream
    self.mailbox = mailbox
  }

  /// Has the stream look.
  func ring() {
    if !isRung.exchange(true, ordering: .acquiringAndReleasing) { mailbox.post(self) }
  }

  /// On the loop: looks.
  func run(on loop: EventLoop) {
    isRung.store(false, ordering: .releasing)
    stream?.wake()
  }
}
