@testable import HTTP2
import Testing

/// Whole exchanges between a client and a server session.
struct UnaryTests {
  /// A body goes up, headers, body and trailers come down, both ends see the stream close.
  @Test func unaryCallGoesThrough() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    server.answer = echo
    let stream = try #require(client.session.openStream(requestHeaders()))
    client.write(Array("hello".utf8), to: stream)
    client.session.finish(stream)
    try converse(client, server)
    #expect(server.exchanges[1]?.head.contains(":path: /test.Echo/Say") == true)
    let answer = try #require(client.exchanges[1])
    #expect(answer.head == [":status: 200", "content-type: application/grpc"])
    #expect(answer.body == Array("hello".utf8))
    #expect(answer.trailers == ["grpc-status: 0"])
    #expect(answer.hasEnded && answer.closed == .noError)
    #expect(server.exchanges[1]?.closed == .noError)
    #expect(server.session.streamCount == 0 && client.session.streamCount == 0)
  }
}
