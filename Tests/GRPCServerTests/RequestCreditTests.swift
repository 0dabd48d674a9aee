import GRPC
import GRPCClient
import RawFrames
import Testing

@testable import GRPCServer

/// Who ends his requests is read at once; all others together are read at a bounded pace.
@Suite("Bytes of requests")
struct RequestCreditTests {
  private static let second: UInt64 = 1_000_000_000

  @Test("cost nothing once the request is whole, and the loop gets back what it lent")
  func wholeRequests() {
    var credit = RequestCredit()
    credit.spend(RequestCredit.freeBytes)
    #expect(credit.debtBytes == 0)
    credit.spend(1_000)
    #expect(credit.debtBytes == 1_000)
    credit.borrow()
    #expect(credit.level == 0)
    let first = credit.complete(RequestCredit.freeBytes)
    #expect(first == 1_000, "what was lent comes first")
    let second = credit.complete(1_000)
    #expect(second == 0)
  }

  @Test("that were whole are proof, up to a bound, and those that were not are lost")
  func proof() {
    var credit = RequestCredit()
    for _ in 0..<100 {
      credit.spend(1 << 20)
      credit.borrow()
      _ = credit.complete(1 << 20)
    }
    #expect(credit.level == RequestCredit.freeBytes + RequestCredit.provedBytesMax)
    credit.spend(credit.level)
    credit.spend(64 << 10)
    #expect(credit.debtBytes == 64 << 10)
  }

  @Test("are lent for a second's worth at once, and then as time goes by")
  func lending() {
    var lending = RequestLending(bytesPerSecond: 1_000_000)
    let loans = (0..<4).map { _ in lending.lend(300_000, at: Self.second) }
    #expect(loans == [true, true, true, false])
    let later = lending.lend(300_000, at: Self.second + Self.second / 5)
    #expect(later, "100,000 were left and 200,000 came")
    lending.takeBack(5_000_000)
    let both = [lending.lend(1_000_000, at: Self.second), lending.lend(1, at: Self.second)]
    #expect(both == [true, false], "no more fits than a second's worth")
    let whole = lending.lend(2_000_000, at: 3 * Self.second)
    #expect(whole, "a debt that is larger is paid when all is there")
  }

  @Test("of others who never end theirs keep a caller waiting, not out")
  func unfinishedByOthers() throws {
    var limits = ServerLimits()
    limits.requestBytesPerSecondMax = 2 << 20
    let server = try startServer(limits: limits)
    defer { server.stop() }
    // Their message is here, and only its end says that it is the whole request.
    let unfinished = [UInt8](repeating: 1, count: 900_000)
    let idlers = try (0..<3).map { _ in try GRPCClient.Connection(to: server.address) }
    let calls = try idlers.map { try $0.open(TestMethods.hang) }
    for (idler, call) in zip(idlers, calls) {
      call.send(unfinished)
      // The client sends while it waits for an answer.
      for _ in 0..<20 { #expect(try idler.unary(TestMethods.echo, [1]) == [1]) }
    }
    let request = [UInt8](repeating: 7, count: 1_500_000)
    let connection = try GRPCClient.Connection(to: server.address)
    #expect(try connection.unary(TestMethods.zip, request) == request)
    #expect(try connection.unary(TestMethods.zip, request) == request, "and again, on the proof of the first")
    for call in calls { call.cancel() }
  }

  /// His credit and one loan are used up by a request that he does not end; the loop lends no more for ages.
  @Test("of somebody who does not end theirs are not read beyond his credit, and others are served")
  func unfinishedIsNotRead() throws {
    var limits = ServerLimits()
    limits.requestBytesPerSecondMax = 1
    limits.drainMillisecondsMax = 100
    limits.lingerMillisecondsMax = 50
    let sightings = Sightings()
    let server = try startServer(limits: limits, sightings)
    defer { server.stop() }
    let message = EnvelopeWriter.envelope([UInt8](repeating: 1, count: 900_000))
    let pieces = stride(from: 0, to: message.count, by: 16_000).flatMap { start in
      Frames.data(1, Array(message[start..<min(start + 16_000, message.count)]))
    }
    let peer = try RawPeer(
      to: server.address, opening: Frames.opening + Frames.headers(1, RawPeer.request("Zip")) + pieces)
    peer.send(RawPeer.call("Hang", [], on: 3))
    let other = try GRPCClient.Connection(to: server.address)
    for _ in 0..<50 { #expect(try other.unary(TestMethods.echo, [1]) == [1]) }
    #expect(sightings.all.isEmpty)
  }
}
