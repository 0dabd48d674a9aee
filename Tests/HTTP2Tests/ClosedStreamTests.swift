@testable import HTTP2
import RawFrames
import Testing

/// Frames on streams that are over: a fault when the peer ended them, late when we did (RFC 9113, section 5.1).
struct ClosedStreamTests {
  private static let streamClosed: UInt32 = 5
  private static let protocolError: UInt32 = 1

  /// A server that answers what has ended, and one that answers at once.
  private func server(early: Bool = false, streamsMax: UInt32 = 1000) -> Endpoint {
    var configuration = SessionConfiguration()
    configuration.concurrentStreamsMax = streamsMax
    let server = Endpoint(.server, configuration)
    if early { server.headArrived = echo } else { server.answer = echo }
    return server
  }

  /// What the server gives after each of the reads.
  private func answers(_ server: Endpoint, _ reads: [[UInt8]]) throws -> [[UInt8]] {
    try reads.map { bytes in
      try? server.receive(bytes)  // The error of a connection that is over; its GOAWAY is what counts here.
      return try server.produceAll()
    }
  }

  /// After its END_STREAM and the whole answer a peer sends no DATA and no HEADERS.
  @Test(arguments: [Frames.data(1, [1], end: true), Frames.headers(1, Frames.request(), end: true)])
  func nothingComesAfterTheEnd(late: [UInt8]) throws {
    let given = try answers(server(), [Frames.opening + Frames.headers(1, Frames.request(), end: true), late])
    #expect(Frames.goAwayCodes(given[0]).isEmpty)
    #expect(Frames.goAwayCodes(given[1]) == [Self.streamClosed])
  }

  /// The same after its RST_STREAM.
  @Test(arguments: [Frames.data(1, [1]), Frames.headers(1, Frames.request(), end: true)])
  func nothingComesAfterAReset(late: [UInt8]) throws {
    let given = try answers(
      server(), [Frames.opening + Frames.headers(1, Frames.request()), Frames.reset(1), late])
    #expect(Frames.goAwayCodes(given[1]).isEmpty)
    #expect(Frames.goAwayCodes(given[2]) == [Self.streamClosed])
  }

  /// What was on its way when we closed a stream is no fault, until the peer has reset it too.
  @Test func lateFramesAreNoFault() throws {
    let server = server(early: true)
    let given = try answers(
      server,
      [
        Frames.opening + Frames.headers(1, Frames.request()), Frames.data(1, [1]), Frames.data(1, [2], end: true),
        Frames.headers(3, Frames.request(), end: true), Frames.reset(1), Frames.data(1, [3]),
      ])
    #expect(Frames.resetCodes(given[0]) == [0], "answered, and asked to send no more")
    for answer in given.dropLast() { #expect(Frames.goAwayCodes(answer).isEmpty) }
    #expect(server.exchanges[3]?.closed == .noError)
    #expect(Frames.goAwayCodes(given[5]) == [Self.streamClosed])
  }

  /// Streams that were refused because there were too many, before the peer knew the limit, may go on for a while.
  @Test func refusedStreamsMayHaveFramesOnTheirWay() throws {
    let server = server(streamsMax: 1)
    let given = try answers(
      server,
      [
        Frames.opening + Frames.headers(1, Frames.request()) + Frames.headers(3, Frames.request())
          + Frames.data(3, [1]), Frames.data(3, [2], end: true), Frames.data(1, [], end: true),
      ])
    for answer in given { #expect(Frames.goAwayCodes(answer).isEmpty) }
    #expect(Frames.resetCodes(given[0]) == [7])
    #expect(server.exchanges[1]?.closed == .noError)
  }

  /// More streams than are remembered, all closed by us: what comes for the oldest is never held against the peer.
  @Test func forgottenStreamsAreForgiven() {
    var identifiers = PeerIdentifiers()
    for index in 0..<Int32(PeerIdentifiers.leftMax) + 10 {
      _ = identifiers.admit(2 * index + 1)
      identifiers.leave(2 * index + 1)
    }
    for id in [1, 19, 21, Int32(2 * PeerIdentifiers.leftMax + 19)] { #expect(!identifiers.isOver(id)) }
    let next = Int32(2 * PeerIdentifiers.leftMax + 21)
    _ = identifiers.admit(next)
    #expect(identifiers.isOver(next))
  }

  /// What is remembered of a peer's streams is bounded, however many it skips and however many we close: the oldest pass for
  /// streams that closed as they should.
  @Test func littleIsRemembered() {
    var skipping = PeerIdentifiers()
    for index in 0...Int32(PeerIdentifiers.gapsMax) + 1 { _ = skipping.admit(4 * index + 1) }
    let oldestAndNewest = [skipping.admit(3), skipping.admit(4 * Int32(PeerIdentifiers.gapsMax) + 3)]
    #expect(oldestAndNewest == [true, false])
    var closing = PeerIdentifiers()
    _ = closing.admit(1)
    #expect(closing.isOver(1))
    for index in 1...Int32(PeerIdentifiers.leftMax) + 1 {
      _ = closing.admit(2 * index + 1)
      closing.leave(2 * index + 1)
    }
    #expect(!closing.isOver(1))
  }

  /// PRIORITY is ignored, but not on stream 0 and not on itself.
  @Test(arguments: [(0, 3), (3, 3)] as [(Int32, UInt8)])
  func faultyPriorityEndsTheConnection(stream: Int32, dependency: UInt8) throws {
    let fine = Frames.frame(type: 2, flags: 0, stream: 5, [0, 0, 0, 3, 10])
    let faulty = Frames.frame(type: 2, flags: 0, stream: stream, [0x80, 0, 0, dependency, 10])
    let given = try answers(server(), [Frames.opening + fine, fine + faulty + Frames.ping])
    #expect(Frames.goAwayCodes(given[0]).isEmpty)
    #expect(Frames.goAwayCodes(given[1]) == [Self.protocolError])
  }

  /// An empty WINDOW_UPDATE ends the connection, whether its stream lives or not; another one for a closed stream is fine.
  @Test(arguments: [false, true])
  func emptyWindowUpdatesAreFaults(end: Bool) throws {
    let opened = Frames.opening + Frames.headers(1, Frames.request(), end: end)
    let given = try answers(server(), [opened, Frames.windowUpdate(1, 5), Frames.windowUpdate(1, 0)])
    #expect(Frames.goAwayCodes(given[1]).isEmpty)
    #expect(Frames.goAwayCodes(given[2]) == [Self.protocolError])
  }

  /// DATA right behind its stream's RST_STREAM, in one read.
  @Test func dataBehindAReset() throws {
    let opened = Frames.opening + Frames.headers(1, Frames.request())
    let given = try answers(server(), [opened, Frames.reset(1) + Frames.data(1, [1]) + Frames.ping])
    #expect(Frames.goAwayCodes(given[1]) == [Self.streamClosed])
  }
}
