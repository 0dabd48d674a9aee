import GRPC
import GRPCClient
import RawFrames
import Testing

@testable import GRPCServer

/// Many large requests at once, a few kilobytes of each in turn, as a proxy sends them.
@Suite("Large requests at once")
struct RequestAdmissionTests {
  private static let count: Int32 = 60
  private static let message = [UInt8](repeating: 7, count: 60_000)

  private func limits() -> ServerLimits {
    var limits = ServerLimits()
    limits.messageBytesMax = 100_000
    limits.requestBytesPerConnectionMax = 250_000
    limits.requestBytesPerLoopMax = 2_000_000
    limits.requestTurnMilliseconds = 40
    return limits
  }

  /// The first part of a request: more than half of its window, so that it is told when it may go on.
  private func part(_ stream: Int32) -> [UInt8] {
    let part = EnvelopeWriter.envelope(Self.message).prefix(40_000)
    let pieces = stride(from: 0, to: part.count, by: 16_000).map { Array(part.dropFirst($0).prefix(16_000)) }
    return Frames.headers(stream, RawPeer.request("Echo")) + pieces.flatMap { Frames.data(stream, $0) }
  }

  /// Waits for a frame of that type on the stream.
  private func expect(_ type: UInt8, on stream: Int32, from peer: RawPeer) {
    let bytes = peer.read { Frames.parse($0).contains { $0.type == type && $0.stream == stream } }.bytes
    #expect(Frames.parse(bytes).contains { $0.type == type && $0.stream == stream })
  }

  @Test("are all answered, one after the other, however many are half here")
  func interleaved() throws {
    let server = try startServer(limits: limits())
    defer { server.stop() }
    let connection = try GRPCClient.Connection(to: server.address)
    let calls = try (0..<Self.count).map { _ in try connection.open(TestMethods.zip) }
    for call in calls {
      call.send(Self.message)
      call.endRequests()
    }
    for call in calls { #expect(try call.next() == Self.message) }
  }

  @Test("are all answered when several connections have them")
  func connections() throws {
    var limits = limits()
    limits.requestBytesPerLoopMax = 800_000
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let connections = try (0..<4).map { _ in try GRPCClient.Connection(to: server.address) }
    let calls = try (0..<40).map { try connections[$0 % 4].open(TestMethods.zip) }
    for call in calls {
      call.send(Self.message)
      call.endRequests()
    }
    for call in calls { #expect(try call.next() == Self.message) }
  }

  @Test("leave a stream of small ones a window that is large enough for a long line")
  func streams() throws {
    let server = try startServer()
    defer { server.stop() }
    let peer = try RawPeer(to: server.address)
    peer.send(Frames.headers(1, RawPeer.request("ZipChat")))
    let small = EnvelopeWriter.envelope([UInt8](repeating: 7, count: 995))
    for _ in 0..<40 { peer.send(Frames.data(1, small)) }
    let opened = { (bytes: [UInt8]) in
      let updates = Frames.parse(bytes).filter { $0.type == 8 && $0.stream == 1 }
      return updates.contains { $0.payload.reduce(0) { $0 << 8 | Int($1) } > 900_000 }
    }
    #expect(opened(peer.read(until: opened).bytes))
  }

  @Test("have their turn also when those before them never come to their end")
  func tricklers() throws {
    let server = try startServer(limits: limits())
    defer { server.stop() }
    let peer = try RawPeer(to: server.address)
    // Four take all the room there is, and stop.
    for stream in [1, 3, 5, 7] as [Int32] { peer.send(part(stream)) }
    expect(8, on: 7, from: peer)
    let connection = try GRPCClient.Connection(to: server.address)
    #expect(try connection.unary(TestMethods.zip, Self.message) == Self.message, "others are not concerned")
    peer.send(part(9))
    expect(8, on: 9, from: peer)
    let rest = EnvelopeWriter.envelope(Self.message).dropFirst(40_000)
    peer.send(Frames.data(9, Array(rest.prefix(16_000))) + Frames.data(9, Array(rest.dropFirst(16_000)), end: true))
    expect(1, on: 9, from: peer)
  }
}
