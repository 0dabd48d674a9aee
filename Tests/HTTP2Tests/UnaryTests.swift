@testable import HTTP2
import RawFrames
import Testing

/// Whole exchanges between a client and a server session.
struct UnaryTests {
  /// A body goes up, headers, body and trailers come down, both ends see the stream close.
  @Test func unaryCallGoesThrough() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    server.answer = echo
    try call(client, Array("hello".utf8))
    try converse(client, server)
    #expect(server.exchanges[1]?.head.contains(":path: /test.Echo/Say") == true)
    expectEcho(client, 1, Array("hello".utf8))
    #expect(server.exchanges[1]?.closed == .noError)
    #expect(server.session.streamCount == 0 && client.session.streamCount == 0)
  }

  /// Bodies below, at and beyond the sizes of frames and of the produce buffer, by buffers of several sizes.
  @Test(arguments: [0, 1, 16_383, 16_384, 16_385, 40_000, 300_000], [32 << 10, 33_000, 64 << 10])
  func bodiesOfAllSizesArriveWhole(size: Int, buffer: Int) throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    server.answer = echo
    let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try call(client, body)
    while true {
      let up = try client.produceAll(buffer: buffer)
      try server.receive(up)
      let down = try server.produceAll(buffer: buffer)
      try client.receive(down)
      if up.isEmpty && down.isEmpty { break }
    }
    expectEcho(client, 1, body)
  }

  /// Many calls at once on one connection, the streams taken from and given back to one pool.
  @Test func callsShareAConnection() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    server.answer = echo
    for round in 0..<20 {
      for index in 0..<50 { try call(client, Array("\(round)/\(index)".utf8)) }
      try converse(client, server)
    }
    #expect(client.exchanges.count == 1000)
    #expect(client.exchanges.values.allSatisfy { $0.closed == .noError && $0.trailers == ["grpc-status: 0"] })
    #expect(client.exchanges[1999]?.body == Array("19/49".utf8))
  }

  /// An error before any answer is one header list that ends the stream.
  @Test func trailersOnlyIsOneFrame() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    server.answer = { server, stream in
      let list = HeaderList(static: [(":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "12")])
      server.session.sendHeaders(list, on: stream, endStream: true)
    }
    try call(client, [])
    try converse(client, server)
    #expect(client.exchanges[1]?.head == [":status: 200", "content-type: application/grpc", "grpc-status: 12"])
    #expect(client.exchanges[1]?.trailers == [])
    #expect(client.exchanges[1]?.closed == .noError)
  }

  /// A list of copied fields may be changed or dropped as soon as it was given away.
  @Test func copiedFieldsOutliveTheirList() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    server.answer = { server, stream in
      let list = HeaderList()
      list.append(name: ":status", value: "200" as StaticString)
      for index in 0..<40 { list.append(name: "x-\(index)", value: String(repeating: "v", count: index)) }
      server.session.sendHeaders(list, on: stream)
      list.removeAll()
      list.append(name: "grpc-status", value: "0")
      server.session.finish(stream, trailers: list)
    }
    try call(client, [])
    try converse(client, server)
    #expect(client.exchanges[1]?.head.count == 41)
    #expect(client.exchanges[1]?.head.last == "x-39: \(String(repeating: "v", count: 39))")
    #expect(client.exchanges[1]?.trailers == ["grpc-status: 0"])
    #expect(client.exchanges[1]?.body == [])
  }

  /// A stream that waits for its handler says nothing, and goes on when it is written to.
  @Test func deferredStreamsWakeUp() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    server.answer = { server, stream in server.session.sendHeaders(responseHeaders, on: stream) }
    try call(client, [])
    try converse(client, server)
    #expect(client.exchanges[1]?.head.isEmpty == false)
    let stream = try #require(server.streams[1])
    for piece in ["a", "b"] {
      server.write(Array(piece.utf8), to: stream)
      try converse(client, server)
    }
    #expect(client.exchanges[1]?.body == Array("ab".utf8))
    server.session.finish(stream, trailers: okTrailers)
    try converse(client, server)
    #expect(client.exchanges[1]?.trailers == ["grpc-status: 0"])
  }

  /// A request may have trailers, and a client may end without a body.
  @Test func requestTrailersAreReported() throws {
    let server = Endpoint(.server)
    try server.receive(
      Frames.opening + Frames.headers(1, Frames.request()) + Frames.data(1, [1])
        + Frames.headers(1, Frames.block([("x-sum", "1")]), end: true))
    #expect(server.exchanges[1]?.trailers == ["x-sum: 1"])
    #expect(server.exchanges[1]?.hasEnded == true)
  }

  /// PINGs are answered and reported.
  @Test func pingsAreAnswered() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    client.session.ping(0x0102_0304_0506_0708)
    try converse(client, server)
    #expect(server.pings.map(\.payload) == [0x0102_0304_0506_0708] && server.pings[0].isAcknowledgement == false)
    #expect(client.pings.map(\.payload) == [0x0102_0304_0506_0708] && client.pings[0].isAcknowledgement)
  }
}

/// Starts a unary call.
@discardableResult
func call(_ client: Endpoint, _ body: [UInt8]) throws -> HTTP2.Stream {
  let stream = try #require(client.session.openStream(requestHeaders()))
  client.write(body, to: stream)
  client.session.finish(stream)
  return stream
}

/// Expects that a call was echoed whole.
func expectEcho(_ client: Endpoint, _ id: Int32, _ body: [UInt8], location: SourceLocation = #_sourceLocation) {
  let answer = client.exchanges[id] ?? Endpoint.Exchange()
  #expect(answer.head == [":status: 200", "content-type: application/grpc"], sourceLocation: location)
  #expect(answer.body == body, sourceLocation: location)
  #expect(answer.trailers == ["grpc-status: 0"], sourceLocation: location)
  #expect(answer.hasEnded && answer.closed == .noError, sourceLocation: location)
}
