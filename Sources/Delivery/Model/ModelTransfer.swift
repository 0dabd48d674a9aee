internal import CCurl
internal import InboxModel
internal import JSONText
internal import Net

// A request to a model, on the outbound loop.
//
//     start --> first token timer --> text --> idle timer --> text ... --> end: answer cleaned --> Composition
//         \---------------------------- total timer ----------------------------/
//
// Invariants
//  1. Exactly one outcome is told, and none after `stop`.
//  2. The timers run only while the transfer does.
//  3. Bytes of an answer with another status than 200 are an error report, never text.

/// A text in writing; the essay above tells its rules.
final class ModelTransfer: Transfer {
  /// The text that is written.
  let composition: Composition
  private let endpoint: ModelEndpoint
  private let facts: ComposeFacts
  private let curl: CurlLoop
  private let over: (ModelTransfer) -> Void
  private var answer: ModelAnswer
  private var report: [UInt8] = []
  private var failure: ModelFailure?
  private var hasText = false
  private var pause: PhaseTimer!
  private var total: PhaseTimer!

  /// The most bytes of an error report that are kept.
  private static let reportBytesMax = 8_192

  /// Sets a request up; `mark` is fresh randomness, and `over` hears when nothing more happens.
  init(
    _ facts: ComposeFacts, _ composition: Composition, to endpoint: ModelEndpoint, mark: String, on curl: CurlLoop,
    over: @escaping (ModelTransfer) -> Void
  ) {
    self.composition = composition
    self.endpoint = endpoint
    self.facts = facts
    self.curl = curl
    self.over = over
    answer = ModelAnswer(bytesMax: facts.channel.textLengthMax * 4 + 4_096)
    super.init(url: endpoint.url, protocols: "http,https")
    pause = PhaseTimer(self, "first_token")
    total = PhaseTimer(self, "total")
    var headers = ["Content-Type: application/json", "Accept: text/event-stream", "Expect:"]
    if !endpoint.key.isEmpty { headers.append("Authorization: Bearer " + endpoint.key) }
    set(CURLOPT_HTTPHEADER, headers)
    let body = Prompt(facts, mark: mark).requestBody(model: endpoint.model)
    set(CURLOPT_POSTFIELDSIZE, body.count)
    unsafe body.withUnsafeBytes { bytes in
      let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
      _ = unsafe inboxd_curl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, start)
    }
    if !endpoint.authorities.isEmpty { set(CURLOPT_CAINFO, endpoint.authorities) }
    set(CURLOPT_CONNECTTIMEOUT_MS, Int(endpoint.firstTokenMilliseconds))
  }

  /// Sends the request.
  func start() {
    curl.loop.schedule(pause, at: Clock.monotonicNanoseconds() + endpoint.firstTokenMilliseconds * 1_000_000)
    curl.loop.schedule(total, at: Clock.monotonicNanoseconds() + endpoint.totalMilliseconds * 1_000_000)
    curl.start(self)
  }

  /// Closes the connection; nobody is told (invariant 1).
  func stop() {
    cancelTimers()
    curl.cancel(self)
    over(self)
  }

  /// Takes bytes of the answer.
  override func take(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard responseCode == 200 else {
      unsafe report.append(contentsOf: bytes.prefix(Self.reportBytesMax - report.count))
      return bytes.count
    }
    do throws(ModelFailure) {
      let delta = ModelText.shown(try answer.feed(unsafe Array(bytes)))
      if !delta.isEmpty { textCame(delta) }
      return bytes.count
    } catch {
      failure = error
      return 0
    }
  }

  /// The model wrote on.
  private func textCame(_ delta: String) {
    if !hasText {
      hasText = true
      pause.phase = "idle"
    }
    curl.loop.schedule(pause, at: Clock.monotonicNanoseconds() + endpoint.idleMilliseconds * 1_000_000)
    composition.append(delta)
  }

  /// The connection is over: tells what came of it.
  override func finished(_ result: Result) {
    cancelTimers()
    do throws(ModelFailure) {
      composition.finish(.success(try text(result)))
    } catch {
      composition.finish(.failure(error))
    }
    over(self)
  }

  /// The whole text, cleaned.
  private func text(_ result: Result) throws(ModelFailure) -> String {
    if let failure { throw failure }
    guard result.code == 0 else { throw .unavailable("the model cannot be reached: \(result.sentence)") }
    guard result.responseCode == 200 else {
      let said = JSON(report)?["error"].map { ": " + ModelAnswer.sentence($0) } ?? ""
      throw .unavailable("the model's server answered with status \(result.responseCode)\(said)")
    }
    _ = try answer.finish()
    return try ModelText.cleaned(answer.text, format: facts.format, lengthMax: facts.channel.textLengthMax)
  }

  /// A limit of time has passed.
  fileprivate func timeDidPass(_ phase: String) {
    cancelTimers()
    curl.cancel(self)
    composition.finish(.failure(.timeout(phase: phase)))
    over(self)
  }

  /// Ends the timers (invariant 2).
  private func cancelTimers() {
    curl.loop.cancel(pause)
    curl.loop.cancel(total)
  }
}

/// A limit of time.
private final class PhaseTimer: Timer {
  private unowned let transfer: ModelTransfer
  /// What the limit is for, as errors name it.
  var phase: String

  /// The limit of one phase.
  init(_ transfer: ModelTransfer, _ phase: String) {
    self.transfer = transfer
    self.phase = phase
  }

  /// Ends the transfer.
  override func fire(on loop: EventLoop) { transfer.timeDidPass(phase) }
}
