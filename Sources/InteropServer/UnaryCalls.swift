internal import GRPC
internal import GRPCServer
internal import GRPCServices
internal import InteropAPI
internal import Protobuf

/// `EmptyCall`: nothing for nothing.
final class EmptyCall: CallHandler {
  private let arenas = ArenaPool()

  /// Answers with an empty message.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    call.echoMetadata()
    unsafe call.answer(Empty.self, message, arenas) { _, arena throws(Status) in Empty(in: arena) }
  }
}

/// `UnaryCall` and `CacheableUnaryCall`: a payload of the size that the request wants, compressed if it wants that, or
/// the status that it wants.
final class UnaryCall: CallHandler {
  private let serverID: String
  private let isCacheable: Bool
  private let arenas = ArenaPool()

  /// A handler that tells `serverID` to whom asks; a cacheable one lets proxies keep its answers.
  init(serverID: String, isCacheable: Bool = false) {
    self.serverID = serverID
    self.isCacheable = isCacheable
  }

  /// Answers as the request says.
  func receive(_ message: UnsafeRawBufferPointer, on call: Call) {
    unsafe call.answer(SimpleRequest.self, message, arenas) { request, arena throws(Status) in
      try TestService.check(request.expectCompressed, on: call)
      try TestService.check(payloadBytes: request.responseSize)
      call.compressesResponses = request.responseCompressed?.value ?? false
      call.echoMetadata(adding: isCacheable ? ("cache-control", "max-age=60, public") : nil)
      if let wanted = request.responseStatus, wanted.code != 0 { throw wanted.status }
      let response = SimpleResponse(in: arena)
      let payload = response.makePayload()
      payload.type = request.responseType
      payload.fill(request.responseSize)
      if request.fillServerID { response.setServerID(serverID) }
      return response
    }
  }
}
