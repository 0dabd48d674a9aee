@testable import HTTP2
import RawFrames
import Testing

/// Streams that end before their time.
struct ResetTests {
  /// A caller's cancellation closes the stream at the server; what the server then does with it has no effect.
  @Test func cancellationReachesTheServer() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    let stream = try #require(client.session.openStream(requestHeaders()))
    try converse(client, server)
    let held = try #require(server.streams[1])
    held.context = client
    client.session.reset(stream, code: .cancel)
    try converse(client, server)
    #expect(server.exchanges[1]?.closed == .cancel)
    #expect(held.isClosed && held.context == nil)
    server.session.sendHeaders(responseHeaders, on: held)
    server.write([1], to: held)
    server.session.finish(held, trailers: okTrailers)
    server.session.consume(10, on: held)
    server.session.reset(held, code: .cancel)
    #expect(try server.produceAll().isEmpty)
    // A stream that somebody holds is not used again.
    try call(client, [])
    try converse(client, server)
    #expect(server.streams[3] !== held && held.isClosed)
  }

  /// A server's reset drops what waits and closes both ends with its code.
  @Test func serverResetsWithItsCode() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    server.answer = { server, stream in
      server.session.sendHeaders(responseHeaders, on: stream)
      server.write([1, 2, 3], to: stream)
      server.session.reset(stream, code: .internalError)
    }
    try call(client, [1])
    try converse(client, server)
    #expect(client.exchanges[1]?.closed == .internalError)
    #expect(server.exchanges[1]?.closed == .internalError)
    #expect(client.exchanges[1]?.trailers == [])
  }

  /// An answer that is whole before its request arrives whole, and the client is told to stop (invariant 6 of Session).
  @Test(arguments: [true, false])
  func earlyAnswersArriveBeforeTheReset(trailersOnly: Bool) throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    server.headArrived = { server, stream in
      if trailersOnly { return server.session.sendHeaders(okTrailersOnly, on: stream, endStream: true) }
      server.session.sendHeaders(responseHeaders, on: stream)
      server.write([1, 2, 3], to: stream)
      server.session.finish(stream, trailers: okTrailers)
    }
    let stream = try #require(client.session.openStream(requestHeaders()))
    client.write([9], to: stream)
    try server.receive(try client.produceAll())
    let answer = try server.produceAll()
    #expect(Frames.resetCodes(answer) == [0])
    #expect(Frames.parse(answer).last?.type == 3)
    try client.receive(answer)
    #expect(client.exchanges[1]?.hasEnded == true)
    #expect(client.exchanges[1]?.closed == .noError)
    #expect(client.exchanges[1]?.body == (trailersOnly ? [] : [1, 2, 3]))
    client.write([9], to: stream)
    try converse(client, server)
    #expect(server.session.streamCount == 0)
  }

  /// A lost connection closes every stream, once.
  @Test func abandonClosesAllStreams() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    for _ in 0..<3 { try call(client, [1]) }
    try converse(client, server)
    server.session.abandon()
    #expect(server.exchanges.values.map(\.closed) == [.cancel, .cancel, .cancel])
    #expect(server.session.streamCount == 0 && server.session.isFinished)
    #expect(try server.produceAll().isEmpty)
  }

  /// A session dies with its streams open, and gives them back.
  @Test func sessionsDieWithStreamsOpen() throws {
    let pool = SessionPool()
    weak var held: AnyObject?
    do {
      let server = Endpoint(.server, pool: pool)
      try server.receive(Frames.opening + Frames.headers(1, Frames.request()))
      let context = Endpoint(.client)
      held = context
      server.streams[1]?.context = context
    }
    #expect(held == nil)
  }
}

/// A whole answer in one header list.
let okTrailersOnly = HeaderList(static: [
  (":status", "200"), ("content-type", "application/grpc"), ("grpc-status", "0"),
])
