internal import Compression
internal import GRPC
internal import HTTP2
internal import Metrics
internal import Net

// The worker: everything of a server that one loop owns.
//
//     Acceptor --Door--> Newcomer --> Connection --> HTTP/2 session --> Call --> CallHandler
//                                         |                               |
//                                one write per turn              pooled when it ends
//
// Invariants
//  1. A connection lives on the loop that accepted it and is in `newcomers` until it speaks, and in `connections` until it
//     is closed.
//  2. The two buffers are scratch: nothing in them outlives the method that filled them.
//  3. A call goes back to the pool only when nobody else holds it: a handler may keep a call as long as it likes, and
//     finds it closed, never somebody else's.
//  4. While draining nothing is accepted; what had connected before is served first, and handlers end what would not end
//     by itself. The loop stops when the last connection is closed. At the hard deadline the calls that are left are
//     told so, and what is left of them a moment later is cut off.

/// The loop's part of a server; the essay above tells its rules.
@safe final class Worker {
  static let readBufferBytes = 64 << 10
  static let writeBufferBytes = 128 << 10
  private static let pooledCallsMax = 512
  /// Calls kept through quiet times.
  private static let restCalls = 16

  let loop: EventLoop
  let limits: ServerLimits
  let methods: MethodTable<Method>
  /// What calls are told that the server itself refuses.
  let refusals: PreparedRefusals
  /// What runs the methods, each once.
  private let handlers: [any CallHandler]
  let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readBufferBytes, alignment: 16)
  let writeBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: writeBufferBytes, alignment: 16)
  /// What happens on this loop, in numbers.
  let metrics: LoopMetrics
  /// Who is told of slow calls; nil if nobody.
  let slowCalls: SlowCalls?
  /// Where the server's sockets are written down.
  let ledger: Ledger
  /// Where this loop's calls are counted.
  let calls: CallRecord
  /// What the HTTP/2 sessions of this loop share.
  let sessions = SessionPool()
  /// Where the TLS sessions of this loop work; there when the first one is.
  lazy var tlsBuffers = TLSBuffers()
  /// Calls that are open on this loop.
  var openCalls = 0
  /// Bytes of large requests that are not complete, of all connections.
  var heldRequestBytes = 0
  /// Who waits for his requests to be read.
  let requests: RequestQueue
  /// Whose large requests are next.
  let admission: RequestAdmission
  /// Where acceptors wait for their share of the loop's time.
  let door: Door

  private var endClock: UInt64 = 0
  private var inflation = InflationBudget()
  private var gzipReader: GzipReader?
  private var gzipWriter: GzipWriter?
  private var acceptors: [Acceptor] = []
  private var handshakes: (turn: UInt64, count: Int) = (0, 0)
  private var connections: [ObjectIdentifier: Connection] = [:]
  private var newcomers: [ObjectIdentifier: Newcomer] = [:]
  private var sweep: SweepTimer?
  private var pool: [Call] = []
  private var drainTimer: DrainTimer?

  init(
    loop: EventLoop, listeners: [(Listener, TLSCredentials?)], limits: ServerLimits, refusals: PreparedRefusals,
    ledger: Ledger, routes: [Route], slowCalls: SlowCalls? = nil
  ) throws(NetError) {
    self.loop = loop
    door = Door(loop)
    self.ledger = ledger
    calls = ledger.addLoop()
    self.limits = limits
    self.refusals = refusals
    requests = RequestQueue(bytesPerSecond: limits.requestBytesPerSecondMax)
    admission = RequestAdmission(limits)
    var methods = MethodTable<Method>()
    let served = routes.map { Method($0, limits: limits) }
    for method in served { methods.register(method.descriptor, method) }
    self.methods = methods
    self.slowCalls = slowCalls
    metrics = LoopMetrics(turns: loop.turnNanoseconds, methods: served.map(\.metrics))
    handlers = routes.compactMap(\.handler)
    pool.reserveCapacity(Self.pooledCallsMax)
    loop.housekeeper.add { [sessions] in sessions.trim() }
    loop.housekeeper.add { [unowned self] in trimCalls() }
    for (listener, credentials) in listeners { acceptors.append(try Acceptor(listener, credentials, for: self)) }
  }

  deinit {
    unsafe readBuffer.deallocate()
    unsafe writeBuffer.deallocate()
  }

  /// Serves until drained.
  func run() {
    loop.onStop = { [unowned self] in drain() }
    loop.run()
    loop.onStop = nil
    for newcomer in Array(newcomers.values) { newcomer.close() }
    for connection in connections.values { connection.close() }
    requests.end(on: loop)
    admission.end(on: loop)
  }

  // MARK: Connections

  /// Whether there is room for one more connection; those that come while there is none are closed.
  var takesConnections: Bool {
    connections.count + newcomers.count < limits.connectionsPerLoopMax && !isDraining
  }

  /// Takes a new connection, which has yet to speak.
  func accept(_ socket: consuming Socket, _ credentials: TLSCredentials?) {
    metrics.connectionsOpened.add()
    guard !socket.isSpent, let newcomer = Newcomer(socket, credentials, for: self) else {
      return didLose(isSealed: credentials != nil)
    }
    newcomers[ObjectIdentifier(newcomer)] = newcomer
    if sweep == nil { scheduleSweep() }
  }

  /// A newcomer spoke, or must be told something: makes him a connection.
  func promote(_ newcomer: Newcomer, _ readiness: Readiness = []) {
    guard let registration = newcomer.registration, let transport = newcomer.takeOver() else { return newcomer.close() }
    newcomers[ObjectIdentifier(newcomer)] = nil
    let connection = Connection(transport, watchedBy: registration, since: newcomer.since, on: self)
    connections[ObjectIdentifier(connection)] = connection
    connection.ready(readiness)
  }

  /// Forgets a newcomer who was closed.
  func forget(_ newcomer: Newcomer) {
    guard newcomers.removeValue(forKey: ObjectIdentifier(newcomer)) != nil else { return }
    didLose(isSealed: newcomer.isSealed)
  }

  /// Counts somebody who never spoke.
  private func didLose(isSealed: Bool) {
    metrics.connectionsClosed.add()
    if isSealed { metrics.handshakesFailed.add() }
  }

  /// Looks for silent newcomers after a quarter of their time.
  private func scheduleSweep() {
    let timer = SweepTimer(self)
    sweep = timer
    loop.schedule(timer, afterMilliseconds: max(limits.prefaceMillisecondsMax / 4, 1))
  }

  /// Closes newcomers who were silent for too long; looks again while there are any.
  private func sweepNewcomers() {
    let patience = limits.prefaceMillisecondsMax * 1_000_000
    let silent = newcomers.values.filter { $0.since + patience <= loop.nowNanoseconds }
    for newcomer in silent { newcomer.close() }
    sweep = nil
    if !newcomers.isEmpty { scheduleSweep() }
  }

  /// Whether one more connection may go on with its handshake in this turn. The others' bytes wait in the kernel, and the
  /// calls of the loop wait for `handshakesPerTurnMax` signatures at most.
  func mayShakeHands() -> Bool {
    if handshakes.turn != loop.nowNanoseconds { handshakes = (loop.nowNanoseconds, 0) }
    handshakes.count += 1
    return handshakes.count <= limits.handshakesPerTurnMax
  }

  /// Forgets a closed connection (invariant 1).
  func remove(_ connection: Connection) {
    connections[ObjectIdentifier(connection)] = nil
    metrics.connectionsClosed.add()
    loop.housekeeper.stir(on: loop)
    if isDraining && connections.isEmpty { loop.stop() }
  }

  // MARK: Calls

  /// Whether another call of a connection may be answered: too much waits neither for its peer nor for all of them
  /// together. Who reads his answers is served even while others have used up what the loop may hold.
  func takesAnswers(for connection: Connection?) -> Bool {
    let waiting = connection?.session.pendingBytes ?? 0
    guard waiting <= limits.answerBytesPerConnectionMax else { return false }
    return waiting <= limits.callBacklogBytesMax || sessions.pendingBytes <= limits.answerBytesPerLoopMax
  }

  /// Bytes of one call that may wait before its handler is to pause: less when much waits already.
  var callBacklogBytes: Int {
    sessions.pendingBytes <= limits.answerBytesPerLoopMax / 2
      ? limits.callBacklogBytesMax : limits.callBacklogBytesMax / 8
  }

  /// When calls end that end now, in nanoseconds of the monotonic clock: one reading for all that one write answers.
  func endNanoseconds() -> UInt64 {
    if endClock < loop.nowNanoseconds { endClock = Clock.monotonicNanoseconds() }
    return endClock
  }

  /// A connection is read or written: calls that end from here on end at another time.
  func forgetEnd() { endClock = 0 }

  /// A call that nobody uses.
  func takeCall() -> Call { pool.popLast() ?? Call() }

  /// Takes back a call that ended, if its handler holds it no longer (invariant 3).
  func giveBack(_ call: consuming Call) {
    guard pool.count < Self.pooledCallsMax else { return }
    guard isKnownUniquelyReferenced(&call) else { return }
    call.recycle()
    pool.append(call)
    loop.housekeeper.stir(on: loop)
  }

  /// Frees half of the calls that are to spare; true when there were any.
  private func trimCalls() -> Bool {
    let spare = max(pool.count - Self.restCalls, 0)
    pool.removeLast(min(spare, max(spare / 2, 64)))
    return spare > 0
  }

  // MARK: Compression

  /// Appends what the gzip in `message` holds, unless it is more than `bytesMax`, or more than the loop inflates at present.
  /// Gives what the connection is to pay for it, also after an error.
  func inflate(
    _ message: Span<UInt8>, onto target: inout [UInt8], bytesMax: Int
  ) -> (price: Int, failure: InflationFailure?) {
    guard let declared = GzipReader.declaredBytes(of: message) else {
      return (0, message.isEmpty ? nil : .corrupt)
    }
    let count = message.count
    let allowed = inflation.allowance(for: count, declaring: declared, at: loop.nowNanoseconds)
    if declared > bytesMax { return (0, .declaresTooMuch(declared)) }
    if declared > allowed { return (InflationBudget.shedUnits, .shed) }
    if gzipReader == nil { gzipReader = GzipReader() }
    let before = target.count
    var failure: InflationFailure?
    do throws(GzipError) {
      try gzipReader!.read(message, onto: &target, bytesMax: min(bytesMax, allowed))
    } catch {
      switch error {
      case .corrupt: failure = .corrupt
      case .tooLarge: failure = allowed < bytesMax ? .shed : .tooLarge
      }
    }
    let price = inflation.take(target.count - before, from: count, declaring: declared, isOfUse: failure == nil)
    let holdsMoreThanItSays = failure == .tooLarge || failure == .shed
    return (holdsMoreThanItSays ? price + InflationBudget.bombUnits : price, failure)
  }

  /// The gzip of a message of `count` bytes that `fill` writes.
  func deflate(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) -> [UInt8] {
    if gzipWriter == nil { gzipWriter = GzipWriter() }
    return unsafe withUnsafeTemporaryAllocation(byteCount: count, alignment: 16) { message in
      unsafe fill(message)
      return unsafe gzipWriter!.write(UnsafeRawBufferPointer(message))
    }
  }

  // MARK: Drain

  private var isDraining: Bool { drainTimer != nil }

  /// How long the calls of a connection that ends may go on, in milliseconds.
  var graceMilliseconds: UInt64 { isDraining ? limits.drainMillisecondsMax : limits.ageGraceMilliseconds }

  /// Ends the listener and asks every connection to end (invariant 4).
  func drain() {
    guard !isDraining else { return }
    for acceptor in acceptors { acceptor.close() }
    acceptors = []
    let timer = DrainTimer(self)
    drainTimer = timer
    loop.schedule(timer, afterMilliseconds: limits.drainMillisecondsMax)
    for newcomer in Array(newcomers.values) { promote(newcomer) }
    if connections.isEmpty { return loop.stop() }
    for handler in handlers { handler.drain() }
    for connection in connections.values { connection.leave() }
  }

  /// The hard end of a drain, in two steps (invariant 4).
  private func drainIsOver() {
    guard let drainTimer, !drainTimer.hasFired else { return loop.stop() }
    drainTimer.hasFired = true
    loop.schedule(drainTimer, afterMilliseconds: limits.lingerMillisecondsMax)
    for connection in connections.values { connection.endCalls() }
  }

  /// When to look for silent newcomers.
  private final class SweepTimer: Timer {
    private unowned let worker: Worker
    init(_ worker: Worker) { self.worker = worker }
    override func fire(on loop: EventLoop) { worker.sweepNewcomers() }
  }

  /// The hard end of a drain.
  private final class DrainTimer: Timer {
    private unowned let worker: Worker
    /// Whether the calls that were left have been told.
    var hasFired = false
    init(_ worker: Worker) { self.worker = worker }
    override func fire(on loop: EventLoop) { worker.drainIsOver() }
  }
}

/// A method as one loop serves it.
final class Method {
  /// The method.
  let descriptor: MethodDescriptor
  /// What runs its calls; nil if nothing does.
  let handler: (any CallHandler)?
  /// The limit of a request message in bytes.
  let messageBytesMax: Int
  /// Its calls in numbers.
  let metrics: MethodMetrics

  /// A route with the server's limits where it has none of its own.
  init(_ route: Route, limits: ServerLimits) {
    descriptor = route.method
    handler = route.handler
    metrics = MethodMetrics(route.method)
    messageBytesMax = route.messageBytesMax ?? limits.messageBytesMax
  }

  /// The answer to a call of a method that the contract has and this server does not.
  var notServed: Status { Status(.unimplemented, "\(descriptor.service)/\(descriptor.name) is not served yet.") }
}
