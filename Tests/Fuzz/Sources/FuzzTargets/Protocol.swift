@testable import GRPC

// The gRPC module: what a caller's headers and body may be.

/// Whatever the pieces, the messages are those of the body as a whole, and the reader holds no more than came.
func fuzzEnvelope(_ input: Input) {
  var input = input
  let limit = 1 + input.short() % 2_000
  let pieceBytes = 1 + Int(input.byte())
  let body = input.rest()
  let (whole, wholeFailure) = messages(of: body, in: body.count, limit: limit)
  let (parts, partFailure) = messages(of: body, in: pieceBytes, limit: limit)
  require(whole == parts, "the messages do not depend on the pieces")
  require(wholeFailure == partFailure, "neither does the error")
}

/// The messages that a reader finds in a body that comes in pieces, and how it ends.
private func messages(of body: [UInt8], in pieceBytes: Int, limit: Int) -> (
  [[UInt8]], EnvelopeReader.Failure?
) {
  var reader = EnvelopeReader(messageBytesMax: limit)
  var found: [[UInt8]] = []
  do throws(EnvelopeReader.Failure) {
    var position = 0
    while position < body.count {
      let end = min(body.count, position + pieceBytes)
      try reader.feed(body.span.extracting(position..<end)) { message, isCompressed in
        require(message.count <= limit + limit / 8 + 64, "a message is within its limit")
        found.append([isCompressed ? 1 : 0] + message.array)
      }
      require(reader.heldBytes <= end, "no more is held than came")
      position = end
    }
    try reader.finish()
    return (found, nil)
  } catch {
    return (found, error)
  }
}

/// A call's events in any order: the state machine never answers twice, and nothing is delivered after the end.
func fuzzCall(_ input: Input) {
  var input = input
  let shape = input.byte()
  let (requestStreams, responseStreams) = (shape & 1 != 0, shape & 2 != 0)
  var state = CallState(requestStreams: requestStreams, responseStreams: responseStreams)
  var (statuses, delivered, sent) = (0, 0, 0)
  var requestHasEnded = false
  while !input.isEmpty {
    let wasOver = state.isOver
    switch input.byte() % 8 {
    case 0, 1:
      let reception = state.receiveMessage(
        isCompressed: input.byte() & 1 != 0, hasEncoding: input.byte() & 1 != 0)
      if reception == .deliver {
        require(!wasOver && !requestHasEnded, "messages come before the end")
        delivered += 1
      }
      if case .refuse = reception { requestHasEnded = true }
    case 2:
      let reception = state.receiveEnd()
      if reception == .deliver {
        require(!wasOver && (requestStreams || delivered == 1), "a unary call has its request")
      }
      if reception != .ignore { requestHasEnded = true }
    case 3:
      if state.sendHeaders() { require(!wasOver && sent == 0, "headers go first") }
    case 4:
      if !responseStreams && sent > 0 { continue }  // A second answer of a unary method is our bug, and traps.
      if state.sendMessage() == .drop {
        require(wasOver, "only a call that is over drops")
      } else {
        sent += 1
      }
    case 5, 6:
      let code = StatusCode(rawValue: input.byte() % 17) ?? .unknown
      let sending = state.sendStatus(code)
      if sending != .drop { statuses += 1 }
      require(state.isOver, "a status ends the call")
    default:
      require(state.cancel() == !wasOver, "a call is cancelled once")
      requestHasEnded = true
    }
    require(statuses <= 1, "a call has one status")
    require(!wasOver || state.isOver, "what is over stays over")
    if !requestStreams { require(delivered <= 1, "a unary call has one request") }
  }
}

/// Any header list is judged; what is kept as metadata reads back as it came.
func fuzzMetadata(_ input: Input) {
  var input = input
  let head = RequestHead()
  let names = [
    ":method", ":path", "content-type", "grpc-timeout", "grpc-encoding", "grpc-accept-encoding",
    "te", "x-bin",
  ]
  var fields: [([UInt8], [UInt8])] = []
  while !input.isEmpty && fields.count < 64 {
    let kind = Int(input.byte())
    let name =
      kind < names.count * 16 ? Array(names[kind % names.count].utf8) : input.take(kind % 24)
    let value = input.take(Int(input.byte()))
    head.consume(name: name.span, value: value.span)
    fields.append((name, value))
  }
  _ = head.verdict()
  require(head.metadata.count <= fields.count)
  var metadata = Metadata()
  for (name, value) in fields { metadata.append(name: name.span, value: value.span) }
  for (index, field) in fields.enumerated() {
    metadata.visit(index) { name, value in
      require(name.array == field.0 && value.array == field.1, "metadata reads back")
    }
  }
  for value in metadata.allBinary(named: "x-bin") ?? [] {
    var sent = Metadata()
    require(sent.append(name: "x-bin", binary: value))
    require(sent.allBinary(named: "x-bin") == [value], "binary metadata survives")
  }
  head.reset()
  require(head.metadata.isEmpty && head.timeoutNanoseconds == nil)
}

/// A timeout that reads is written so that it means at least as much, and reads again.
func fuzzTimeout(_ input: Input) {
  var input = input
  guard let nanoseconds = Timeout.parse(input.rest().span) else { return }
  let text = Timeout.format(nanoseconds: nanoseconds)
  guard let again = Timeout.parse(Array(text.utf8).span) else {
    fatalError("\(text) does not read")
  }
  require(again >= nanoseconds || text == "99999999H", "\(text) means no less than \(nanoseconds)")
}

/// Escapes: what is written reads back, what does not read says so.
func fuzzText(_ input: Input) {
  var input = input
  let bytes = input.rest()
  _ = PercentEncoding.decode(bytes.span)
  let text = String(decoding: bytes, as: UTF8.self)
  var escaped: [UInt8] = []
  PercentEncoding.encode(text, onto: &escaped)
  require(escaped.allSatisfy { (0x20...0x7E).contains($0) }, "what is sent is printable")
  require(PercentEncoding.decode(escaped.span) == text, "a message survives")
  var encoded: [UInt8] = []
  Base64.encode(bytes.span, onto: &encoded)
  require(Base64.decode(encoded.span) == bytes, "bytes survive")
  if let decoded = Base64.decode(bytes.span) {
    var again: [UInt8] = []
    Base64.encode(decoded.span, onto: &again)
    require(Base64.decode(again.span) == decoded, "what was decoded survives")
  }
}
