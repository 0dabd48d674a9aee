internal import GRPC
internal import GRPCServer
internal import InteropAPI
internal import Net
internal import Protobuf

/// `grpc.testing.TestService`. `UnimplementedCall` and `UnimplementedService` are left out: that they are is a test, too.
enum TestService {
  /// The largest payload that an answer is filled with, in bytes.
  static let payloadBytesMax = 64 << 20

  /// The routes of one loop.
  static func routes(on loop: EventLoop, serverID: String) -> [Route] {
    [
      Route(TestServiceMethods.emptyCall, EmptyCall()),
      Route(TestServiceMethods.unaryCall, UnaryCall(serverID: serverID)),
      Route(TestServiceMethods.cacheableUnaryCall, UnaryCall(serverID: serverID, isCacheable: true)),
      Route(TestServiceMethods.streamingInputCall, StreamingInputCall()),
      Route(TestServiceMethods.streamingOutputCall, StreamingOutputCall(loop)),
      Route(TestServiceMethods.fullDuplexCall, DuplexCall(loop, answersAtOnce: true)),
      Route(TestServiceMethods.halfDuplexCall, DuplexCall(loop, answersAtOnce: false)),
    ]
  }

  /// Refuses a message that came plain where its caller says it was compressed.
  static func check(_ expectCompressed: BoolValue?, on call: Call) throws(Status) {
    guard expectCompressed?.value == true, !call.requestWasCompressed else { return }
    throw Status(.invalidArgument, "expect_compressed is true, and the message was not compressed.")
  }

  /// Refuses sizes that no payload can have here.
  static func check(payloadBytes: Int32) throws(Status) {
    guard payloadBytes >= 0, payloadBytes <= payloadBytesMax else {
      throw Status(.invalidArgument, "A payload has from 0 to \(payloadBytesMax) bytes, not \(payloadBytes).")
    }
  }
}

extension EchoStatus {
  /// The status that the caller wants to see; OK has code 0.
  var status: Status { Status(UInt8(exactly: code).flatMap(StatusCode.init) ?? .unknown, message.string) }
}

extension Payload {
  /// Fills the body with zeros.
  func fill(_ count: Int32) { setBody([UInt8](repeating: 0, count: Int(count))) }
}

extension Call {
  /// Sends back what the metadata asks to send back: `x-grpc-test-echo-initial` at once, ahead of everything, and
  /// `x-grpc-test-echo-trailing-bin` behind it.
  func echoMetadata(adding more: (name: String, value: String)? = nil) {
    var headers = Metadata()
    for value in metadata.all(named: "x-grpc-test-echo-initial") {
      headers.append(name: "x-grpc-test-echo-initial", value: value)
    }
    if let more { headers.append(name: more.name, value: more.value) }
    for value in metadata.allBinary(named: "x-grpc-test-echo-trailing-bin") ?? [] {
      trailers.append(name: "x-grpc-test-echo-trailing-bin", binary: value)
    }
    if !headers.isEmpty { sendHeaders(headers) }
  }
}
