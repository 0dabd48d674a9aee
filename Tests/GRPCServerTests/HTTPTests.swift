import GRPC
import GRPCServer
import Net
import Testing

@Suite("What is no gRPC call")
struct HTTPTests {
  @Test(
    "gets a whole HTTP answer",
    arguments: [
      ("GET", "application/grpc", "405"), ("POST", "application/json", "415"), ("POST", "application/grpcx", "415"),
    ])
  func refusals(method: String, type: String, status: String) throws {
    let server = try startServer()
    defer { server.stop() }
    let fields = try BarePeer.ask(
      server.address,
      [
        (":method", method), (":scheme", "http"), (":path", "/test.Test/Echo"), (":authority", "x"),
        ("content-type", type),
      ]
    ).fields
    #expect(fields[":status"] == status)
    #expect(fields["grpc-status"] == nil)
  }

  @Test("is refused as gRPC when only its compression is unknown, saying which would do")
  func compression() throws {
    let server = try startServer()
    defer { server.stop() }
    let fields = try BarePeer.ask(
      server.address,
      [
        (":method", "POST"), (":scheme", "http"), (":path", "/test.Test/Echo"), (":authority", "x"),
        ("content-type", "application/grpc"), ("grpc-encoding", "snappy"),
      ]
    ).fields
    #expect(fields[":status"] == "200")
    #expect(fields["grpc-status"] == "12")
    #expect(fields["grpc-accept-encoding"] == "identity,gzip")
  }
}
