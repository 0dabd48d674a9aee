internal import ConformanceAPI
internal import GRPC
internal import GRPCServer
internal import GRPCServices
internal import Net
internal import Protobuf
internal import StandardAPI

// One call of the conformance service: what came, and what is still to be answered.
//
//     request bytes --record()--> requests --RequestInfo--> the next answer, or the details of an error
//     first request --open()----> headers out, trailers set, definition kept
//
// Invariants
//  1. The call has one arena for all that it decodes and keeps; `end()` gives it back, once, and is reached by each way a
//     call can end: answered, refused, cancelled, late.
//  2. A delay is a timer of the loop, scheduled only while the call is open. So it may point to the call without holding it.
//  3. At most `requestBytesMax` are kept of a call's requests.
//  4. Requests are echoed as the bytes they came as, unknown fields included.

/// The state of a call, kept in `Call.state`; the essay above tells its rules.
class Exchange: Timer {
  /// The bytes of requests that a call may have the server keep.
  static let requestBytesMax = 64 << 20

  /// The call itself.
  unowned let call: Call
  /// Where the call lives.
  let loop: EventLoop
  /// Everything of the call that is decoded or built (invariant 1).
  let arena: Arena
  /// Requests that no answer has told of.
  var requests: [Bytes] = []

  private let arenas: ArenaPool
  private let requestType: String
  private let timeoutMilliseconds: Int64?
  private var requestBytes = 0
  private var hasEnded = false

  /// A call of which nothing has come but its headers. `requestType` is the full name of its requests' type.
  init(_ call: Call, _ loop: EventLoop, _ arenas: ArenaPool, requestType: String) {
    self.call = call
    self.loop = loop
    self.arenas = arenas
    self.requestType = requestType
    arena = arenas.take()
    timeoutMilliseconds = call.deadlineNanoseconds.map { Int64(clamping: ($0 - loop.nowNanoseconds) / 1_000_000) }
  }

  // MARK: What comes

  /// Keeps a request for the answers that tell of it.
  func record(_ message: UnsafeRawBufferPointer) throws(Status) {
    requestBytes += message.count
    guard requestBytes <= Self.requestBytesMax else {
      throw Status(.resourceExhausted, "The requests of one call may have \(Self.requestBytesMax) bytes together.")
    }
    requests.append(unsafe arena.bytes(copying: message))
  }

  /// The first request has come: answers are compressed if it was, and its headers and trailers are those of the call.
  func open(headers: RepeatedView<Header>, trailers: RepeatedView<Header>) throws(Status) {
    call.compressesResponses = call.requestWasCompressed
    call.trailers = try Metadata(trailers)
    call.sendHeaders(try Metadata(headers))
  }

  // MARK: What goes

  /// Fills what an answer tells of the call: the requests that none has told of, and, in the first answer, its headers and
  /// the time it was given.
  func fill(_ info: ConformancePayload.RequestInfo, isFirst: Bool) {
    if isFirst {
      addHeaders(to: info)
      if let timeoutMilliseconds { info.timeoutMs = timeoutMilliseconds }
    }
    for request in requests {
      let any = info.requests.append()
      any.setTypeURL("type.googleapis.com/\(requestType)")
      any.setValue(request)
    }
    requests.removeAll(keepingCapacity: true)
  }

  /// Adds the call's metadata: each name once, with its values in order.
  private func addHeaders(to info: ConformancePayload.RequestInfo) {
    var names: [String: Header] = [:]
    call.metadata.forEach { name, value in
      let name = String(copying: name)
      let header = names[name] ?? info.requestHeaders.append()
      if names.updateValue(header, forKey: name) == nil { header.setName(name) }
      header.value.append(String(copying: value))
    }
  }

  /// The status that a definition asks for. With `info`, which is put behind its details.
  func status(_ definition: ErrorDefinition, with info: ConformancePayload.RequestInfo?) -> Status {
    let status = RPCStatus(in: arena)
    status.code = definition.code.rawValue
    if let message = definition.message { status.setMessage(message) }
    for detail in definition.details {
      let copy = status.details.append()
      copy.setTypeURL(detail.typeURL)
      copy.setValue(detail.value)
    }
    if let info {
      let detail = status.details.append()
      detail.setTypeURL("type.googleapis.com/\(ConformancePayload.RequestInfo.descriptor.name)")
      detail.setValue(info.packed())
    }
    let code = UInt8(exactly: status.code).flatMap(StatusCode.init) ?? .unknown
    return Status(code, status.message.string, details: status.details.isEmpty ? [] : status.packed())
  }

  /// Has `fire` called after a delay; false when there is none to wait for.
  func waits(milliseconds: UInt32) -> Bool {
    guard milliseconds > 0 else { return false }
    loop.schedule(self, afterMilliseconds: UInt64(milliseconds))
    return true
  }

  // MARK: The end

  /// Answers with a status, and forgets everything.
  final func finish(_ status: Status) {
    guard !hasEnded else { return }
    call.finish(status)
    end()
  }

  /// Forgets everything (invariant 1).
  final func end() {
    guard !hasEnded else { return }
    hasEnded = true
    loop.cancel(self)
    requests = []
    arenas.giveBack(arena)
  }
}

extension String {
  /// The text of bytes that came in a header.
  fileprivate init(copying bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}

extension Metadata {
  /// The fields that a definition names. A `-bin` value is base64 already.
  fileprivate init(_ headers: RepeatedView<Header>) throws(Status) {
    self.init()
    for header in headers {
      let name = header.name.string.lowercased()
      for value in header.value {
        let isAdded =
          if name.hasSuffix("-bin") {
            Base64.decode(Array(value.string.utf8).span).map { append(name: name, binary: $0) } ?? false
          } else {
            append(name: name, value: value.string)
          }
        guard isAdded else { throw Status(.invalidArgument, "The header \(name) cannot be sent with \"\(value)\".") }
      }
    }
  }
}
