import GRPC
import GRPCClient
import GRPCServer
import Net
import RawFrames
import Testing

@Suite("Connections that have not spoken")
struct NewcomerTests {
  /// A server that listens and does not accept yet: what its clients do before it starts, it finds done.
  private func makeServer(_ limits: ServerLimits = ServerLimits()) throws -> Server {
    try Server(on: #require(SocketAddress("127.0.0.1:0")), loops: 1, limits: limits) { _ in
      [Route(TestMethods.echo, Echo())]
    }
  }

  /// How many connections the server made anything of; the next call's is one of them.
  private func connectionsMade(by server: Server) throws -> Int64 {
    let connection = try GRPCClient.Connection(to: server.address)
    #expect(try connection.unary(TestMethods.echo, [1]) == [1])
    let last = try #require(server.ledger.connections(from: 0, count: 1_000).sockets.last)
    return last.id - Int64(server.ledger.listeningSockets.count)
  }

  @Test(
    "and have hung up are let go, whatever they said that is no call",
    arguments: [
      [], Array(Frames.preface.prefix(10)), Frames.preface, Frames.opening,
      Frames.opening + Frames.setting(4, 100) + Frames.ping, Frames.opening + Array(Frames.ping.prefix(12)),
    ])
  func hungUp(bytes: [UInt8]) throws {
    let server = try makeServer()
    for _ in 0..<50 {
      let peer = try RawPeer(to: server.address, opening: bytes)
      peer.socket.endOutput()
    }
    server.start()
    defer { server.stop() }
    #expect(try connectionsMade(by: server) == 1)
  }

  @Test("and hang up when they have been accepted are let go")
  func hangingUp() throws {
    let server = try makeServer()
    server.start()
    defer { server.stop() }
    let peers = try (0..<20).map { _ in try RawPeer(to: server.address, opening: []) }
    #expect(try connectionsMade(by: server) == 1, "those before it have been accepted, too")
    for peer in peers { peer.socket.endOutput() }
    #expect(try connectionsMade(by: server) == 2)
  }

  @Test("count among those of their loop, and who is one too many is hung up on", arguments: [[], Frames.opening])
  func tooMany(opening: [UInt8]) throws {
    var limits = ServerLimits()
    limits.connectionsPerLoopMax = 3
    let server = try makeServer(limits)
    server.start()
    defer { server.stop() }
    let peers = try (0..<3).map { _ in try RawPeer(to: server.address, opening: opening) }
    for peer in peers where !opening.isEmpty { _ = peer.read { !$0.isEmpty } }
    let (frames, hungUp) = try RawPeer(to: server.address, opening: opening).readToEnd()
    #expect(frames.isEmpty && hungUp)
  }

  @Test("are answered if a whole call is there, also when they have ended their side")
  func asked() throws {
    let server = try makeServer()
    let body = EnvelopeWriter.envelope([7])
    let request = Frames.headers(1, RawPeer.request("Echo")) + Frames.data(1, body, end: true)
    let peers = try (0..<20).map { _ in
      let peer = try RawPeer(to: server.address, opening: Frames.opening + request)
      peer.socket.endOutput()
      return peer
    }
    server.start()
    defer { server.stop() }
    for peer in peers { #expect(peer.readToEnd().frames.first { $0.type == 0 }?.payload == body) }
  }

  @Test("and do not in time are hung up on")
  func silent() throws {
    var limits = ServerLimits()
    limits.prefaceMillisecondsMax = 60
    let server = try makeServer(limits)
    let peers = try (0..<20).map { _ in try RawPeer(to: server.address, opening: []) }
    server.start()
    defer { server.stop() }
    for peer in peers {
      let (frames, hungUp) = peer.readToEnd()
      #expect(frames.isEmpty && hungUp)
    }
    #expect(try connectionsMade(by: server) == 1)
  }

  @Test("are told when the server stops")
  func drained() throws {
    var limits = ServerLimits()
    limits.lingerMillisecondsMax = 60
    let server = try makeServer(limits)
    let peer = try RawPeer(to: server.address, opening: [])
    server.start()
    _ = try connectionsMade(by: server)  // The one before it has been accepted, too.
    server.stop()
    let types = peer.readToEnd().frames.map(\.type)
    #expect(types.first == 4 && types.contains(7))
  }
}
