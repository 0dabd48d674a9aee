internal import GRPC
internal import HTTP2
internal import Net

// A connection: a socket on one side, an HTTP/2 session on the other, and nothing of gRPC but the hand-over.
//
//     socket --read--> session.receive --> Call (headers, data, end, close)
//     socket <-write-- session.produce <-- Call (answers)          once, at the end of the turn
//
// Where it is between its beginning and its end, and what time does to it, is in ConnectionLife.swift; how it ends, in
// ConnectionEnding.swift.
//
// Invariants
//  1. Whatever changes what the session wants to send calls `setDirty()`; the bytes go out together when the turn ends.
//  2. While the socket is full and more than `socketBacklogBytesMax` of answers wait, nothing is read: a peer that does
//     not read its answers asks no further questions.
//  3. `close()` runs once. After it the session is gone, every call of the connection has been told, and nothing is
//     read or written.
//  4. A connection that ends in order half-closes and reads on until the peer has closed too: closing at once would
//     make the kernel answer late bytes with RST, which eats the last answer on its way.
//  5. Bytes of requests that are not whole are read as fast as the loop lends for them (RequestCredit.swift).

/// One client's connection; the essay above tells its rules.
final class Connection: EventHandler, TurnHandler {
  /// Whose loop the connection lives on. It holds the connection until `close()`, and that ends the cycle.
  let worker: Worker
  /// The client's address, for people.
  let peer: String
  /// Who the client's certificate says it is; nil without one.
  var peerIdentity: String? { transport.peerIdentity }
  /// Whether the peer is on this machine.
  let isFromThisMachine: Bool
  /// The HTTP/2 side; there from the end of `init` on.
  private(set) var session: Session!

  /// What the connection did.
  let record: SocketRecord
  /// Bytes of large requests that are not complete.
  var heldRequestBytes = 0
  /// Bytes promised to large requests on their way.
  var promisedRequestBytes = 0
  /// Calls whose large requests wait for their turn; `RequestAdmission` keeps them.
  var waitingRequests: [Call] = []
  /// What may come before its requests are whole.
  var credit = RequestCredit()
  /// Whether it waits for its turn to be read (RequestCredit.swift).
  private var awaitsTurn = false

  /// Where the connection is, and what time does to it.
  var life: ConnectionLife
  /// Its one timer.
  var timer: ConnectionTimer?
  /// Whether our side is ended.
  var hasEndedOutput = false
  /// How often the peer may ask whether we live.
  var pings = PingPolicy()
  /// Whether the socket takes what waits for it.
  var outputPace = Pace()
  /// Whether the frame that is half here is coming.
  var inputPace = Pace()
  /// Bytes that were handed to the socket or wait for it.
  private(set) var producedBytes = 0

  /// The way to the peer.
  var transport: Transport
  /// The loop's watch over it; nil once closed.
  var registration: EventLoop.Registration?
  private var isDirty = false

  /// The connection of somebody who was accepted at `since`; `registration` is the loop's watch over his socket.
  init(
    _ transport: consuming Transport, watchedBy registration: EventLoop.Registration, since: UInt64, on worker: Worker
  ) {
    let address = transport.peerAddress
    peer = address?.description ?? ""
    isFromThisMachine = address?.isLocal ?? false
    let local = SocketAddress(boundTo: transport.number)?.description ?? ""
    record = worker.ledger.addConnection(local: local, remote: peer)
    self.transport = transport
    self.worker = worker
    life = ConnectionLife(at: since, worker.limits, jitter: Double.random(in: 0...1))
    var configuration = SessionConfiguration()
    configuration.streamWindowBytes = RequestAdmission.smallWindowBytes
    configuration.concurrentStreamsMax = UInt32(worker.limits.callsPerConnectionMax)
    session = Session(role: .server, configuration: configuration, pool: worker.sessions, delegate: self)
    self.registration = registration
    worker.loop.pass(registration, to: self)
    setTimer()
    setDirty()
  }

  // MARK: Reading

  /// The socket can be read or written.
  func ready(_ readiness: Readiness) {
    if readiness.contains(.output) { setDirty() }
    guard readiness.contains(.input) || readiness.contains(.hangup) else { return }
    if transport.isShakingHands && !worker.mayShakeHands() { return }
    switch unsafe transport.read(into: worker.readBuffer) {
    case .bytes(let count): receive(count)
    case .wouldBlock: setDirty()  // A wake-up for nothing, which the kernel allows, or a step of the handshake.
    case .ended, .failed: close()
    }
  }

  /// Hands what was read to the session.
  private func receive(_ count: Int) {
    guard life.phase != .closing else { return }  // Lingering: what still comes is dropped (invariant 4).
    let now = worker.loop.nowNanoseconds
    worker.forgetEnd()
    life.hear(at: now)
    do throws(SessionError) {
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: worker.readBuffer[..<count])
      try unsafe session.receive(bytes, at: Int64(now / 1_000_000))
      if life.phase == .opening && session.hasHeardPeer { life.open() }
      if credit.level < 0 { awaitsTurn = !worker.requests.lend(to: self, on: worker.loop) }
      setDirty()
    } catch {
      setDirty()
    }
  }

  /// It is the connection's turn: the loop has lent what it owes.
  func readOn() {
    credit.borrow()
    awaitsTurn = false
    setDirty()
  }

  // MARK: Writing

  /// There may be something to send: look when the turn ends (invariant 1).
  func setDirty() {
    guard !isDirty, life.phase != .closed else { return }
    isDirty = true
    worker.loop.atEndOfTurn(self)
  }

  /// Sends what the turn has left to send (invariant 1).
  func turnDidEnd() {
    isDirty = false
    worker.forgetEnd()
    guard life.phase != .closed, flush() else { return }
    if session.isTerminated || session.isFinished || life.phase == .draining && session.streamCount == 0 {
      beginClosing()
    }
    if life.phase == .closing { endOutput() }
    watch()
    setTimer()
  }

  /// Writes what waits and what the session has, until the socket is full; false when the connection broke.
  private func flush() -> Bool {
    var isWhole = transport.writeBacklog()
    while isWhole && transport.takesOutput {
      do throws(SessionError) {
        let count = try unsafe session.produce(into: worker.writeBuffer)
        if count == 0 { return true }
        producedBytes += count
        isWhole = unsafe transport.write(UnsafeRawBufferPointer(rebasing: worker.writeBuffer[..<count]))
      } catch {
        isWhole = false
      }
    }
    if !isWhole { close() }
    return isWhole
  }

  /// Whether the socket is read (invariants 2 and 5). Whoever was given up for what he sent is not listened to: what he still
  /// sends fills the kernel's buffers, not our time.
  var isReading: Bool {
    if awaitsTurn || session.isTerminated { return false }
    let waiting = transport.backlogBytes
    return waiting == 0 || waiting + session.pendingBytes <= worker.limits.socketBacklogBytesMax
  }

  /// Waits for what the connection can use: room in the socket if bytes wait, requests unless too many do
  /// (invariant 2).
  private func watch() {
    guard let registration else { return }
    var interest: Readiness = isReading ? .input : []
    if transport.backlogBytes > 0 { interest.insert(.output) }
    worker.loop.update(registration, interest)
  }
}
