internal import ConformanceAPI
internal import GRPC
internal import GRPCServer
internal import GRPCServices
internal import Net
internal import Protobuf

/// `ServerStream` and `BidiStream`: the answers that the first request defines, when all requests have come or, in full
/// duplex, one for each request.
final class ResponseStream<Request: DefinesResponses, Response: CarriesPayload>: CallHandler {
  private let loop: EventLoop
  private let arenas = ArenaPool()

  /// A handler for one loop.
  init(_ loop: EventLoop) { self.loop = loop }

  /// Makes the call's state.
  func begin(_ call: Call) {
    call.state = StreamExchange<Response>(call, loop, arenas, requestType: Request.descriptor.name)
  }

  /// Keeps a request; the first one's definition counts.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    guard let exchange = exchange(of: call) else { return }
    do throws(Status) {
      let request = try unsafe Call.decode(Request.self, message, in: exchange.arena)
      try unsafe exchange.record(message)
      if exchange.count(isLast: !call.method.requestStreams) == 1 {
        try exchange.begin(request.responseDefinition, isFullDuplex: request.fullDuplex)
      }
      exchange.advance()
    } catch {
      exchange.finish(error)
    }
  }

  /// There are no more requests.
  func endOfRequests(on call: Call) {
    exchange(of: call)?.requestsEnded = true
    exchange(of: call)?.advance()
  }

  /// The peer reads on.
  func resumeWriting(on call: Call) { exchange(of: call)?.advance() }

  /// Nobody reads the answers any more.
  func cancelled(_ call: Call) { exchange(of: call)?.end() }

  /// The call's state.
  private func exchange(of call: Call) -> StreamExchange<Response>? { call.state as? StreamExchange<Response> }
}

/// A call with a stream of answers.
///
///     full duplex: request, answer, request, answer, ... the answers that are left when the requests have ended, end
///     else:        request, request, ... end of requests, answer, answer, ..., end
///
/// A full-duplex request for which no answer is left ends the call. Each answer waits for its delay, and requests
/// that come meanwhile wait behind it.
final class StreamExchange<Response: CarriesPayload>: Exchange {
  /// Whether the last request has come.
  var requestsEnded = false

  private var definition: StreamResponseDefinition?
  private var isFullDuplex = false
  private var received = 0
  private var answered = 0
  private var sent = 0
  private var hasWaited = false

  /// Counts a request, the last one if it is said to be, and gives their number.
  func count(isLast: Bool) -> Int {
    received += 1
    if isLast { requestsEnded = true }
    return received
  }

  /// The first request has come: sends the headers.
  func begin(_ definition: StreamResponseDefinition?, isFullDuplex: Bool) throws(Status) {
    self.definition = definition
    self.isFullDuplex = isFullDuplex
    guard let definition else { return }
    try open(headers: definition.responseHeaders, trailers: definition.responseTrailers)
  }

  /// The delay of the next answer is over.
  override func fire(on loop: EventLoop) {
    hasWaited = true
    advance()
  }

  /// Sends what can be sent now.
  func advance() {
    let count = definition?.responseData.count ?? 0
    while !isScheduled {
      if isFullDuplex && answered < received {
        if sent == count { return end(definition) }
      } else if !requestsEnded {
        return
      } else if sent == count {
        return end(definition)
      }
      if !hasWaited && waits(milliseconds: definition?.responseDelayMs ?? 0) { return }
      guard call.canWrite else { return }
      send()
    }
  }

  /// Sends the next answer. In full duplex it tells of the one request that it answers.
  private func send() {
    guard let definition else { return }
    hasWaited = false
    let later = isFullDuplex && answered < received ? Array(requests.dropFirst()) : []
    requests.removeLast(later.count)
    let response = Response(in: arena)
    let payload = response.makePayload()
    payload.setData(definition.responseData[sent])
    if sent == 0 || !requests.isEmpty { fill(payload.makeRequestInfo(), isFirst: sent == 0) }
    requests = later
    if isFullDuplex && answered < received { answered += 1 }
    sent += 1
    call.send(response)
  }

  /// Ends the call as it is defined; an error without any answer tells of the call in its details.
  private func end(_ definition: StreamResponseDefinition?) {
    guard let error = definition?.error else { return finish(.ok) }
    guard sent == 0 else { return finish(status(error, with: nil)) }
    let info = ConformancePayload.RequestInfo(in: arena)
    fill(info, isFirst: true)
    finish(status(error, with: info))
  }
}
