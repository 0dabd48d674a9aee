@testable import HTTP2
import RawFrames
import Testing

/// Leaving without losing an answer.
struct DrainTests {
  /// Notice, then the last stream's id, then the end when the last stream is done.
  @Test func twoStepGoAwayFinishesWhatRuns() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    let running = try #require(client.session.openStream(requestHeaders()))
    try converse(client, server)
    server.session.beginShutdown()
    server.session.ping(1)
    try client.receive(try server.produceAll())
    #expect(client.goAways.map(\.lastStreamID) == [Int32.max] && client.goAways[0].code == .noError)
    #expect(client.session.openStream(requestHeaders()) == nil, "a client opens nothing after the notice")
    // A request that was on its way when the notice was sent is still served.
    try server.receive(Frames.headers(3, Frames.request(), end: true) + (try client.produceAll()))
    #expect(server.pings.last?.isAcknowledgement == true)
    #expect(server.streams[3] != nil)
    server.session.goAway(.noError)
    let goAway = try server.produceAll()
    #expect(Frames.parse(goAway).first { $0.type == 7 }?.payload.prefix(4) == [0, 0, 0, 3])
    #expect(!server.session.isFinished)
    // What comes after the second GOAWAY is not looked at.
    try server.receive(Frames.headers(5, Frames.request(), end: true))
    #expect(server.streams[5] == nil)
    for id in [1, 3] as [Int32] {
      server.session.sendHeaders(responseHeaders, on: server.streams[id]!)
      server.session.finish(server.streams[id]!, trailers: okTrailers)
    }
    client.session.finish(running)
    try server.receive(try client.produceAll())
    _ = try server.produceAll()
    #expect(server.session.streamCount == 0)
    #expect(server.session.isFinished)
  }

  /// Streams that a client opened and the server never looked at close as refused, so that they may be tried again.
  @Test func unprocessedStreamsCloseAsRefused() throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    try call(client, [1])
    try server.receive(try client.produceAll())
    server.session.goAway(.noError)
    try call(client, [2])
    _ = try client.produceAll()
    try client.receive(try server.produceAll())
    #expect(client.goAways.map(\.lastStreamID) == [1])
    #expect(client.exchanges[3]?.closed == .refusedStream)
    #expect(client.exchanges[1]?.closed == nil)
  }

  /// A request that still waits to be sent when GOAWAY comes closes as refused, and so does one cancelled while it waits.
  @Test(arguments: [true, false])
  func unsentStreamsCloseToo(byGoAway: Bool) throws {
    let client = Endpoint(.client)
    let server = Endpoint(.server)
    try converse(client, server)
    let stream = try call(client, [1])
    if byGoAway {
      server.session.goAway(.noError)
      try client.receive(try server.produceAll())
    } else {
      client.session.reset(stream, code: .cancel)
    }
    try converse(client, server)
    #expect(client.exchanges[1]?.closed == (byGoAway ? .refusedStream : .cancel))
    #expect(client.session.streamCount == 0)
    #expect(server.exchanges.isEmpty)
  }

  /// Who is given up gets the answers that were ready, however many buffers they take, and then the word why.
  @Test func whoIsGivenUpGetsWhatWasReady() throws {
    let server = Endpoint(.server)
    server.answer = { server, stream in
      server.session.sendHeaders(responseHeaders, on: stream)
      server.write([UInt8](repeating: 7, count: 50_000), to: stream)
      server.session.finish(stream, trailers: okTrailers)
    }
    try server.receive(Frames.opening + Frames.headers(1, Frames.request(), end: true))
    server.session.terminate(.enhanceYourCalm, "too_much_of_something")
    #expect(server.session.wantsWrite && !server.session.wantsRead)
    let frames = Frames.parse(try server.produceAll()).drop { $0.stream != 1 }
    #expect(frames.map(\.type) == [1, 0, 0, 0, 0, 1, 7], "the answer is whole, and nothing follows the GOAWAY")
    #expect(frames.last.map { String(decoding: $0.payload.dropFirst(8), as: UTF8.self) } == "too_much_of_something")
    #expect(server.session.isFinished)
  }

  /// A terminated session says why, reads no more and is finished.
  @Test func terminateIsTheLastWord() throws {
    let server = Endpoint(.server)
    try server.receive(Frames.opening + Frames.headers(1, Frames.request()))
    _ = try server.produceAll()
    server.session.terminate(.enhanceYourCalm, "why")
    try server.receive(Frames.headers(3, Frames.request()))
    #expect(server.streams[3] == nil)
    #expect(Frames.goAwayCodes(try server.produceAll()) == [11])
    #expect(server.session.isFinished)
  }
}
