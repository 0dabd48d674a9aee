internal import ConformanceAPI
internal import GRPC
internal import GRPCServer
internal import GRPCServices
internal import Net
internal import Protobuf

/// `Unary`, `IdempotentUnary` and `ClientStream`: one answer, as the first request defines it, when all requests have come.
final class SingleResponse<Request: DefinesResponse, Response: CarriesPayload>: CallHandler {
  private let loop: EventLoop
  private let arenas = ArenaPool()

  /// A handler for one loop.
  init(_ loop: EventLoop) { self.loop = loop }

  /// Makes the call's state.
  func begin(_ call: Call) {
    call.state = SingleExchange<Response>(call, loop, arenas, requestType: Request.descriptor.name)
  }

  /// Keeps a request; the first one's definition counts.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    guard let exchange = exchange(of: call) else { return }
    do throws(Status) {
      let request = try unsafe Call.decode(Request.self, message, in: exchange.arena)
      try unsafe exchange.record(message)
      if exchange.requests.count == 1 { exchange.definition = request.responseDefinition }
      if !call.method.requestStreams { exchange.answer() }
    } catch {
      exchange.finish(error)
    }
  }

  /// Answers a stream of requests.
  func endOfRequests(on call: Call) { exchange(of: call)?.answer() }

  /// Nobody waits for the answer any more.
  func cancelled(_ call: Call) { exchange(of: call)?.end() }

  /// The call's state.
  private func exchange(of call: Call) -> SingleExchange<Response>? { call.state as? SingleExchange<Response> }
}

/// A call with one answer.
final class SingleExchange<Response: CarriesPayload>: Exchange {
  /// How the answer is to be.
  var definition: UnaryResponseDefinition?

  /// Sends the headers, then, after the delay that is asked for, the rest.
  func answer() {
    guard let definition else { return sendRest() }
    do throws(Status) {
      try open(headers: definition.responseHeaders, trailers: definition.responseTrailers)
      if !waits(milliseconds: definition.responseDelayMs) { sendRest() }
    } catch {
      finish(error)
    }
  }

  /// The delay is over.
  override func fire(on loop: EventLoop) { sendRest() }

  /// Sends the answer or the error.
  private func sendRest() {
    let response = Response(in: arena)
    let payload = response.makePayload()
    fill(payload.makeRequestInfo(), isFirst: true)
    switch definition?.response {
    case .error(let error): return finish(status(error, with: payload.requestInfo))
    case .responseData(let data): payload.setData(data)
    case nil: break
    }
    call.send(response)
    finish(.ok)
  }
}
