internal import HTTP2
internal import Net

// A newcomer: a socket that was accepted and has not said anything yet.
//
//     Acceptor --accept--> Newcomer --first bytes--> Connection
//         |                    \--hung up, or silent for too long--> closed
//         \--hung up while it waited--> closed
//
// Who connects and hangs up again without end, and who probes a port by connecting, costs the kernel's accept and close and
// little of ours: no session, no record for channelz, no TLS, no SETTINGS to somebody who is gone. Whoever speaks becomes a
// connection in the same turn, which answers his SETTINGS and sends its own in one write.
//
// Invariants
//  1. A newcomer is in its worker's `newcomers` and watched by the loop until it is promoted or closed, and that happens once.
//  2. Nothing is read from its socket, only looked at: a connection finds every byte.
//  3. One who has hung up is closed only if no call can come of what he sent. Who sent a whole request and ended his side is
//     answered like anybody else.
//  4. Its patience is part of its connection's: `prefaceMillisecondsMax` from being accepted to speaking HTTP/2.
//
// Limits: it counts among the connections of its loop. A sweep finds the silent ones, and is up to a quarter late.
//
// The road not taken: TCP_DEFER_ACCEPT, with which the kernel hands over only those who have sent something. Those who do not
// would fill its queue of half-open connections, where nobody's timeouts are ours. A rate of connections for each address:
// behind a load balancer all have the same, and what is left of a flood is the kernel's accept and close, which it would not save.

/// A socket that has not spoken; the essay above tells its rules.
final class Newcomer: EventHandler {
  /// When it was accepted, in nanoseconds of the monotonic clock.
  let since: UInt64
  private unowned let worker: Worker
  private let credentials: TLSCredentials?
  /// Whether he is to speak TLS.
  var isSealed: Bool { credentials != nil }
  /// The socket, until it is a connection's.
  private var socket: Socket?
  /// The loop's watch over it; a connection takes it over.
  private(set) var registration: EventLoop.Registration?

  /// A newcomer that the worker's loop watches; nil when the kernel does not let it be watched.
  init?(_ socket: consuming Socket, _ credentials: TLSCredentials?, for worker: Worker) {
    let number = socket.number
    self.socket = consume socket
    self.credentials = credentials
    self.worker = worker
    since = worker.loop.nowNanoseconds
    guard let registration = try? worker.loop.add(number, .input, self) else { return nil }
    self.registration = registration
  }

  /// He spoke, or hung up.
  func ready(_ readiness: Readiness) {
    if !readiness.isDisjoint(with: [.ended, .hangup]), !mayBeAnswered() { return close() }
    worker.promote(self, readiness)
  }

  /// Whether a call can come of what he sent before he ended his side.
  private func mayBeAnswered() -> Bool {
    guard let socket = self.socket.take() else { return false }
    let may = Self.mayBeAnswered(socket, isSealed: isSealed, by: worker)
    self.socket = consume socket
    return may
  }

  /// Whether a call can come of what somebody sent who has ended his side (invariant 3). With TLS none can: the handshake needs
  /// more of him.
  static func mayBeAnswered(_ socket: borrowing Socket, isSealed: Bool, by worker: Worker) -> Bool {
    guard !isSealed, case .bytes(let count) = unsafe socket.peek(into: worker.readBuffer) else { return false }
    return unsafe Session.mayOpenStream(UnsafeRawBufferPointer(rebasing: worker.readBuffer[..<count]))
  }

  /// The way to the peer for the connection that it becomes, and the loop's watch over it; nil when memory for TLS is out.
  func takeOver() -> Transport? {
    guard let socket = self.socket.take() else { return nil }
    guard let credentials else { return Transport(socket) }
    return try? Transport(socket, credentials.current, worker.tlsBuffers)
  }

  /// Ends it.
  func close() {
    if let registration { worker.loop.remove(registration) }
    registration = nil
    socket = nil
    worker.forget(self)
  }
}
