@testable import HTTP2
import RawFrames
import Testing

/// Peers that break rules or make work for nothing.
struct HostileTests {
  /// What is no HTTP/2 is refused at once.
  @Test(arguments: ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "PRI * HTTP/1.1\r\n\r\nSM\r\n\r\n!!!"])
  func foreignProtocolsAreRefused(text: String) {
    let server = Endpoint(.server)
    #expect(throws: SessionError.badPreface) { try server.receive(Array(text.utf8)) }
  }

  /// A header list over the limit is answered, and the connection serves the next call; also before the peer
  /// has acknowledged our settings.
  @Test func largeHeaderListsGetAnAnswer() throws {
    let server = Endpoint(.server)
    server.answer = echo
    let large = (0..<20).map { ("x-\($0)", String(repeating: "v", count: 800)) }
    try server.receive(
      Frames.opening + Frames.headers(1, Frames.request(large)) + Frames.data(1, [1, 2, 3])
        + Frames.headers(3, Frames.request()) + Frames.data(3, [4], end: true))
    #expect(server.exchanges[1] == nil)
    let frames = Frames.parse(try server.produceAll())
    #expect(frames.first { $0.type == 1 && $0.stream == 1 }?.flags == 5)
    #expect(frames.first { $0.type == 3 && $0.stream == 1 }?.payload == [0, 0, 0, 0])
    #expect(server.exchanges[3]?.closed == .noError)
    #expect(server.session.streamCount == 0)
  }

  /// Who sends on and on without having acknowledged our SETTINGS does not mind what is in them.
  @Test(arguments: [true, false])
  func settingsAreToBeAcknowledged(acknowledges: Bool) throws {
    let server = Endpoint(.server)
    let opening = Frames.opening + (acknowledges ? Frames.acknowledgement : [])
    try server.receive(opening + Frames.headers(1, Frames.request()))
    for _ in 0..<80 {
      try server.receive(Frames.data(1, [UInt8](repeating: 0, count: 16_000)))
      _ = try server.produceAll()
    }
    #expect(server.session.isTerminated == !acknowledges)
  }

  /// A header list at the limit passes, one byte more does not: name + value + 32 for each field.
  @Test func headerListLimitIsExact() throws {
    let base = try #require(try listBytes(padding: 0))
    let room = SessionConfiguration().headerListBytesMax - base
    #expect(try listBytes(padding: room) == SessionConfiguration().headerListBytesMax)
    #expect(try listBytes(padding: room + 1) == nil)
  }

  /// The bytes of a list with a padded field as the server counts them, or nil when it was refused.
  private func listBytes(padding: Int) throws -> Int? {
    let server = Endpoint(.server)
    let block = Frames.request([("x-pad", String(repeating: "p", count: padding))])
    let head = Frames.frame(type: 1, flags: 0, stream: 1, Array(block.prefix(10_000)))
    try server.receive(
      Frames.opening + head + Frames.frame(type: 9, flags: 4, stream: 1, Array(block.dropFirst(10_000))))
    return server.exchanges[1]?.head.reduce(0) { $0 + $1.utf8.count - 2 + 32 }
  }

  /// 15 KB of wire that decode to megabytes (one large table entry, named again and again) end the connection
  /// and are never held; at once, not when the block ends.
  @Test(arguments: [4, 0] as [UInt8]) func headerBombsEndTheConnection(flags: UInt8) throws {
    let server = Endpoint(.server)
    // Indexed literal: x-bomb with 3,800 bytes goes into the table, then is named by its index 62.
    var block = Frames.request()
    let value = String(repeating: "b", count: 3800)
    block += [0x40] + Frames.block([("x-bomb", value)]).dropFirst() + Array(repeating: 0xbe, count: 11_000)
    try server.receive(Frames.opening + Frames.frame(type: 1, flags: flags | 1, stream: 1, block))
    #expect(Frames.goAwayCodes(try server.produceAll()) == [11])
    #expect(server.exchanges[1] == nil && server.session.isFinished)
  }

  /// CONTINUATION without end.
  @Test func endlessContinuationsEndTheConnection() {
    let server = Endpoint(.server)
    let continuation = Frames.frame(type: 9, flags: 0, stream: 1, [])
    var bytes = Frames.opening + Frames.frame(type: 1, flags: 0, stream: 1, Frames.request())
    for _ in 0..<100 { bytes += continuation }
    #expect(throws: SessionError.flooded) { try server.receive(bytes) }
    #expect((try? server.produceAll()).map(Frames.goAwayCodes) == [11])
  }

  /// Frames that cost the peer little and carry nothing: a thousand pass, more at once do not, spread over time they do.
  @Test(arguments: [
    Frames.ping, Frames.settings, Frames.data(1, []),
    Frames.frame(type: 2, flags: 0, stream: 1, [0, 0, 0, 0, 16]),
  ])
  func emptyFramesAreRationed(frame: [UInt8]) throws {
    let opening = Frames.opening + Frames.headers(1, Frames.request())
    let hasty = Endpoint(.server)
    try hasty.receive(opening)
    var answer: [UInt8] = []
    for _ in 0..<1200 {
      try hasty.receive(frame)
      answer += try hasty.produceAll()
    }
    #expect(Frames.goAwayCodes(answer) == [11])
    let patient = Endpoint(.server)
    try patient.receive(opening)
    for turn in 0..<3000 {
      try patient.receive(frame, at: Int64(turn) * 2)
      answer = try patient.produceAll()
    }
    #expect(!patient.session.isTerminated)
  }

  /// The budget holds also within one read.
  @Test func floodsInOneReadStop() throws {
    let server = Endpoint(.server)
    try server.receive(Frames.opening + Array(repeatElement(Frames.ping, count: 100_000).joined()))
    let answer = try server.produceAll()
    #expect(Frames.goAwayCodes(answer) == [11])
    #expect(server.pings.count <= 1000)
  }

  /// Opening and resetting streams without end (CVE-2023-44487).
  @Test func rapidResetsEndTheConnection() throws {
    let server = Endpoint(.server)
    try server.receive(Frames.opening)
    var answer = try server.produceAll()
    for index in 0..<3000 where !server.session.isFinished {
      let id = Int32(index * 2 + 1)
      try server.receive(Frames.headers(id, Frames.request()) + Frames.reset(id))
      answer += try server.produceAll()
    }
    #expect(Frames.goAwayCodes(answer) == [11])
    #expect(server.exchanges.count <= 750 && server.session.isFinished)
  }

  /// Whose calls are answered may take back as many at once: the losers of pairs, and a burst of calls that were out of time.
  @Test func answeredCallsAreTrust() throws {
    let server = Endpoint(.server)
    server.answer = echo
    try server.receive(Frames.opening)
    var id: Int32 = 1
    for index in 0..<8000 {
      let isAnswered = index < 2000 || index % 2 == 0 && index < 6000
      let end = isAnswered ? Frames.data(id, [], end: true) : Frames.reset(id)
      try server.receive(Frames.headers(id, Frames.request()) + end)
      _ = try server.produceAll()
      id += 2
    }
    #expect(!server.session.isTerminated)
  }

  /// A proxy's callers run out of time, or its watchers leave, all at once and again: that is no attack, and does not end the
  /// connection of the others.
  @Test func manyCancelledAtOnceAreBorne() throws {
    let server = Endpoint(.server)
    try server.receive(Frames.opening)
    for round in 0..<3 {
      let ids = (0..<900).map { Int32((round * 900 + $0) * 2 + 1) }
      for id in ids { try server.receive(Frames.headers(id, Frames.request()), at: Int64(round) * 101) }
      try server.receive(Array(ids.map { Frames.reset($0) }.joined()), at: Int64(round + 1) * 101)
      #expect(!server.session.isTerminated && server.session.streamCount == 0)
    }
  }

  /// Frames that nghttp2 says nothing of cost their sender all the same: unknown types, DATA that is all padding, and what
  /// goes to streams that are gone.
  @Test(arguments: [
    Frames.frame(type: 200, flags: 0, stream: 1, []), Frames.frame(type: 0, flags: 8, stream: 1, [3, 0, 0, 0]),
    Frames.frame(type: 0, flags: 8, stream: 1, [255] + [UInt8](repeating: 0, count: 255)),
    Frames.frame(type: 7, flags: 0, stream: 0, [0, 0, 0, 0, 0, 0, 0, 0]),
    Frames.data(3, [], end: true), Frames.headers(3, Frames.block([("a", "b")]), end: true), Frames.reset(3),
    Frames.windowUpdate(0, 1), Frames.windowUpdate(3, 1),
  ])
  func silentFramesAreRationed(frame: [UInt8]) throws {
    let server = Endpoint(.server)
    try server.receive(Frames.opening + Frames.headers(1, Frames.request()) + Frames.headers(3, Frames.request()))
    server.session.reset(server.streams[3]!, code: .cancel)
    var answer = try server.produceAll()
    for _ in 0..<1200 where !server.session.isTerminated {
      try server.receive(frame)
      answer += try server.produceAll()
    }
    #expect(Frames.goAwayCodes(answer) == [11])
  }

  /// DATA for a stream that was reset: what may be on its way passes, more does not.
  @Test func strayDataIsRationed() throws {
    var configuration = SessionConfiguration()
    configuration.budget.burst = 80
    let server = Endpoint(.server, configuration)
    try server.receive(Frames.opening + Frames.acknowledgement + Frames.headers(1, Frames.request()))
    server.session.reset(server.streams[1]!, code: .cancel)
    var answer = try server.produceAll()
    let data = Frames.data(1, [UInt8](repeating: 0, count: 16_384))
    for _ in 0..<64 { try server.receive(data) }
    #expect(!server.session.isTerminated, "a window of 1 MiB may be on its way")
    for _ in 0..<64 where !server.session.isTerminated {
      try server.receive(data)
      answer += try server.produceAll()
    }
    #expect(Frames.goAwayCodes(answer) == [11])
  }

  /// A peer that opens its window byte by byte has us send a frame for each byte: that is rationed, and an honest reader of the
  /// same answer, who sends as many WINDOW_UPDATEs for whole frames, is not.
  @Test(arguments: [Int32(1), 16_384])
  func tinyWindowsAreRationed(step: Int32) throws {
    let server = Endpoint(.server)
    server.answer = { server, stream in
      server.session.sendHeaders(responseHeaders, on: stream)
      server.write(Array(repeating: 0, count: 40 << 20), to: stream)
    }
    try server.receive(Frames.preface + Frames.setting(4, step) + Frames.windowUpdate(0, 1 << 30))
    try server.receive(Frames.headers(1, Frames.request(), end: true))
    _ = try server.produceAll()
    for _ in 0..<2000 where !server.session.isTerminated {
      try server.receive(Frames.windowUpdate(1, step))
      _ = try server.produceAll()
    }
    #expect(server.session.isTerminated == (step == 1))
  }

  /// An honest client's errors never add up: calls that end with a status alone, each with its own empty END_STREAM.
  @Test func refusedCallsCostTheirCallerNothing() throws {
    let server = Endpoint(.server)
    server.answer = { server, stream in server.session.sendHeaders(okTrailersOnly, on: stream, endStream: true) }
    try server.receive(Frames.opening)
    for index in 0..<5000 {
      let id = Int32(index * 2 + 1)
      try server.receive(Frames.headers(id, Frames.request()) + Frames.data(id, [], end: true))
      _ = try server.produceAll()
    }
    #expect(!server.session.isTerminated)
  }

  /// Making the server reset its own streams (CVE-2025-8671).
  @Test func provokedResetsEndTheConnection() throws {
    let server = Endpoint(.server)
    try server.receive(Frames.opening)
    var answer = try server.produceAll()
    for index in 0..<3000 where !server.session.isFinished {
      let id = Int32(index * 2 + 1)
      try server.receive(Frames.headers(id, Frames.request()) + Frames.windowUpdate(id, .max))
      answer += try server.produceAll()
    }
    #expect(Frames.goAwayCodes(answer) == [11])
    #expect(server.exchanges.count <= 110)
    #expect(server.session.isFinished)
  }

  /// Streams that the server resets of its own will are not held against the peer.
  @Test func ownResetsAreFree() throws {
    let server = Endpoint(.server)
    server.headArrived = { server, stream in server.session.reset(stream, code: .cancel) }
    try server.receive(Frames.opening)
    var answer: [UInt8] = []
    for index in 0..<500 {
      try server.receive(Frames.headers(Int32(index * 2 + 1), Frames.request()))
      answer += try server.produceAll()
    }
    #expect(Frames.resetCodes(answer).count == 500)
    #expect(!server.session.isTerminated && server.session.streamCount == 0)
  }

  /// Spaces around values are dropped.
  @Test func outerSpacesAreDropped() throws {
    let server = Endpoint(.server)
    let fields = [("a", " x"), ("b", "x \t "), ("c", " "), ("d", "\t x y\t"), ("e", "")]
    try server.receive(Frames.opening + Frames.headers(1, Frames.request(fields)))
    #expect(server.exchanges[1]?.head.suffix(5) == ["a: x", "b: x", "c: ", "d: x y", "e: "])
  }

  /// A stream opened with a lower identifier than the last, which was skipped, breaks the order (RFC 9113, 5.1.1);
  /// late frames of a stream that lived do not.
  @Test func identifiersOnlyGrow() throws {
    let server = Endpoint(.server)
    try server.receive(
      Frames.opening + Frames.headers(5, Frames.request()) + Frames.headers(3, Frames.request()))
    #expect(Frames.goAwayCodes(try server.produceAll()) == [1])
    let tolerant = Endpoint(.server)
    try tolerant.receive(
      Frames.opening + Frames.headers(1, Frames.request()) + Frames.headers(3, Frames.request()))
    tolerant.session.reset(tolerant.streams[1]!, code: .cancel)
    _ = try tolerant.produceAll()
    try tolerant.receive(Frames.headers(1, Frames.block([("x-late", "1")]), end: true))
    #expect(Frames.goAwayCodes(try tolerant.produceAll()) == [])
  }

  /// Malformed requests are reset; the delegate hears nothing of them.
  @Test(arguments: [
    [(":method", "POST"), (":scheme", "http"), (":path", ""), (":authority", "x")],
    [(":method", "POST"), (":scheme", "http"), (":authority", "x")],
    [(":method", "POST"), (":scheme", "http"), (":path", "/"), ("Upper", "case")],
    [(":method", "POST"), (":scheme", "http"), (":path", "/"), ("connection", "close")],
    [(":method", "POST"), (":scheme", "http"), (":path", "/"), (":status", "200")],
  ])
  func malformedRequestsAreReset(fields: [(String, String)]) throws {
    let server = Endpoint(.server)
    try server.receive(Frames.opening + Frames.headers(1, Frames.block(fields), end: true))
    #expect(Frames.resetCodes(try server.produceAll()) == [1])
    #expect(server.exchanges.isEmpty && server.session.streamCount == 0)
  }

  /// Bytes that a seed mutates never trap, and the session stays usable or ends cleanly.
  @Test func mutatedBytesNeverTrap() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    for round in 0..<400 {
      let server = Endpoint(.server)
      server.answer = echo
      var bytes = Frames.settings + Frames.headers(1, Frames.request()) + Frames.data(1, Array("hello".utf8), end: true)
      bytes += Frames.headers(3, Frames.request()) + Frames.data(3, [1]) + Frames.ping + Frames.reset(3)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      do {
        try server.receive(Frames.preface + bytes, at: Int64(round))
        _ = try server.produceAll()
      } catch {
        #expect(error != .outOfMemory, "seed \(seed)")
      }
    }
    print("mutation seed \(seed)")
  }
}

/// A small generator of repeatable numbers.
struct SplitMix: RandomNumberGenerator {
  /// Where it stands.
  var state: UInt64

  /// The next number.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
