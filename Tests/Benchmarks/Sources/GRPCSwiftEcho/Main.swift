import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2
import GRPCProtobuf

/// The echo service on grpc-swift-2 with its NIO transport: `GRPCSwiftEcho PORT`.
@main
enum GRPCSwiftEcho {
  /// Serves until it is stopped.
  static func main() async throws {
    guard CommandLine.arguments.count == 2, let port = Int(CommandLine.arguments[1]) else {
      fatalError("usage: GRPCSwiftEcho PORT")
    }
    let transport = HTTP2ServerTransport.Posix(
      address: .ipv4(host: "127.0.0.1", port: port), transportSecurity: .plaintext,
      config: .defaults { $0.http2.maxConcurrentStreams = 1_000 })
    try await GRPCServer(transport: transport, services: [Echo()]).serve()
  }
}

/// The service, registered as its generator would.
struct Echo: RegistrableRPCService {
  private static let service = ServiceDescriptor(fullyQualifiedService: "bench.v1.EchoService")

  /// Puts both methods into the router.
  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    router.registerHandler(
      forMethod: MethodDescriptor(service: Self.service, method: "Echo"),
      deserializer: ProtobufDeserializer<Bench_V1_EchoRequest>(),
      serializer: ProtobufSerializer<Bench_V1_EchoResponse>()
    ) { request, _ in
      let request = try await ServerRequest(stream: request)
      return StreamingServerResponse(single: ServerResponse(message: Self.echo(request.message)))
    }
    router.registerHandler(
      forMethod: MethodDescriptor(service: Self.service, method: "Repeat"),
      deserializer: ProtobufDeserializer<Bench_V1_RepeatRequest>(),
      serializer: ProtobufSerializer<Bench_V1_RepeatResponse>()
    ) { request, _ in
      let request = try await ServerRequest(stream: request).message
      return StreamingServerResponse { writer in
        let response = Bench_V1_RepeatResponse.with { $0.text = request.text }
        for _ in 0..<request.count { try await writer.write(response) }
        return [:]
      }
    }
  }

  /// The texts that came, and as many bytes as are asked for.
  private static func echo(_ request: Bench_V1_EchoRequest) -> Bench_V1_EchoResponse {
    var response = Bench_V1_EchoResponse()
    response.text1 = request.text1
    response.text2 = request.text2
    response.text3 = request.text3
    response.text4 = request.text4
    response.text5 = request.text5
    response.text6 = request.text6
    response.text7 = request.text7
    response.text8 = request.text8
    response.text9 = request.text9
    response.text10 = request.text10
    response.text11 = request.text11
    response.text12 = request.text12
    response.text13 = request.text13
    if request.answerBytes > 0 { response.payload = Data(count: Int(request.answerBytes)) }
    return response
  }
}
