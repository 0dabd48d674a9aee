public import Net
internal import Synchronization

/// A gRPC server: listeners, loops and the routes that each loop makes for itself.
///
///     let server = try Server(on: address) { loop in [Route(EchoMethods.echo, Echo())] }
///     server.start()
///     ...
///     server.stop()    // drains: no accepted call loses its answer
public final class Server: Sendable {
  /// Where it listens, in the order of the endpoints, with the ports the kernel chose if 0 was asked for.
  public let addresses: [SocketAddress]
  /// The first of `addresses`.
  public var address: SocketAddress { addresses[0] }

  /// What it does, in numbers.
  public let metrics = ServerMetrics()
  /// What it did and who is connected.
  public let ledger: Ledger

  private let limits: ServerLimits
  private let slowCalls: SlowCalls?
  private let refusals: PreparedRefusals
  private let mailboxes: [Mailbox]
  /// A loop's part of each endpoint, until `start()`; then each belongs to its loop, which closes it when it drains.
  private let listeners: Mutex<[[(Listener, TLSCredentials?)]]>
  private let routes: @Sendable (EventLoop) -> [Route]
  private let threads = Mutex<[Thread]>([])

  /// Binds one address, without TLS; see the other `init`.
  public convenience init(
    on address: SocketAddress, loops: Int, limits: ServerLimits = ServerLimits(),
    refusals: ServerRefusals = ServerRefusals(), ledger: Ledger = Ledger(),
    routes: @escaping @Sendable (EventLoop) -> [Route]
  ) throws(NetError) {
    try self.init(
      on: [Endpoint(address)], loops: loops, limits: limits, refusals: refusals, ledger: ledger, routes: routes)
  }

  /// Binds each of `endpoints` for `loops` loops; nothing is accepted before `start()`.
  ///
  /// `routes` is called once on each loop's own thread. A ledger is for one server. Throws when an address cannot be bound.
  public init(
    on endpoints: [Endpoint], loops: Int, limits: ServerLimits = ServerLimits(),
    refusals: ServerRefusals = ServerRefusals(), slowCalls: SlowCalls? = nil, ledger: Ledger = Ledger(),
    routes: @escaping @Sendable (EventLoop) -> [Route]
  ) throws(NetError) {
    precondition(loops > 0 && !endpoints.isEmpty, "a server needs a loop and a place to listen")
    limits.check()
    var addresses: [SocketAddress] = []
    var parts = [[(Listener, TLSCredentials?)]](repeating: [], count: loops)
    for endpoint in endpoints {
      let group = try endpoint.listen(loops: loops)
      addresses.append(group[0].address)
      for (index, listener) in group.enumerated() { parts[index].append((listener, endpoint.credentials)) }
    }
    self.addresses = addresses
    listeners = Mutex(parts)
    self.limits = limits
    self.refusals = PreparedRefusals(refusals, limits)
    self.slowCalls = slowCalls
    self.ledger = ledger
    for address in addresses { ledger.addListener(on: address) }
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
    do throws(NetError) {
      try makeWorker(on: EventLoop(mailbox: mailbox)).run()
    } catch {
      preconditionFailure("a loop could not start: \(error)")
    }
  }

  /// A loop's worker, who alone holds the loop's listeners from now on.
  private func makeWorker(on loop: EventLoop) throws(NetError) -> Worker {
    guard let listeners = listeners.withLock({ $0.popLast() }) else { preconditionFailure("a server starts once") }
    let worker = try Worker(
      loop: loop, listeners: listeners, limits: limits, refusals: refusals, ledger: ledger, routes: routes(loop),
      slowCalls: slowCalls)
    metrics.add(worker.metrics)
    return worker
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
