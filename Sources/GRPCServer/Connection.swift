internal import GRPC
internal import HTTP2
internal import Net

// A connection: a socket on one side, an HTTP/2 session on the other, and nothing of gRPC but the hand-over.
//
//     socket --read--> session.receive --> Call (headers, data, end, close)
//     socket <-write-- session.produce <-- Call (answers)          once, at the end of the turn
//
//     open --drain()--> noticed --PING answered--> draining --calls ended--> closing --peer closed, or late--> closed
//       \____________________________ error, peer gone _________________________________________________/
//
// Invariants
//  1. Whatever changes what the session wants to send calls `setDirty()`; the bytes go out together when the turn ends.
//  2. While more than `socketBacklogBytesMax` waits for the socket nothing is read: a peer that does not read its
//     answers sends no further questions.
//  3. `close()` runs once. After it the session is gone, every call of the connection has been told, and nothing is
//     read or written.
//  4. A connection that ends in order half-closes and reads on until the peer has closed too: closing at once would
//     make the kernel answer late bytes with RST, which eats the last answer on its way.

/// One client's connection; the essay above tells its rules.
final class Connection: EventHandler, TurnHandler {
  /// How far the connection's end is; the picture above has the transitions.
  private enum Phase { case open, noticed, draining, closing, closed }

  /// Whose loop the connection lives on.
  unowned let worker: Worker
  /// The client's address, for people.
  let peer: String
  /// Who the client's certificate says it is; nil without one.
  var peerIdentity: String? { transport.peerIdentity }
  /// The HTTP/2 side; there from the end of `init` on.
  private(set) var session: Session!

  /// Bytes of large requests that are not complete.
  var heldRequestBytes = 0

  private var transport: Transport
  private var registration: EventLoop.Registration?
  private var phase = Phase.open
  private var isDirty = false
  private var hasEndedOutput = false
  private var timer: ConnectionTimer?

  /// A connection that its worker's loop watches; nil when the kernel does not let it be watched.
  static func open(_ transport: consuming Transport, on worker: Worker) -> Connection? {
    let connection = Connection(transport, on: worker)
    guard let registration = try? worker.loop.add(connection.transport.number, .input, connection) else { return nil }
    connection.registration = registration
    connection.setTimer(afterMilliseconds: worker.limits.prefaceMillisecondsMax)
    connection.setDirty()
    return connection
  }

  /// A connection that nothing watches yet.
  private init(_ transport: consuming Transport, on worker: Worker) {
    peer = transport.peerDescription
    self.transport = transport
    self.worker = worker
    var configuration = SessionConfiguration()
    configuration.concurrentStreamsMax = UInt32(worker.limits.callsPerConnectionMax)
    session = Session(role: .server, configuration: configuration, pool: worker.sessions, delegate: self)
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
    guard phase != .closing else { return }  // Lingering: what still comes is dropped (invariant 4).
    do throws(SessionError) {
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: worker.readBuffer[..<count])
      try unsafe session.receive(bytes, at: Int64(worker.loop.nowNanoseconds / 1_000_000))
      setDirty()
    } catch {
      beginClosing()
    }
  }

  // MARK: Writing

  /// There may be something to send: look when the turn ends (invariant 1).
  func setDirty() {
    guard !isDirty, phase != .closed else { return }
    isDirty = true
    worker.loop.atEndOfTurn(self)
  }

  /// Sends what the turn has left to send (invariant 1).
  func turnDidEnd() {
    isDirty = false
    guard phase != .closed, flush() else { return }
    if session.isFinished || phase == .draining && session.streamCount == 0 { beginClosing() }
    if phase == .closing { endOutput() }
    watch()
  }

  /// Writes what waits and what the session has, until the socket is full; false when the connection broke.
  private func flush() -> Bool {
    var isWhole = transport.writeBacklog()
    while isWhole && transport.takesOutput {
      do throws(SessionError) {
        let count = try unsafe session.produce(into: worker.writeBuffer)
        if count == 0 { return true }
        isWhole = unsafe transport.write(UnsafeRawBufferPointer(rebasing: worker.writeBuffer[..<count]))
      } catch {
        isWhole = false
      }
    }
    if !isWhole { close() }
    return isWhole
  }

  /// Waits for what the connection can use: room in the socket if bytes wait, requests unless too many do
  /// (invariant 2).
  private func watch() {
    guard let registration else { return }
    var interest: Readiness = transport.backlogBytes < worker.limits.socketBacklogBytesMax ? .input : []
    if transport.backlogBytes > 0 { interest.insert(.output) }
    worker.loop.update(registration, interest)
  }

  // MARK: Ending

  /// Tells the peer to bring no more calls; open ones go on. The PING's answer tells that he knows.
  func drain() {
    guard phase == .open else { return }
    phase = .noticed
    session.beginShutdown()
    session.ping(0)
    setTimer(afterMilliseconds: worker.limits.lingerMillisecondsMax)
    setDirty()
  }

  /// The peer knows that we go, or never answers: what he opened by now is served, and nothing after it.
  func shutdownNoticeArrived() {
    guard phase == .noticed else { return }
    phase = .draining
    session.goAway(.noError)
    setDirty()
  }

  /// Ends our side once everything is written, and waits for the peer to end his (invariant 4).
  private func beginClosing() {
    guard phase != .closing, phase != .closed else { return }
    phase = .closing
    setTimer(afterMilliseconds: worker.limits.drainMillisecondsMax)
    setDirty()
  }

  /// Half-closes once the last byte is with the kernel, and gives the peer a moment to close too (invariant 4).
  private func endOutput() {
    guard !hasEndedOutput, transport.backlogBytes == 0 else { return }
    hasEndedOutput = true
    transport.endOutput()
    setTimer(afterMilliseconds: worker.limits.lingerMillisecondsMax)
  }

  /// Bounds the phase that has just begun.
  private func setTimer(afterMilliseconds milliseconds: UInt64) {
    let timer = timer ?? ConnectionTimer(self)
    self.timer = timer
    worker.loop.schedule(timer, afterMilliseconds: milliseconds)
  }

  /// The wait of the phase is over.
  private func timeDidPass() {
    switch phase {
    case .noticed: shutdownNoticeArrived()
    case .closing: close()
    case .open: if !session.hasHeardPeer { close() }  // Whoever this is, it does not speak HTTP/2.
    case .draining, .closed: break
    }
  }

  /// Ends at once (invariant 3).
  func close() {
    guard phase != .closed else { return }
    phase = .closed
    if let timer { worker.loop.cancel(timer) }
    if let registration { worker.loop.remove(registration) }
    registration = nil
    session.abandon()
    worker.remove(self)
  }

  /// The end of a phase that does not wait for ever.
  private final class ConnectionTimer: Timer {
    private weak var connection: Connection?
    /// A timer for one connection.
    init(_ connection: Connection) { self.connection = connection }
    /// Goes on without what was waited for.
    override func fire(on loop: EventLoop) { connection?.timeDidPass() }
  }
}
