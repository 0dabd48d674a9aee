internal import GRPC
internal import HTTP2
internal import Metrics
internal import Net

/// The way in: from the HTTP/2 session to the handler.
extension Call {
  /// The headers are here: finds the method, starts the deadline and lets the handler begin, or refuses.
  func start(_ block: HeaderBlock, on stream: HTTP2.Stream, of connection: Connection) {
    self.stream = stream
    self.connection = connection
    let head = head
    block.forEach { head.consume(name: $0, value: $1) }
    switch head.verdict() {
    case .call: route(on: connection.worker)
    case .refuse(let status):
      begin(requestStreams: true, responseStreams: true)
      finish(status)
    case .http(let refusal):
      begin(requestStreams: true, responseStreams: true)
      self.refusal = refusal
    }
  }

  /// Starts the state machine of a call of that shape.
  private func begin(requestStreams: Bool, responseStreams: Bool) {
    progress = CallState(requestStreams: requestStreams, responseStreams: responseStreams)
  }

  /// Finds the method and lets its handler begin, or refuses the call.
  private func route(on worker: Worker) {
    switch worker.methods.resolve(head) {
    case .method(let method):
      begin(requestStreams: method.descriptor.requestStreams, responseStreams: method.descriptor.responseStreams)
      guard let handler = method.handler else { return finish(method.notServed) }
      worker.callDidStart(self, of: method)
      guard worker.openCalls < worker.limits.callsPerLoopMax else {
        return shed(worker.refusals.tooManyCalls, of: method)
      }
      guard worker.takesAnswers(for: connection) else { return shed(worker.refusals.answersUnread, of: method) }
      if head.timeoutNanoseconds == 0 { return finish(Call.tooLate) }
      route = method
      worker.openCalls += 1
      worker.metrics.callsOpen.set(worker.openCalls)
      worker.calls.callStarted(at: worker.loop.nowNanoseconds)
      reader.reset(messageBytesMax: method.messageBytesMax)
      if let timeout = head.timeoutNanoseconds { startDeadline(timeout, on: worker.loop) }
      handler.begin(self)
    case .unknown(let status):
      begin(requestStreams: true, responseStreams: true)
      finish(status)
    }
  }

  /// Body bytes: takes them apart and hands over what is whole.
  func receive(_ bytes: Span<UInt8>) {
    connection?.credit.spend(bytes.count)
    if refusal != nil {
      receiveForeign(bytes.count)
    } else if !isOver {
      do throws(EnvelopeReader.Failure) {
        try reader.feed(bytes) { message, isCompressed in deliver(message, isCompressed: isCompressed) }
      } catch {
        refuse(error.status)
      }
      if !countRequest(), let worker {
        addPushback(milliseconds: worker.limits.retryAfterMilliseconds)
        worker.metrics.callsShed.add()
        refuse(worker.refusals.requestsHeld)
        chargeForHolding()
      }
      if isOver { dropRequest() }
    }
    guard let stream, let connection else { return }
    connection.session.consume(bytes.count, on: stream, ofStream: isOver || takesRequests && !place.isWaiting)
    if !isOver, stream.movedBytes > RequestAdmission.smallWindowBytes, refusal == nil, method.requestStreams {
      connection.worker.admission.widen(stream, of: connection)
    }
  }

  /// Gives the peer the window that was withheld (invariant 4).
  func releaseRequests() {
    guard let stream, let connection else { return }
    connection.session.release(stream)
    connection.setDirty()
  }

  /// Body bytes of what is no gRPC call: dropped. The answer waits for the end, so that a request which is malformed is
  /// reset and not answered; who sends much is answered before.
  private func receiveForeign(_ count: Int) {
    foreignBytes += count
    if foreignBytes > Call.foreignBytesMax, let refusal { answerInHTTP(refusal) }
  }

  /// Bytes of what is no gRPC call that may come before it is answered.
  private static let foreignBytesMax = 64 << 10

  /// Hands a whole message to the handler, or keeps the single one until the caller's side ends.
  private func deliver(_ message: Span<UInt8>, isCompressed: Bool) {
    measure.receivedBytes += message.count
    if let connection { connection.record.messageReceived(at: connection.worker.loop.nowNanoseconds) }
    switch progress.receiveMessage(isCompressed: isCompressed, hasEncoding: head.encoding != .identity) {
    case .deliver where isCompressed: inflate(message)
    case .deliver:
      unsafe message.withUnsafeBytes { bytes in
        if method.requestStreams {
          completeRequest(message.count)
          unsafe route?.handler?.receive(bytes, on: self)
        } else {
          unsafe request.append(contentsOf: bytes)
        }
      }
    case .refuse(let status): refuse(status)
    case .ignore: break
    }
  }

  /// Inflates a message and hands it over; the method's limit counts what comes out (invariant 5).
  private func inflate(_ message: Span<UInt8>) {
    guard let worker, let route else { return }
    requestWasCompressed = true
    let (price, failure) = worker.inflate(message, onto: &request, bytesMax: route.messageBytesMax)
    connection?.session.charge(Int64(price), "too_much_to_inflate")
    if let failure {
      request = []
      if failure == .shed { addPushback(milliseconds: worker.limits.retryAfterMilliseconds) }
      return refuse(status(failure, bytesMax: route.messageBytesMax))
    }
    guard method.requestStreams else { return }
    completeRequest(message.count)
    unsafe request.withUnsafeBytes { unsafe route.handler?.receive($0, on: self) }
    requestWasCompressed = false
    emptyRequest()
  }

  /// The caller has ended his side: a single request is complete (invariant 2).
  func receiveEnd() {
    guard !isOver else { return }
    if let refusal { return answerInHTTP(refusal) }
    do throws(EnvelopeReader.Failure) {
      try reader.finish()
    } catch {
      return refuse(error.status)
    }
    switch progress.receiveEnd() {
    case .deliver where method.requestStreams: route?.handler?.endOfRequests(on: self)
    case .deliver:
      completeRequest(measure.receivedBytes)
      unsafe request.withUnsafeBytes { unsafe route?.handler?.receive($0, on: self) }
      dropRequest()
    case .refuse(let status): refuse(status)
    case .ignore: break
    }
  }

  /// A message is whole: what it took of the connection's credit comes back.
  private func completeRequest(_ messageBytes: Int) {
    guard let connection else { return }
    connection.worker.requests.complete(messageBytes + EnvelopeReader.prefixBytes, of: connection)
  }

  /// Ends a call whose request is faulty, and tells the handler, who had begun (invariant 3).
  func refuse(_ status: Status) {
    guard !isOver else { return }
    if let refusal { return answerInHTTP(refusal) }
    finish(status)
    route?.handler?.cancelled(self)
  }

  /// Bytes that waited have gone.
  func windowOpened() {
    guard isWaitingForWindow, !isOver else { return }
    isWaitingForWindow = false
    route?.handler?.resumeWriting(on: self)
  }

  /// What the caller is told of a message that is not inflated.
  private func status(_ failure: InflationFailure, bytesMax: Int) -> Status {
    switch failure {
    case .corrupt: Status(.internalError, "A message is marked as gzip and cannot be inflated.")
    case .declaresTooMuch(let count):
      Status(
        .resourceExhausted,
        "The message has \(count) bytes when inflated, as it says; at most \(bytesMax) are accepted.")
    case .shed: worker?.refusals.tooMuchToInflate ?? Status(.resourceExhausted)
    case .tooLarge:
      Status(
        .resourceExhausted,
        "The message has more than \(bytesMax) bytes when inflated; at most \(bytesMax) are accepted.")
    }
  }
}
