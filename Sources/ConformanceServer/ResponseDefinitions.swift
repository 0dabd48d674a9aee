internal import ConformanceAPI
internal import Protobuf

// What the messages of the six methods have in common.

/// A request that says how its one answer is to be.
protocol DefinesResponse: ProtoMessage {
  /// How the answer is to be; nil asks for the request's echo alone.
  var responseDefinition: UnaryResponseDefinition? { get }
}

extension UnaryRequest: DefinesResponse {}
extension IdempotentUnaryRequest: DefinesResponse {}
extension ClientStreamRequest: DefinesResponse {}

/// A request that says how its stream of answers is to be.
protocol DefinesResponses: ProtoMessage {
  /// How the answers are to be; nil asks for none.
  var responseDefinition: StreamResponseDefinition? { get }
  /// Whether each request is answered when it comes.
  var fullDuplex: Bool { get }
}

extension ServerStreamRequest: DefinesResponses {
  /// The one request is answered when all of them have come.
  var fullDuplex: Bool { false }
}
extension BidiStreamRequest: DefinesResponses {}

/// An answer, which holds nothing but the payload.
protocol CarriesPayload: ProtoMessage {
  /// Makes the payload, or gives the one that was made.
  @discardableResult
  func makePayload() -> ConformancePayload
}

extension UnaryResponse: CarriesPayload {}
extension IdempotentUnaryResponse: CarriesPayload {}
extension ClientStreamResponse: CarriesPayload {}
extension ServerStreamResponse: CarriesPayload {}
extension BidiStreamResponse: CarriesPayload {}
