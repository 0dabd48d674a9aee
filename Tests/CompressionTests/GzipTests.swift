import Compression
import Testing

/// Gzip, both ways, and what claims to be gzip.
struct GzipTests {
  /// What a piece of gzip holds, by a reader of its own.
  private func inflated(_ bytes: [UInt8], bytesMax: Int) throws(GzipError) -> [UInt8] {
    var reader = GzipReader()
    var target: [UInt8] = []
    try reader.read(bytes.span, onto: &target, bytesMax: bytesMax)
    return target
  }

  /// The gzip of bytes, by a writer of its own.
  private func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var writer = GzipWriter()
    return unsafe bytes.withUnsafeBytes { unsafe writer.write($0) }
  }

  /// Reader and writer are used again and again, as a loop uses them, also after an error.
  @Test func whatWasWrittenIsRead() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("GzipTests seed \(seed)")
    var state = seed
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    var reader = GzipReader()
    var writer = GzipWriter()
    for round in 0..<40 {
      let alphabet = round % 2 == 0 ? UInt64(256) : 4
      let bytes = (0..<Int(next() % 100_000)).map { _ in UInt8(truncatingIfNeeded: next() % alphabet) }
      let gzip = unsafe bytes.withUnsafeBytes { unsafe writer.write($0) }
      var target: [UInt8] = []
      try reader.read(gzip.span, onto: &target, bytesMax: bytes.count)
      #expect(target == bytes)
      var broken: [UInt8] = []
      do throws(GzipError) {
        try reader.read(gzip.span.extracting(droppingLast: 1), onto: &broken, bytesMax: 1 << 20)
        Issue.record("a cut text was read")
      } catch {
        #expect(error == .corrupt)
      }
    }
  }

  /// RFC 1952, section 2.2: a file is a series of members. No bytes are an empty message, as gRPC's C library has it.
  @Test func membersFollowEachOther() throws {
    #expect(try inflated(deflated([1, 2]) + deflated([]) + deflated([3]), bytesMax: 3) == [1, 2, 3])
    #expect(try inflated([], bytesMax: 0) == [])
    #expect(throws: GzipError.tooLarge) { try inflated(deflated([1, 2]) + deflated([3]), bytesMax: 2) }
  }

  /// What is no gzip is corrupt: cut anywhere, of another format, with a wrong sum, with something behind it.
  @Test func damageIsFound() {
    let whole = deflated(Array("a text that is long enough to be a text".utf8))
    for count in 1..<whole.count {
      #expect(throws: GzipError.corrupt) { try inflated(Array(whole.prefix(count)), bytesMax: 1 << 20) }
    }
    var wrongSum = whole
    wrongSum[whole.count - 8] ^= 1
    for bytes in [wrongSum, whole + [0], [0x78, 0x9c, 3, 0, 0, 0, 0, 1], Array("no gzip at all".utf8)] {
      #expect(throws: GzipError.corrupt) { try inflated(bytes, bytesMax: 1 << 20) }
    }
  }

  /// A bomb of 64 MiB in 300 KB is left at the limit, with memory for little more than the limit.
  @Test func bombsStopAtTheLimit() {
    let bomb = deflated([UInt8](repeating: 0, count: 64 << 20))
    #expect(bomb.count < 400_000)
    var reader = GzipReader()
    var target: [UInt8] = []
    do throws(GzipError) {
      try reader.read(bomb.span, onto: &target, bytesMax: 100_000)
      Issue.record("a bomb was read")
    } catch {
      #expect(error == .tooLarge)
    }
    #expect(target.count <= 100_000 && target.capacity <= 200_000)
  }
}
