import GRPC
import GRPCClient
import GRPCServer
import Net
import RawFrames
import Testing

/// Each attacker holds a place without doing his part; each honest call beside him is answered. Times are short so that the
/// tests are; nothing is asserted on them.
@Suite("Slow and silent peers")
struct SlowPeerTests {
  /// Limits by which slowness shows at once.
  private var limits: ServerLimits {
    var limits = ServerLimits()
    limits.progressMilliseconds = 60
    limits.lingerMillisecondsMax = 60
    limits.keepaliveMilliseconds = 60
    limits.keepaliveTimeoutMilliseconds = 60
    return limits
  }

  private static let goAway: UInt8 = 7

  /// The code and the debug data of the last GOAWAY.
  private func farewell(
    _ frames: [(type: UInt8, flags: UInt8, stream: Int32, payload: [UInt8])]
  ) -> (code: UInt8?, debug: String) {
    let payload = frames.last { $0.type == Self.goAway }?.payload ?? []
    return (payload.count < 8 ? nil : payload[7], String(decoding: payload.dropFirst(8), as: UTF8.self))
  }

  /// Whether the server still answers.
  private func isServing(_ server: Server) throws -> Bool {
    try GRPCClient.Connection(to: server.address).unary(TestMethods.echo, [1]) == [1]
  }

  @Test(
    "that begin something and do not go on are shut out: a frame's head, a header list, a header list in two frames",
    arguments: [
      Array(Frames.ping.prefix(5)), Array(Frames.headers(1, RawPeer.request("Echo")).prefix(30)),
      Frames.frame(type: 1, flags: 0, stream: 1, RawPeer.request("Echo")),
    ])
  func halfFrames(bytes: [UInt8]) throws {
    var limits = limits
    limits.keepaliveMilliseconds = 60_000
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let peer = try RawPeer(to: server.address, opening: Frames.opening + bytes)
    let (frames, hungUp) = peer.readToEnd()
    #expect(hungUp && farewell(frames) == (11, "too_slow"))
    #expect(try isServing(server))
  }

  @Test("that begin a request and do not end it get DEADLINE_EXCEEDED, and their connection lives on")
  func slowBody() throws {
    var limits = limits
    limits.keepaliveMilliseconds = 60_000
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let connection = try GRPCClient.Connection(to: server.address)
    let slow = try connection.open(TestMethods.echo)
    slow.send([1, 2, 3])
    #expect { try slow.next() } throws: { ($0 as? Status)?.code == .deadlineExceeded }
    #expect(try connection.unary(TestMethods.echo, [1]) == [1])
    #expect(try isServing(server))
  }

  /// What is half here: a message of a stream, and the body of what is no gRPC call.
  @Test(
    "that stop within a message of a stream, or within what is no call, are answered",
    arguments: [
      Frames.headers(1, RawPeer.request("HangOn")) + Frames.data(1, [0, 0, 0, 0, 9, 1]),
      Frames.headers(1, Frames.block([(":method", "PUT"), (":scheme", "http"), (":path", "/"), (":authority", "x")])),
    ])
  func halfBodies(request: [UInt8]) throws {
    var limits = limits
    limits.keepaliveMilliseconds = 60_000
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let peer = try RawPeer(to: server.address, opening: Frames.opening + request)
    let (bytes, _) = peer.read { Frames.resetCodes($0) == [0] }
    #expect(Frames.resetCodes(bytes) == [0], "the whole answer, and the wish to hear no more")
    #expect(try isServing(server))
  }

  @Test("that let many calls hang are shut out")
  func manySlowCalls() throws {
    var limits = limits
    limits.keepaliveMilliseconds = 60_000
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let calls = (0..<150).flatMap { Frames.headers($0 * 2 + 1, RawPeer.request("Echo")) }
    let peer = try RawPeer(to: server.address, opening: Frames.opening + calls)
    let (frames, hungUp) = peer.readToEnd()
    #expect(hungUp && farewell(frames).code == 11)
    #expect(try isServing(server))
  }

  /// A slow line is no attack, and neither is a stream on which nobody has anything to say.
  @Test("that are slow and go on are served, and so are streams that rest between two messages")
  func slowButHonest() throws {
    var limits = limits
    limits.progressMilliseconds = 20
    limits.progressBytesMin = 1
    limits.keepaliveMilliseconds = 60_000
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let resting = try GRPCClient.Connection(to: server.address)
    let chat = try resting.open(TestMethods.chat)
    chat.send([1])
    #expect(try chat.next() == [1])
    let peer = try RawPeer(to: server.address, opening: Frames.opening + Frames.headers(1, RawPeer.request("Echo")))
    for byte in EnvelopeWriter.envelope([UInt8](repeating: 7, count: 40)) {
      peer.send(Frames.data(1, [byte]))
      _ = peer.socket.wait(alsoForOutput: false, milliseconds: 2)
    }
    peer.send(Frames.data(1, [], end: true))
    let (bytes, _) = peer.read { Frames.parse($0).contains { $0.type == 0 } }
    #expect(Frames.parse(bytes).first { $0.type == 0 }?.payload.count == 45)
    chat.send([2])
    chat.endRequests()
    #expect(try chat.next() == [2])
    #expect(try chat.next() == nil)
  }

  @Test("that never read their answer have it taken back")
  func neverReading() throws {
    var limits = limits
    limits.keepaliveMilliseconds = 60_000
    let server = try startServer(limits: limits)
    defer { server.stop() }
    // A window of nothing: the headers of the answer go, its body cannot.
    let envelope = EnvelopeWriter.envelope([1, 2, 3])
    let peer = try RawPeer(
      to: server.address,
      opening: Frames.preface + Frames.setting(4, 0) + Frames.headers(1, RawPeer.request("Echo"))
        + Frames.data(1, envelope, end: true))
    let (bytes, _) = peer.read { !Frames.resetCodes($0).isEmpty }
    #expect(Frames.resetCodes(bytes) == [11])
    #expect(try isServing(server))
  }

  @Test("that never read at all are cut off while their answers wait for the socket")
  func fullSocket() throws {
    let sightings = Sightings()
    var limits = limits
    limits.keepaliveMilliseconds = 60_000
    limits.callBacklogBytesMax = 16 << 20
    let server = try startServer(limits: limits, sightings)
    defer { server.stop() }
    let peer = try RawPeer(
      to: server.address,
      opening: Frames.preface + Frames.setting(4, .max) + Frames.windowUpdate(0, 1 << 30)
        + RawPeer.call("Hang", [])
        + RawPeer.call("Count", Array("16000".utf8), on: 3))
    sightings.wait(for: 2)
    #expect(sightings.all == ["received", "cancelled"], "the other call of the connection is told, too")
    #expect(peer.readToEnd().hungUp)
    #expect(try isServing(server))
  }

  @Test("that give no sign of life while a call is open are given up, and the call's handler is told")
  func deadPeer() throws {
    let sightings = Sightings()
    let server = try startServer(limits: limits, sightings)
    defer { server.stop() }
    let peer = try RawPeer(
      to: server.address,
      opening: Frames.opening + RawPeer.call("Hang", [1]))
    let (frames, hungUp) = peer.readToEnd()
    #expect(hungUp && frames.contains { $0.type == 6 && $0.flags == 0 })
    sightings.wait(for: 2)
    #expect(sightings.all == ["received", "cancelled"])
  }

  @Test("that PING more than they may are told so and shut out")
  func tooManyPings() throws {
    let server = try startServer()
    defer { server.stop() }
    let peer = try RawPeer(to: server.address, opening: Frames.opening + Frames.ping + Frames.ping + Frames.ping)
    let (bytes, _) = peer.read { bytes in Frames.parse(bytes).filter { $0.type == 6 }.count == 3 }
    #expect(Frames.goAwayCodes(bytes) == [])
    peer.send(Frames.ping + Frames.ping + Frames.ping)
    let (frames, hungUp) = peer.readToEnd()
    #expect(hungUp && farewell(frames) == (11, "too_many_pings"))
    #expect(frames.filter { $0.type == 7 }.count == 1, "told once, however many follow")
    #expect(try isServing(server))
  }
}
