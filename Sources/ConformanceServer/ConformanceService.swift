internal import ConformanceAPI
internal import GRPCServer
internal import Net

/// `connectrpc.conformance.v1.ConformanceService`.
enum ConformanceService {
  /// The routes of one loop. `Unimplemented` has no handler: that is what it is for.
  static func routes(on loop: EventLoop) -> [Route] {
    [
      Route(ConformanceServiceMethods.unary, SingleResponse<UnaryRequest, UnaryResponse>(loop)),
      Route(
        ConformanceServiceMethods.idempotentUnary,
        SingleResponse<IdempotentUnaryRequest, IdempotentUnaryResponse>(loop)),
      Route(ConformanceServiceMethods.clientStream, SingleResponse<ClientStreamRequest, ClientStreamResponse>(loop)),
      Route(ConformanceServiceMethods.serverStream, ResponseStream<ServerStreamRequest, ServerStreamResponse>(loop)),
      Route(ConformanceServiceMethods.bidiStream, ResponseStream<BidiStreamRequest, BidiStreamResponse>(loop)),
      Route(ConformanceServiceMethods.unimplemented, nil),
    ]
  }
}
