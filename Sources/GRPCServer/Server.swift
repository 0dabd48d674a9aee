public import Net
internal import Synchronization

/// A gRPC server: listeners, loops and the routes that each loop makes for itself.
///
///     let server = try Server(on: address) { loop in [Route(EchoMethods.echo, Echo())] }
///     server.start()
///     ...
///     server.stop()    // drains: no accepted call loses its answer
public final class Server: Sendable {
  /// Where it listens, with the port the kernel chose if 0 was asked for.
  public let address: SocketAddress

  private let limits: ServerLimits
  private let mailboxes: [Mailbox]
  /// Until `start()`; then each belongs to its loop, which closes it when it drains.
  private let listeners: Mutex<[Listener]>
  private let routes: @Sendable (EventLoop) -> [Route]
  private let threads = Mutex<[Thread]>([])

  /// Binds `address` once for each of `loops`; nothing is accepted before `start()`.
  ///
  /// `routes` is called once on each loop's own thread. Throws when the address cannot be bound.
  public init(
    on address: SocketAddress, loops: Int, limits: ServerLimits = ServerLimits(),
    routes: @escaping @Sendable (EventLoop) -> [Route]
  ) throws(NetError) {
    precondition(loops > 0, "a server needs a loop")
    limits.check()
    let listeners = try Listener.group(on: address, count: loops)
    self.address = listeners[0].address
    self.listeners = Mutex(listeners)
    self.limits = limits
    self.routes = routes
    var mailboxes: [Mailbox] = []
    for _ in 0..<loops { mailboxes.append(try Mailbox()) }
    self.mailboxes = mailboxes
  }

  /// Starts a thread for each loop; from here on calls are served.
  public func start() {
    let started = mailboxes.enumerated().map { index, mailbox in
      Thread(name: "loop-\(index)") { [self] in run(mailbox) }
    }
    threads.withLock { $0 = started }
  }

  /// One loop, on its thread, until it is drained.
  private func run(_ mailbox: Mailbox) {
    guard let listener = listeners.withLock({ $0.popLast() }) else { preconditionFailure("a server starts once") }
    do throws(NetError) {
      let loop = try EventLoop(mailbox: mailbox)
      let worker = try Worker(loop: loop, listener: listener, limits: limits, routes: routes(loop))
      worker.run()
    } catch {
      preconditionFailure("a loop could not start: \(error)")
    }
  }

  /// Drains and stops: accepts no more, lets open calls end within `drainMillisecondsMax`, then returns.
  public func stop() {
    for mailbox in mailboxes { mailbox.stop() }
    let running = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in running { thread.join() }
  }
}
