import GRPC
import GRPCClient
import GRPCServer
import Net
import RawFrames
import Testing

@Suite("A peer who does not read")
struct BackPressureTests {
  /// Frames of a peer who opens a connection and one call of `Count`; his windows have so many bytes.
  private func asking(for count: Int, window: Int32) -> [UInt8] {
    Frames.preface + Frames.setting(4, window) + RawPeer.call("Count", Array("\(count)".utf8))
  }

  /// Two peers who each hold less than a connection may, and together more than all may.
  @Test("is refused further answers while too many wait for all, and who reads is served")
  func unreadByAll() throws {
    var limits = ServerLimits()
    limits.callBacklogBytesMax = 10_000
    limits.answerBytesPerConnectionMax = 100_000
    limits.answerBytesPerLoopMax = 100_000
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let body = EnvelopeWriter.envelope([UInt8](repeating: 1, count: 60_000))
    let holders = try (0..<2).map { _ in
      let holder = try RawPeer(
        to: server.address,
        opening: Frames.preface + Frames.setting(4, 100) + Frames.headers(1, RawPeer.request("Echo"))
          + stride(from: 0, to: body.count, by: 16_000).flatMap { start in
            let end = min(start + 16_000, body.count)
            return Frames.data(1, Array(body[start..<end]), end: end == body.count)
          })
      _ = holder.read { Frames.parse($0).contains { $0.type == 0 } }
      return holder
    }
    holders[1].send(
      RawPeer.call("Echo", [1], on: 3))
    let (bytes, _) = holders[1].read { Frames.parse($0).contains { $0.stream == 3 && $0.flags & 1 == 1 } }
    #expect(!Frames.parse(bytes).contains { $0.stream == 3 && $0.type == 0 }, "a status without an answer")
    #expect(try GRPCClient.Connection(to: server.address).unary(TestMethods.echo, [1]) == [1])
  }

  /// What others leave unread makes everybody's share small: so little waits then that a window of 20,000 bytes takes all.
  @Test("has little waiting for him while much waits for others, and gets the rest as he reads")
  func smallShares() throws {
    var limits = ServerLimits()
    limits.answerBytesPerConnectionMax = 200_000
    limits.answerBytesPerLoopMax = 200_000
    let sightings = Sightings()
    let server = try startServer(limits: limits, sightings)
    defer { server.stop() }
    let peers = try (0..<2).map { _ in
      let peer = try RawPeer(to: server.address, opening: asking(for: 500, window: 0))
      _ = peer.read { Frames.parse($0).contains { $0.type == 1 } }
      return peer
    }
    peers[1].send(Frames.windowUpdate(1, 20_000))
    sightings.wait(for: 1)
    try #require(sightings.all.first == "resumed")
    peers[1].send(Frames.windowUpdate(0, 1_000_000) + Frames.windowUpdate(1, 1_000_000))
    let (bytes, _) = peers[1].read { Frames.parse($0).contains { $0.type == 1 && $0.flags & 1 == 1 } }
    #expect(Frames.parse(bytes).filter { $0.type == 0 }.map(\.payload.count).reduce(0, +) == 500 * 1_005)
  }

  @Test("is not read while his socket is full, and is when he goes on")
  func unreadSocket() throws {
    let sightings = Sightings()
    var limits = ServerLimits()
    limits.callBacklogBytesMax = 16 << 20
    let server = try startServer(limits: limits, sightings)
    defer { server.stop() }
    let peer = try RawPeer(
      to: server.address, opening: asking(for: 16_000, window: .max) + Frames.windowUpdate(0, 1 << 30))
    _ = peer.socket.wait(alsoForOutput: false, milliseconds: 10_000)
    let other = try GRPCClient.Connection(to: server.address)
    #expect(try other.unary(TestMethods.echo, [1]) == [1], "all that the socket takes is in it by now")
    peer.send(RawPeer.call("Hang", [], on: 3))
    for _ in 0..<5 { #expect(try other.unary(TestMethods.echo, [1]) == [1]) }
    #expect(sightings.all.isEmpty)
    _ = peer.read { $0.count > 16_000 * 1_005 }
    sightings.wait(for: 1)
    #expect(sightings.all == ["received"])
  }

  /// Takes one request of a stream, and no more.
  private final class Sated: CallHandler {
    let sightings: Sightings
    init(_ sightings: Sightings) { self.sightings = sightings }
    func receive(_ message: UnsafeRawBufferPointer, on call: GRPCServer.Call) {
      call.takesRequests = false
      sightings.add("received")
    }
  }

  @Test("does not make the server take more than a window of a stream that wants no more")
  func unwantedRequests() throws {
    let sightings = Sightings()
    let server = try Server(on: #require(SocketAddress("127.0.0.1:0")), loops: 1) { _ in
      [Route(TestMethods.hangOn, Sated(sightings)), Route(TestMethods.echo, Echo())]
    }
    server.start()
    defer { server.stop() }
    let connection = try GRPCClient.Connection(to: server.address)
    let call = try connection.open(TestMethods.hangOn)
    for _ in 0..<48 { call.send([UInt8](repeating: 1, count: 64 << 10)) }
    // The client sends while it waits for an answer.
    for _ in 0..<50 { #expect(try connection.unary(TestMethods.echo, [1]) == [1]) }
    #expect((1...17).contains(sightings.all.count), "1 MiB, and what was credited before the first was whole")
    call.cancel()
  }

  /// Writes as much as the socket takes now, at most 1 MiB, and says how much that was.
  private func pour(into socket: borrowing Socket) -> Int {
    let bytes = [UInt8](repeating: 0, count: 64 << 10)
    var count = 0
    while count < 1 << 20, case .bytes(let more) = unsafe bytes.withUnsafeBytes({ unsafe socket.write($0) }) {
      count += more
    }
    return count
  }

  /// What the socket of a peer who was told to go for `flood` still takes after a while.
  private func poured(behind flood: [UInt8], to server: Server) throws -> Int {
    let peer = try RawPeer(to: server.address, opening: Frames.opening + flood)
    _ = peer.read { Frames.goAwayCodes($0).contains(11) }
    let other = try GRPCClient.Connection(to: server.address)
    var poured = 0
    for _ in 0..<50 {
      poured = pour(into: peer.socket)
      #expect(try other.unary(TestMethods.echo, [1]) == [1])
    }
    return poured
  }

  /// One for PINGs that the server counts, one for frames that the session does. What they go on sending stays with the kernel.
  @Test(
    "and was told to go is not read any more",
    arguments: [(Frames.ping, 100), (Frames.windowUpdate(0, 1), 1_200)])
  func givenUp(frame: [UInt8], count: Int) throws {
    var limits = ServerLimits()
    limits.lingerMillisecondsMax = 2_000
    limits.drainMillisecondsMax = 2_000
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let flood = Array(repeatElement(frame, count: count).joined())
    #expect(try poured(behind: flood, to: server) == 0)
  }
}
