internal import Net

/// One listener of one loop: takes the connections that come, when the worker's door lets it, and hands them to the worker.
final class Acceptor: EventHandler {
  private static let restMilliseconds: UInt64 = 100
  /// Connections that may wait in the kernel.
  private static let waitingMax = 1_024

  private unowned let worker: Worker
  private let listener: Listener
  private let credentials: TLSCredentials?
  private var registration: EventLoop.Registration?

  /// Accepts for `worker` from now on.
  init(_ listener: Listener, _ credentials: TLSCredentials?, for worker: Worker) throws(NetError) {
    self.worker = worker
    self.listener = listener
    self.credentials = credentials
    registration = try worker.loop.add(listener.number, .input, self)
  }

  /// Connections wait.
  func ready(_ readiness: Readiness) { worker.door.knock(self) }

  /// Takes one connection that waits; false when none did.
  func acceptOne() -> Bool {
    guard let socket = nextSocket() else { return false }
    if worker.takesConnections { worker.accept(socket, credentials) }
    return true
  }

  /// The next connection that waits. Out of descriptors, accepting rests for a while instead of spinning.
  private func nextSocket() -> Socket? {
    do throws(NetError) {
      return try listener.accept()
    } catch {
      guard let registration else { return nil }
      worker.loop.update(registration, [])
      worker.loop.schedule(RestTimer(self), afterMilliseconds: Self.restMilliseconds)
      return nil
    }
  }

  /// Goes on accepting after a rest.
  private func resume() {
    if let registration { worker.loop.update(registration, .input) }
  }

  /// Accepts those that wait, and no more: they have connected, and may have asked. The listener closes when the last loop
  /// has let go of it.
  func close() {
    for _ in 0..<Self.waitingMax where !acceptOne() { break }
    if let registration { worker.loop.remove(registration) }
    registration = nil
  }

  /// The end of a rest.
  private final class RestTimer: Timer {
    private weak var acceptor: Acceptor?
    /// A timer for one acceptor.
    init(_ acceptor: Acceptor) { self.acceptor = acceptor }
    /// Goes on.
    override func fire(on loop: EventLoop) { acceptor?.resume() }
  }
}
