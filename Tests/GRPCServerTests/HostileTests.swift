import GRPC
import GRPCClient
@testable import GRPCServer
import HTTP2
import Net
import RawFrames
import Testing

@Suite("Peers that want too much")
struct HostileTests {
  private func refusal(_ body: () throws(Status) -> Void) -> StatusCode? {
    do throws(Status) {
      try body()
      return nil
    } catch {
      return error.code
    }
  }

  /// Each request is within its own limit and all of it is here, none has ended, and the ninth is one too many.
  @Test("cannot have the server hold more of unfinished requests than a connection's share")
  func unfinishedRequests() throws {
    var limits = ServerLimits()
    limits.messageBytesMax = 100_000
    limits.requestBytesPerConnectionMax = 250_000
    limits.callsPerConnectionMax = 10
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let connection = try GRPCClient.Connection(to: server.address)
    let large = [UInt8](repeating: 1, count: 100_000)
    let calls = try (0..<9).map { _ in try connection.open(TestMethods.hang) }
    for call in calls { call.send(large) }
    #expect(refusal { () throws(Status) in _ = try calls[8].next() } == .resourceExhausted)
    #expect(try connection.unary(TestMethods.echo, [1]) == [1], "small requests are served")
    for call in calls { call.cancel() }
    for _ in 0..<5 {
      #expect(try connection.unary(TestMethods.echo, large) == large, "what ended is no longer counted")
    }
  }

  /// Frames of a call whose message of 30,000 bytes comes as far as 29,000: of that 12,621 are counted.
  private func unfinished(_ stream: Int32) -> [UInt8] {
    let bytes = EnvelopeWriter.envelope([UInt8](repeating: 1, count: 30_000)).prefix(29_005)
    return Frames.headers(stream, RawPeer.request("Hang")) + Frames.data(stream, Array(bytes.prefix(15_000)))
      + Frames.data(stream, Array(bytes.dropFirst(15_000)))
  }

  /// Limits by which two such calls may be held, and not three.
  private var narrow: ServerLimits {
    var limits = ServerLimits()
    limits.messageBytesMax = 30_000
    limits.requestBytesPerConnectionMax = 30_000
    limits.requestBytesPerLoopMax = 30_000
    return limits
  }

  @Test("cannot have the server hold more than a loop's share on many connections, and who did not is not blamed")
  func unfinishedOnManyConnections() throws {
    let server = try startServer(limits: narrow)
    defer { server.stop() }
    let first = try RawPeer(
      to: server.address, opening: Frames.opening + Frames.acknowledgement + unfinished(1) + unfinished(3))
    _ = first.read { !$0.isEmpty }
    #expect(try GRPCClient.Connection(to: server.address).unary(TestMethods.echo, [1]) == [1])
    let second = try RawPeer(to: server.address, opening: Frames.opening + Frames.acknowledgement)
    for stream in stride(from: Int32(1), to: 400, by: 2) {
      second.send(unfinished(stream))
      let (bytes, _) = second.read { !Frames.resetCodes($0).isEmpty || !Frames.goAwayCodes($0).isEmpty }
      try #require(Frames.resetCodes(bytes) == [0] && Frames.goAwayCodes(bytes).isEmpty)
    }
    #expect(try GRPCClient.Connection(to: server.address).unary(TestMethods.echo, [1]) == [1])
  }

  @Test("and hold their share are shut out when they go on asking for more")
  func askingForMore() throws {
    let server = try startServer(limits: narrow)
    defer { server.stop() }
    let peer = try RawPeer(
      to: server.address, opening: Frames.opening + Frames.acknowledgement + unfinished(1) + unfinished(3))
    for stream in stride(from: Int32(5), to: 405, by: 2) { peer.send(unfinished(stream)) }
    let (bytes, _) = peer.read { Frames.goAwayCodes($0) == [11] }
    #expect(Frames.goAwayCodes(bytes) == [11])
  }

  @Test("leave nothing of a request behind in a call that waits for its next use")
  func pooledCalls() throws {
    let call = GRPCServer.Call()
    try call.reader.feed(([0, 0, 1, 0, 0] + [UInt8](repeating: 1, count: 60_000)).span) { _, _ in }
    call.request = [UInt8](repeating: 1, count: 60_000)
    call.streamDidClose()
    #expect(call.reader.heldBytes == 0)
    #expect(call.request.capacity <= GRPCServer.Call.keptRequestBytes)
  }

  @Test("are refused further answers while too many wait for their windows")
  func unreadAnswers() throws {
    var limits = ServerLimits()
    limits.answerBytesPerConnectionMax = 10_000
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let socket = try Socket.connect(to: server.address)
    let peer = BarePeer()
    peer.givesCredit = false
    var configuration = SessionConfiguration()
    configuration.streamWindowBytes = 1_000
    let session = Session(role: .client, configuration: configuration, pool: SessionPool(), delegate: peer)
    BarePeer.send(BarePeer.headers("Count"), EnvelopeWriter.envelope(Array("50".utf8)), on: session)
    try peer.run(session, on: socket) { peer.body.count == 1_000 }
    BarePeer.send(BarePeer.headers("Echo"), EnvelopeWriter.envelope([1]), on: session)
    try peer.run(session, on: socket) { peer.isClosed }
    #expect(peer.fields["grpc-status"] == "8" && peer.fields["grpc-retry-pushback-ms"] == "500")
  }

  @Test("are shed above the number of calls, with the details that the server was given and the time to wait")
  func shedding() throws {
    var limits = ServerLimits()
    limits.callsPerLoopMax = 1
    limits.callsPerConnectionMax = 1
    limits.retryAfterMilliseconds = 250
    var refusals = ServerRefusals()
    refusals.overloaded = { Status(.resourceExhausted, $0, details: [UInt8($1)]) }
    let server = try startServer(limits: limits, refusals: refusals)
    defer { server.stop() }
    let connection = try GRPCClient.Connection(to: server.address)
    let open = try connection.open(TestMethods.chat)
    open.send([1])
    #expect(try open.next() == [1])
    let shed = try BarePeer.call(server.address, "Echo", [], body: EnvelopeWriter.envelope([1]))
    #expect(shed.fields["grpc-status"] == "8" && shed.fields["grpc-retry-pushback-ms"] == "250")
    #expect(shed.fields["grpc-status-details-bin"] == "+g")
    open.endRequests()
    #expect(try open.next() == nil)
    #expect(try connection.unary(TestMethods.echo, [1]) == [1])
  }

  @Test("and send half of a stream wrongly are refused, and the handler is told once")
  func brokenStream() throws {
    let sightings = Sightings()
    let server = try startServer(sightings)
    defer { server.stop() }
    let peer = try BarePeer.call(server.address, "HangOn", [], body: [0, 0, 0, 0, 1, 7, 2, 0, 0, 0, 0])
    #expect(peer.fields["grpc-status"] == "13")
    #expect(sightings.all == ["received", "cancelled"])
  }

  @Test("and say nothing are shut out, and others are not")
  func silence() throws {
    var limits = ServerLimits()
    limits.prefaceMillisecondsMax = 20
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let connection = try GRPCClient.Connection(to: server.address)
    #expect(try connection.unary(TestMethods.echo, [1]) == [1])
    let mute = try Socket.connect(to: server.address)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1_000, alignment: 1)
    defer { unsafe buffer.deallocate() }
    var last = Transfer.wouldBlock
    while last != .ended, mute.wait(alsoForOutput: false, milliseconds: 10_000) {
      last = unsafe mute.read(into: buffer)
    }
    #expect(last == .ended)
    #expect(try connection.unary(TestMethods.echo, [1]) == [1])
  }
}
