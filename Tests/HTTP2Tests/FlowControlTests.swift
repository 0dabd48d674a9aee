@testable import HTTP2
import RawFrames
import Testing

/// Windows hold in both directions, and credit is never lost.
struct FlowControlTests {
  /// A server that sends into windows of 1, 10 or 100 bytes sends all, in order, trailers last.
  @Test(arguments: [1, 10, 100] as [Int32])
  func tinyWindowsDelayButLoseNothing(window: Int32) throws {
    var configuration = SessionConfiguration()
    configuration.streamWindowBytes = window
    let client = Endpoint(.client, configuration)
    let server = Endpoint(.server)
    server.answer = echo
    let body = (0..<500).map { UInt8(truncatingIfNeeded: $0) }
    try call(client, body)
    try converse(client, server)
    expectEcho(client, 1, body)
  }

  /// A peer that gives no credit gets its window and no more; the rest waits and goes when credit comes.
  @Test func nothingIsSentWithoutCredit() throws {
    var configuration = SessionConfiguration()
    configuration.streamWindowBytes = 100
    let client = Endpoint(.client, configuration)
    client.consumes = false
    let server = Endpoint(.server)
    server.answer = echo
    try call(client, Array(repeating: 7, count: 250))
    try converse(client, server)
    #expect(client.exchanges[1]?.body.count == 100)
    #expect(server.streams[1]?.pendingBytes == 150)
    #expect(server.session.pendingBytes == 150)
    for expected in [200, 250] {
      client.session.consume(client.streams[1]!.unconsumedBytes, on: client.streams[1]!)
      try converse(client, server)
      #expect(client.exchanges[1]?.body.count == expected)
    }
    #expect(client.exchanges[1]?.trailers == ["grpc-status: 0"])
    #expect(server.session.pendingBytes == 0)
  }

  /// A server that consumes nothing stops the client at the stream's window.
  @Test func unconsumedBytesHoldTheSenderBack() throws {
    var configuration = SessionConfiguration()
    configuration.streamWindowBytes = 1000
    let server = Endpoint(.server, configuration)
    server.consumes = false
    let client = Endpoint(.client)
    let stream = try #require(client.session.openStream(requestHeaders()))
    try converse(client, server)  // The server's window is known from here on.
    client.write(Array(repeating: 1, count: 5000), to: stream)
    try converse(client, server)
    #expect(server.exchanges[1]?.body.count == 1000)
    #expect(stream.pendingBytes == 4000)
    server.session.consume(1000, on: server.streams[1]!)
    try converse(client, server)
    #expect(server.exchanges[1]?.body.count == 2000)
  }

  /// A peer that sends more than the connection's window, within those of its streams, is told so and shut out.
  @Test func theConnectionsWindowHolds() throws {
    var configuration = SessionConfiguration()
    configuration.connectionWindowBytes = 70_000
    let server = Endpoint(.server, configuration)
    server.consumes = false
    try server.receive(Frames.opening)
    let data = [UInt8](repeating: 1, count: 14_000)
    for (index, stream) in [Int32(1), 3, 5].enumerated() {
      #expect(Frames.goAwayCodes(try server.produceAll()).isEmpty, "\(index * 28_000) bytes fit")
      try server.receive(
        Frames.headers(stream, Frames.request()) + Frames.data(stream, data) + Frames.data(stream, data))
    }
    #expect(Frames.goAwayCodes(try server.produceAll()) == [3])
  }

  /// Bytes that a closed stream left unread are credited to the connection (invariant 5 of Session): a hundred times
  /// the connection's window goes through.
  @Test func closedStreamsGiveTheirCreditBack() throws {
    var configuration = SessionConfiguration()
    configuration.connectionWindowBytes = 70_000
    let server = Endpoint(.server, configuration)
    server.consumes = false
    server.answer = echo
    let client = Endpoint(.client)
    for index in 0..<100 {
      try call(client, Array(repeating: 1, count: 60_000))
      try converse(client, server)
      #expect(client.exchanges[Int32(index * 2 + 1)]?.body.count == 60_000)
    }
  }

  /// A writer is asked for more when its bytes fall to the low-water mark, once each time.
  @Test func writersAreAskedForMore() throws {
    var configuration = SessionConfiguration()
    configuration.lowWaterBytes = 1000
    let server = Endpoint(.server, configuration)
    let client = Endpoint(.client)
    server.answer = { server, stream in
      server.session.sendHeaders(responseHeaders, on: stream)
      server.write(Array(repeating: 0, count: 40_000), to: stream)
    }
    server.writeMore = { server, stream in
      if server.askedForMore == 5 { return server.session.finish(stream, trailers: okTrailers) }
      server.write(Array(repeating: 0, count: 40_000), to: stream)
    }
    try call(client, [])
    try converse(client, server)
    #expect(server.askedForMore == 5)
    #expect(client.exchanges[1]?.body.count == 200_000)
    #expect(client.exchanges[1]?.trailers == ["grpc-status: 0"])
  }
}
