import Compression
import GRPC
@testable import GRPCServer
import Net
import RawFrames
import Testing

/// What a loop inflates, and what its connections pay for it; the loop's clock stands still here.
@Suite("Gzip that is made to cost")
struct InflationTests {
  /// The limit of a message.
  private static let bytesMax = 4 << 20

  /// A worker whose loop does not run.
  private func makeWorker() throws -> Worker {
    let limits = ServerLimits()
    return try Worker(
      loop: EventLoop(mailbox: Mailbox()), listeners: [], limits: limits,
      refusals: PreparedRefusals(ServerRefusals(), limits), ledger: Ledger(), routes: [])
  }

  /// The gzip of so many equal bytes.
  private func pattern(_ count: Int) -> [UInt8] {
    var writer = GzipWriter()
    return unsafe [UInt8](repeating: 0, count: count).withUnsafeBytes { unsafe writer.write($0) }
  }

  /// The same, with a second member of which alone it speaks.
  private func lie(_ count: Int) -> [UInt8] { pattern(count) + pattern(100) }

  /// What a worker makes of a message, and how much of it.
  private func inflate(
    _ message: [UInt8], on worker: Worker, bytesMax: Int = bytesMax
  ) -> (price: Int, failure: InflationFailure?, count: Int) {
    var target: [UInt8] = []
    let (price, failure) = worker.inflate(message.span, onto: &target, bytesMax: bytesMax)
    return (price, failure, target.count)
  }

  @Test("is refused unread by its own word: over the limit, or when the loop has inflated enough")
  func byItsWord() throws {
    let worker = try makeWorker()
    let bomb = inflate(pattern(Self.bytesMax + 1), on: worker)
    #expect(bomb == (0, .declaresTooMuch(Self.bytesMax + 1), 0), "as a message that is not compressed")
    for _ in 0..<4 {
      let taken = inflate(pattern(Self.bytesMax), on: worker)
      #expect(taken.price > 230 && taken.failure == nil && taken.count == Self.bytesMax)
    }
    let shed = inflate(pattern(Self.bytesMax), on: worker)
    #expect(shed == (InflationBudget.shedUnits, .shed, 0), "no fault of his")
    #expect(InflationBudget.bombUnits > 4 * InflationBudget.shedUnits && InflationBudget.shedUnits > 0)
  }

  @Test("that holds more than it says is inflated no further than the limit and the loop's share, and pays as a bomb")
  func lies() throws {
    let worker = try makeWorker()
    let overLimit = inflate(lie(Self.bytesMax), on: worker, bytesMax: 100_000)
    #expect(overLimit.price >= InflationBudget.bombUnits && overLimit.failure == .tooLarge)
    #expect(overLimit.count <= 100_000)
    for _ in 0..<3 {
      let taken = inflate(lie(Self.bytesMax - 100), on: worker)
      #expect(taken.price > 250 && taken.failure == nil, "within the limit, at its price")
    }
    let overShare = inflate(lie(2 * Self.bytesMax), on: worker, bytesMax: 2 * Self.bytesMax)
    #expect(overShare.price >= InflationBudget.bombUnits && overShare.failure == .shed)
    #expect(overShare.count <= Self.bytesMax)
  }

  @Test("that breaks off at its end pays for all that came of it")
  func broken() throws {
    var gzip = pattern(Self.bytesMax)
    gzip[gzip.count - 8] ^= 1  // The checksum.
    let (price, failure, _) = try inflate(gzip, on: makeWorker())
    #expect(failure == .corrupt && price > 252, "an ordinary message's worth would be 4 units less")
  }

  @Test("ends the connection that goes on sending it")
  func shutsOut() throws {
    let server = try startServer()
    defer { server.stop() }
    let bomb = EnvelopeWriter.envelope(lie(1 << 20), isCompressed: true)
    let block = Frames.request(path: "/test.Test/Echo", [("grpc-encoding", "gzip")])
    let calls = stride(from: Int32(1), to: 21, by: 2).flatMap { stream in
      Frames.headers(stream, block) + Frames.data(stream, bomb, end: true)
    }
    let peer = try RawPeer(to: server.address, opening: Frames.opening + calls)
    let (bytes, _) = peer.read { Frames.goAwayCodes($0) == [11] }
    #expect(Frames.goAwayCodes(bytes) == [11])
  }
}
