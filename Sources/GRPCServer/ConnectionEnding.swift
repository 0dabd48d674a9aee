internal import GRPC
internal import HTTP2
internal import Metrics
internal import Net

/// How a connection is kept honest while it lives, and how it ends. The rules of time are in ConnectionLife.swift.
extension Connection {
  // MARK: Time

  /// The payload of the PING that tells when the notice of a drain has arrived.
  static let noticePing: UInt64 = 0
  /// The payload of the PING that asks for a sign of life.
  private static let keepalivePing: UInt64 = 1

  /// What the deadline depends on.
  private var facts: ConnectionLife.Facts {
    ConnectionLife.Facts(
      isBusy: session.streamCount > 0 || session.isWithinFrame || transport.backlogBytes > 0, isReading: isReading)
  }

  /// Sees to it that the timer fires no later than the deadline; it may fire earlier, and is then set anew.
  func setTimer() {
    let deadline = life.deadline(worker.limits, facts)
    if let timer, timer.isScheduled, timer.deadlineNanoseconds <= deadline { return }
    guard deadline < .max else { return }
    let timer = timer ?? ConnectionTimer(self)
    self.timer = timer
    worker.loop.schedule(timer, at: deadline)
  }

  /// Does what is due.
  fileprivate func timeDidPass() {
    let now = worker.loop.nowNanoseconds
    while true {
      switch life.act(at: now, worker.limits, facts) {
      case .wait: return setTimer()
      case .ping:
        session.ping(Self.keepalivePing)
        record.keepAlivesSent.add()
      case .look: look()
      case .leave: leave()
      case .nameLast: nameLast()
      case .endCalls: endCalls()
      case .close: return close()
      }
      setDirty()
    }
  }

  /// Sees whether everything that the peer owes has moved since the last look; what has not is given up.
  private func look() {
    let bytesMin = worker.limits.progressBytesMin
    let takenBytes = producedBytes - transport.backlogBytes
    if outputPace.isStuck(owed: transport.backlogBytes > 0, movedBytes: takenBytes, bytesMin: bytesMin) {
      return close()
    }
    if inputPace.isStuck(owed: session.isWithinFrame, movedBytes: session.usefulBytes, bytesMin: bytesMin) {
      session.terminate(.enhanceYourCalm, "too_slow")
      return setDirty()
    }
    session.forEachStream { stream in
      guard let call = call(of: stream), call.isStuck(bytesMin: bytesMin) else { return }
      call.giveUp()
      session.chargeFault()
    }
  }

  /// A PING of the peer came, and was answered.
  func pingArrived() {
    let isFair = pings.admit(
      at: worker.loop.nowNanoseconds, hasCalls: session.streamCount > 0, framesSent: session.callFramesSent,
      worker.limits)
    if !isFair { session.terminate(.enhanceYourCalm, "too_many_pings") }
  }

  // MARK: Ending

  /// Tells the peer to bring no more calls; open ones go on. The PING's answer tells that he knows.
  func leave() {
    guard enter(.noticed, forMilliseconds: worker.limits.lingerMillisecondsMax) else { return }
    session.beginShutdown()
    session.ping(Self.noticePing)
    setDirty()
  }

  /// The peer knows that we go, or never answers: what he opened by now is served, and nothing after it.
  func nameLast() {
    guard life.phase == .noticed, enter(.draining, forMilliseconds: worker.graceMilliseconds) else { return }
    session.goAway(.noError)
    setDirty()
  }

  /// Time is up: each open call is told so, and the connection ends once that is on its way.
  func endCalls() {
    guard life.phase != .closing, life.phase != .closed else { return }
    if life.phase != .draining { session.goAway(.noError) }
    session.forEachStream { call(of: $0)?.endForDrain() }
    beginClosing()
  }

  /// Ends our side once everything is written, and waits for the peer to end his (invariant 4 of Connection.swift).
  func beginClosing() {
    guard enter(.closing, forMilliseconds: worker.limits.drainMillisecondsMax) else { return }
    setDirty()
  }

  /// Half-closes once the last byte is with the kernel, and gives the peer a moment to close too.
  func endOutput() {
    guard !hasEndedOutput, transport.backlogBytes == 0 else { return }
    hasEndedOutput = true
    transport.endOutput()
    abandonCalls()
    life.extend(at: worker.loop.nowNanoseconds, byMilliseconds: worker.limits.lingerMillisecondsMax)
  }

  /// Calls that are open will never be answered: their handlers learn it.
  private func abandonCalls() {
    worker.admission.leave(self)
    session.abandon()
  }

  /// Goes on to a phase; false when the connection is there already.
  private func enter(_ phase: ConnectionLife.Phase, forMilliseconds milliseconds: UInt64) -> Bool {
    life.enter(phase, at: worker.loop.nowNanoseconds, forMilliseconds: milliseconds)
  }

  /// Ends at once (invariant 3 of Connection.swift).
  func close() {
    guard enter(.closed, forMilliseconds: 0) else { return }
    if transport.isShakingHands { worker.metrics.handshakesFailed.add() }
    if let timer { worker.loop.cancel(timer) }
    if let registration { worker.loop.remove(registration) }
    registration = nil
    abandonCalls()
    worker.ledger.removeConnection(record)
    worker.remove(self)
  }
}

/// The one timer of a connection.
///
/// `close()` cancels it, so that it never outlives its connection while it is scheduled. A weak reference would say the same
/// and give the connection a side table, through which each retain and release of it goes: 1,400 instructions of an echo's 26,000.
final class ConnectionTimer: Timer {
  private unowned let connection: Connection
  /// A timer for one connection.
  init(_ connection: Connection) { self.connection = connection }
  /// Does what is due.
  override func fire(on loop: EventLoop) { connection.timeDidPass() }
}
