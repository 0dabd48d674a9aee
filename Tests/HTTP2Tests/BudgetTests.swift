@testable import HTTP2
import RawFrames
import Testing

/// What a peer's budget holds, and what is taken from it.
struct BudgetTests {
  /// What the server gives until it ends the connection, when asked so many times at most.
  private func answer(_ server: Endpoint, times: Int, at now: Int64 = 0, _ bytes: (Int) -> [UInt8]) throws -> [UInt8] {
    var answer: [UInt8] = []
    for index in 0..<times where !server.session.isTerminated {
      try server.receive(bytes(index), at: now)
      answer += try server.produceAll()
    }
    return answer
  }

  /// The identifier of a client's stream.
  private func stream(_ index: Int) -> Int32 { Int32(index * 2 + 1) }

  /// Nobody saves up for a flood: neither by an hour of silence nor by thousands of calls.
  @Test(arguments: [(0, Int64(3_600_000)), (2000, 0)]) func nothingIsSavedUp(calls: Int, now: Int64) throws {
    let server = Endpoint(.server)
    server.answer = echo
    try server.receive(Frames.opening)
    _ = try answer(server, times: calls) { Frames.headers(stream($0), Frames.request(), end: true) }
    #expect(!server.session.isTerminated)
    let last = try answer(server, times: 1200, at: now) { _ in Frames.ping }
    #expect(Frames.goAwayCodes(last) == [11])
  }

  /// Header lists over the limit are answered, each at the price of a fault and of its size.
  @Test func largeHeaderListsAreRationed() throws {
    let server = Endpoint(.server)
    let large = Frames.request((0..<20).map { ("x-\($0)", String(repeating: "v", count: 800)) })
    try server.receive(Frames.opening)
    let given = try answer(server, times: 1000) { Frames.headers(stream($0), large, end: true) }
    #expect(Frames.goAwayCodes(given) == [11])
    #expect(Frames.parse(given).count { $0.type == 1 } < 50, "26 units each, and 2 back for the answer")
  }

  /// A header block in many pieces costs more than one in one piece, also when its request is answered.
  @Test func piecesOfHeaderBlocksAreRationed() throws {
    let server = Endpoint(.server)
    server.answer = { server, stream in server.session.sendHeaders(okTrailersOnly, on: stream, endStream: true) }
    try server.receive(Frames.opening)
    let given = try answer(server, times: 1000) { index in
      let pieces = (1...8).flatMap { Frames.frame(type: 9, flags: $0 == 8 ? 4 : 0, stream: stream(index), []) }
      return Frames.frame(type: 1, flags: 1, stream: stream(index), Frames.request()) + pieces
    }
    #expect(Frames.goAwayCodes(given) == [11])
  }
}
