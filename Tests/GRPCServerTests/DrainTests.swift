import GRPC
import GRPCClient
import GRPCServer
import Glibc
import Net
import RawFrames
import Testing

@Suite("Stopping a server")
struct DrainTests {
  @Test("loses no answer of a call that was accepted, and takes no new connection")
  func drains() throws {
    let sightings = Sightings()
    let server = try startServer(sightings)
    let connection = try Connection(to: server.address)
    let call = try connection.open(TestMethods.later)
    call.send([42])
    call.endRequests()
    #expect(try connection.unary(TestMethods.echo, [1]) == [1])
    sightings.wait(for: 1)
    let stopper = Thread(name: "stopper") {
      server.stop()
      sightings.add("stopped")
    }
    #expect(try call.next() == [42])
    #expect(try call.next() == nil)
    #expect(throws: Status.self) { while true { _ = try connection.unary(TestMethods.echo, [1]) } }
    stopper.join()
    #expect(sightings.all.last == "stopped")
    #expect(throws: NetError.self) { try Connection(to: server.address) }
  }

  @Test("ends at the hard deadline when a call never ends")
  func hardDeadline() throws {
    var limits = ServerLimits()
    limits.drainMillisecondsMax = 200
    limits.lingerMillisecondsMax = 100
    let sightings = Sightings()
    let server = try startServer(limits: limits, sightings)
    let connection = try Connection(to: server.address)
    let call = try connection.open(TestMethods.hang)
    call.send([1])
    call.endRequests()
    #expect(try connection.unary(TestMethods.echo, [1]) == [1])
    server.stop()
    #expect(sightings.all == ["received", "cancelled"])
    #expect { try call.next() } throws: { error in
      // The call is told before the connection ends: a status, not a broken connection.
      (error as? Status)?.message == "The connection was closed before the call was answered; call again."
    }
  }

  /// A connection that is too old gives its calls an hour; a drain does not.
  @Test("hurries a connection that was leaving by itself")
  func hardDeadlineOfTheOld() throws {
    var limits = ServerLimits()
    limits.ageMillisecondsMax = 1
    limits.ageGraceMilliseconds = 3_600_000
    limits.drainMillisecondsMax = 100
    limits.lingerMillisecondsMax = 50
    let sightings = Sightings()
    let server = try startServer(limits: limits, sightings)
    let peer = try RawPeer(
      to: server.address,
      opening: Frames.opening + RawPeer.call("Hang", [1]))
    _ = peer.read { Frames.goAwayCodes($0).count == 2 }
    let stopper = Thread(name: "stopper") {
      server.stop()
      sightings.add("stopped")
    }
    sightings.wait(for: 3)
    try #require(sightings.all == ["received", "cancelled", "stopped"])
    stopper.join()
  }

  @Test("serves what had connected and asked before, though nobody had looked at it yet")
  func waitingConnections() throws {
    let server = try startServer()
    let answer = EnvelopeWriter.envelope([7])
    let request = Frames.headers(1, RawPeer.request("Echo")) + Frames.data(1, answer, end: true)
    let peers = try (0..<50).map { _ in try RawPeer(to: server.address, opening: Frames.opening + request) }
    server.stop()
    for peer in peers { #expect(peer.readToEnd().frames.first { $0.type == 0 }?.payload == answer) }
  }

  @Test("of a connection that is idle or old begins by itself, and what is open is answered", arguments: [true, false])
  func leaving(isOld: Bool) throws {
    var limits = ServerLimits()
    limits.lingerMillisecondsMax = 50
    if isOld { limits.ageMillisecondsMax = 30 } else { limits.idleMillisecondsMax = 1 }
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let peer = try RawPeer(
      to: server.address,
      opening: Frames.opening + RawPeer.call("Later", [9]))
    let (frames, hungUp) = peer.readToEnd()
    let answer = frames.first { $0.type == 0 }?.payload
    #expect(hungUp && answer == EnvelopeWriter.envelope([9]))
    let lastIDs = frames.filter { $0.type == 7 }.map { Array($0.payload.prefix(8)) }
    #expect(lastIDs == [[127, 255, 255, 255, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 0]], "two steps")
  }

  /// The call never ends, and the peer never closes.
  @Test("of a connection that is old waits neither for its calls nor for its peer for ever")
  func ageIsBounded() throws {
    var limits = ServerLimits()
    limits.ageMillisecondsMax = 1
    limits.ageGraceMilliseconds = 50
    limits.lingerMillisecondsMax = 50
    let server = try startServer(limits: limits)
    defer { server.stop() }
    let peer = try RawPeer(
      to: server.address,
      opening: Frames.opening + RawPeer.call("Hang", [1]))
    let (frames, hungUp) = peer.readToEnd()
    #expect(hungUp && frames.contains { $0.type == 1 && $0.flags & 1 == 1 }, "the call is told")
    let end = Clock.monotonicNanoseconds() + 10_000_000_000
    var isOpen = true
    while isOpen && Clock.monotonicNanoseconds() < end {
      _ = poll(nil, 0, 2)
      isOpen = !server.ledger.connections(from: 0, count: 1).sockets.isEmpty
    }
    #expect(!isOpen)
    peer.socket.endOutput()
  }
}
