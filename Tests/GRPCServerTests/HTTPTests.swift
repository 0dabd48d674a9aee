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
      ("POST", "application/grpc+json", "415"), ("HEAD", "application/grpc", "405"),
    ])
  func refusals(method: String, type: String, status: String) throws {
    let server = try startServer()
    defer { server.stop() }
    let answer = try BarePeer.ask(server.address, foreign(method, type))
    #expect(answer.fields[":status"] == status)
    #expect(answer.fields["grpc-status"] == nil)
    #expect(answer.body.isEmpty == (method == "HEAD"), "a sentence for people")
  }

  /// The headers of a request that is no gRPC call.
  private func foreign(_ method: String, _ type: String) -> [(String, String)] {
    [
      (":method", method), (":scheme", "http"), (":path", "/test.Test/Echo"), (":authority", "x"),
      ("content-type", type),
    ]
  }

  @Test("is answered when its body has come, or when that is too much", arguments: [0, 1, 64 << 10, 1 << 20])
  func bodies(count: Int) throws {
    let server = try startServer()
    defer { server.stop() }
    let answer = try BarePeer.ask(
      server.address, foreign("POST", "text/html"), body: [UInt8](repeating: 60, count: count))
    #expect(answer.fields[":status"] == "415" && !answer.body.isEmpty)
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
