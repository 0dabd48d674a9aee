internal import GRPC
internal import GRPCServer
internal import GRPCServices
internal import InteropAPI
internal import Net
internal import Protobuf

// What one streaming call still has to send, and when.
//
//     requests --plan()--> [message, message, status, ...] --advance()--> call.send, call.finish
//                                                              ^
//                                     the interval is over (fire), or the peer reads on (resumeWriting)
//
// Invariants
//  1. Steps are taken in order. A step whose interval is not over, or for which there is no window, holds up those behind.
//  2. A timer is scheduled only while its call is open: whoever ends the call cancels it first. So the timer may point to the
//     call without holding it.
//  3. At most `stepsMax` steps wait, each of a few bytes: a payload is made when it is sent.

/// The answers that a streaming call waits for; the essay above tells its rules.
final class OutputStream: Timer {
  /// One thing to do.
  enum Step {
    /// Send a payload, `microseconds` after the step before.
    case message(bytes: Int32, microseconds: Int32, isCompressed: Bool)
    /// End the call.
    case finish(Status)
  }

  private static let stepsMax = 100_000

  private unowned let call: Call
  private let loop: EventLoop
  private let arenas: ArenaPool
  private var steps: [Step] = []
  private var next = 0
  private var hasWaited = false

  /// Nothing to send yet.
  init(_ call: Call, _ loop: EventLoop, _ arenas: ArenaPool) {
    self.call = call
    self.loop = loop
    self.arenas = arenas
  }

  /// Adds what a request asks for; its status ends the call behind everything that was asked for before.
  func plan(_ request: StreamingOutputCallRequest) throws(Status) {
    if let wanted = request.responseStatus, wanted.code != 0 { return steps.append(.finish(wanted.status)) }
    steps.removeFirst(next)
    next = 0
    guard steps.count + request.responseParameters.count <= Self.stepsMax else {
      throw Status(.resourceExhausted, "At most \(Self.stepsMax) answers can wait.")
    }
    for wanted in request.responseParameters {
      try TestService.check(payloadBytes: wanted.size)
      let isCompressed = wanted.compressed?.value ?? false
      steps.append(.message(bytes: wanted.size, microseconds: wanted.intervalUs, isCompressed: isCompressed))
    }
  }

  /// No request will come any more: behind the last answer the call ends.
  func planEnd() { steps.append(.finish(.ok)) }

  /// Sends what can be sent now (invariant 1).
  func advance() {
    guard !isScheduled else { return }
    while next < steps.count {
      switch steps[next] {
      case .finish(let status): return end(status)
      case .message(_, let microseconds, _) where microseconds > 0 && !hasWaited:
        return loop.schedule(self, at: loop.nowNanoseconds + UInt64(microseconds) * 1_000)
      case .message(let bytes, _, let isCompressed):
        guard call.canWrite else { return }
        send(bytes, isCompressed)
      }
      next += 1
      hasWaited = false
    }
    steps.removeAll(keepingCapacity: true)
    next = 0
  }

  /// Sends one message.
  private func send(_ bytes: Int32, _ isCompressed: Bool) {
    let arena = arenas.take()
    defer { arenas.giveBack(arena) }
    let response = StreamingOutputCallResponse(in: arena)
    response.makePayload().fill(bytes)
    call.compressesResponses = isCompressed
    call.send(response)
  }

  /// The interval is over.
  override func fire(on loop: EventLoop) {
    hasWaited = true
    advance()
  }

  /// Ends the call, whatever still waits.
  func end(_ status: Status) {
    cancel()
    call.finish(status)
  }

  /// Forgets what waits (invariant 2).
  func cancel() {
    loop.cancel(self)
    steps = []
    next = 0
  }
}
