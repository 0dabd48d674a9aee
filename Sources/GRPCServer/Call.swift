public import GRPC
internal import HTTP2
internal import Metrics
internal import Net

// A call on the server: what a handler sees of it, and the way of its bytes.
//
//     headers --> route, deadline --> handler.begin
//     DATA --> EnvelopeReader --> message(s) --> handler.receive        CallState says what may come when
//     END_STREAM ---------------> handler.endOfRequests
//     handler.send --> prefix + message --> the stream's queue --> DATA
//     handler.finish --> trailers, or trailers-only when nothing was sent
//
// Invariants
//  1. `finish` takes effect once; what a handler does with a call that is over is ignored. It may not know yet.
//  2. A single request is handed over only after the caller's side has ended, when it is known to be the only one.
//  3. When the peer resets, the connection breaks, the deadline passes or the request turns out to be faulty, the
//     handler is told once, unless it had finished; from then on `isOver`.
//  4. Flow-control credit for a request's bytes goes back as they are handed over; to the stream only while the handler
//     takes requests, so that who sends faster than they are used waits, and while it is the turn of its large request.
//  5. What gzip holds is inflated at most up to the method's limit; a call that uses none pays one test per message.
//  6. What is held of a request that is not complete is counted (HeldRequest.swift); when the request was handed over,
//     refused or given up, nothing of it is held.
//  7. A call object serves many calls, one after the other, and only when nobody else holds it (see Worker).

/// One call, from its headers to its trailers; the essay above tells its rules.
///
/// It belongs to its loop: every method is to be called on the loop's thread.
public final class Call {
  /// What the caller sent along: everything but the protocol's own headers.
  public var metadata: Metadata { head.metadata }
  /// The method that is called.
  public var method: MethodDescriptor { route!.descriptor }
  /// When the caller stops waiting, in nanoseconds of the monotonic clock; nil if he waits for ever.
  public internal(set) var deadlineNanoseconds: UInt64?
  /// The caller's address.
  public var peer: String { connection?.peer ?? "" }
  /// Who the caller's certificate says he is: its first URI, else its first DNS name; nil without a certificate.
  public var peerIdentity: String? { connection?.peerIdentity }
  /// Whether the caller is on this machine: over a loopback address or a unix socket.
  public var isFromThisMachine: Bool { connection?.isFromThisMachine ?? false }
  /// What was found out about the caller's credential when the call began; the handler's to use.
  public var credential: AnyObject?
  /// Nobody waits for an answer any more: it was given, or the caller left.
  public var isOver: Bool { progress.isOver }
  /// Metadata to send behind the last message; set before `finish`.
  public var trailers = Metadata()
  /// Whether the request message in hand came compressed; for a method that takes a stream, during `receive`.
  public internal(set) var requestWasCompressed = false
  /// What the handler keeps for this call.
  public var state: AnyObject?
  /// Whether more requests of a stream are welcome. While it is false, the peer sends what his window still allows
  /// (32 KiB, and up to 1 MiB once that much came), which comes all the same, and then waits.
  public var takesRequests = true {
    didSet { if takesRequests && !oldValue && !place.isWaiting { releaseRequests() } }
  }

  /// Where the caller is; nil while the call waits in the pool.
  var connection: Connection?
  /// The stream that carries the call; nil once it is closed.
  var stream: HTTP2.Stream?
  /// The headers as they came.
  var head = RequestHead()
  /// Finds the messages in the body.
  var reader = EnvelopeReader()
  /// What serves the call; nil until the headers are read.
  var route: Method?
  /// Says what may come and go next.
  var progress = CallState(requestStreams: false, responseStreams: false)
  /// The single request of a unary call, until the caller's side ends (invariant 2).
  var request: [UInt8] = []
  /// What of the request is counted as held (invariant 6).
  var countedRequestBytes = 0
  /// Where it is with a large request; `RequestAdmission` sets it.
  var place = RequestPlace.none
  /// How a request that is no gRPC call is answered, when it has ended.
  var refusal: HTTPRefusal?
  /// Body bytes of such a request.
  var foreignBytes = 0
  /// Whether the headers tell that messages may be gzip.
  var announcesGzip = false
  /// Whether the next messages go as gzip.
  var sendsGzip = false
  /// What is measured of it.
  var measure = CallMeasure()
  /// Whether what the caller owes moves on.
  var pace = Pace()
  /// Whether the handler was told to wait, and is to be told when it may write on.
  var isWaitingForWindow = false
  private var deadlineTimer: DeadlineTimer?

  /// An idle call for the pool.
  init() {}

  /// The worker whose loop the call lives on.
  var worker: Worker? { connection?.worker }

  // MARK: Deadline

  /// Starts the clock that the caller set.
  func startDeadline(_ timeoutNanoseconds: UInt64, on loop: EventLoop) {
    let (deadline, overflow) = loop.nowNanoseconds.addingReportingOverflow(timeoutNanoseconds)
    guard !overflow else { return }
    deadlineNanoseconds = deadline
    let timer = deadlineTimer ?? DeadlineTimer(self)
    deadlineTimer = timer
    loop.schedule(timer, at: deadline)
  }

  /// What a caller is told who no longer waits.
  static let tooLate = Status(.deadlineExceeded, "The deadline passed before the call was answered.")

  /// The caller has stopped waiting (invariant 3).
  fileprivate func deadlineDidPass() {
    guard !isOver else { return }
    let handler = route?.handler
    finish(Call.tooLate)
    handler?.cancelled(self)
  }

  // MARK: Life in the pool

  /// The stream is gone: tells the handler if it had not finished, and forgets everything of this call.
  func streamDidClose() {
    if progress.cancel() {
      if route != nil { worker?.calls.callEnded(isOK: false) }
      route?.handler?.cancelled(self)
    }
    if let deadlineTimer, let worker { worker.loop.cancel(deadlineTimer) }
    if let route, let worker {
      worker.openCalls -= 1
      worker.metrics.callsOpen.set(worker.openCalls)
      worker.callDidEnd(self, of: route)
    }
    dropRequest()
    stream = nil
    connection = nil
  }

  /// Makes the call as new, keeping memory that the next one can use.
  func recycle() {
    head.reset()
    route = nil
    state = nil
    credential = nil
    deadlineNanoseconds = nil
    isWaitingForWindow = false
    pace = Pace()
    takesRequests = true
    refusal = nil
    foreignBytes = 0
    requestWasCompressed = false
    announcesGzip = false
    sendsGzip = false
    if !trailers.isEmpty { trailers.removeAll() }
  }

  /// Forgets the request and all but a bounded amount of its memory.
  func emptyRequest() {
    if request.isEmpty { return }
    if request.capacity > Call.keptRequestBytes { request = [] } else { request.removeAll(keepingCapacity: true) }
  }

  /// Memory for a request that an idle call keeps; what a request has beyond it is counted while it is held.
  static let keptRequestBytes = 16 << 10
}

/// The alarm of one call.
private final class DeadlineTimer: Timer {
  private unowned let call: Call
  /// A timer for one call.
  init(_ call: Call) { self.call = call }
  /// Ends the call.
  override func fire(on loop: EventLoop) { call.deadlineDidPass() }
}
