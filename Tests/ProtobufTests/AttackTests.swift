import Protobuf
import Shapes
import Testing

/// Bytes that are sent to hurt: each ends in an error and bounded memory.
@Suite("Hostile messages")
struct AttackTests {
  @Test(
    "100 levels are read, 101 are refused, and so are 10,000 and a million",
    arguments: [100, 101, 10_000, 1_000_000])
  func depth(_ levels: Int) {
    let error = refusal(of: Tree.self, WireWriter.nested(levels, in: 3))
    #expect(error?.fault == (levels > 100 ? .tooDeep(depthMax: 100) : nil))
  }

  @Test("The path to what is too deep names the levels")
  func depthPath() {
    let error = refusal(of: Tree.self, WireWriter.nested(3, in: 2), limits: WireLimits(depthMax: 2))
    #expect(error?.path == "children[0].children[0].children[0]")
  }

  @Test("4 MiB of empty submessages are refused by the element budget")
  func emptySubmessages() {
    let bytes = [[UInt8]](repeating: WireWriter.field(2, [] as [UInt8]), count: 2 << 20).flatMap { $0 }
    #expect(refusal(of: Tree.self, bytes)?.fault == .tooManyElements(elementsMax: 200_000))
  }

  @Test("Unknown fields and packed elements count against the budget")
  func everythingCounts() {
    let limits = WireLimits(elementsMax: 10)
    let unknown = [[UInt8]](repeating: WireWriter.field(99, 1), count: 11).flatMap { $0 }
    #expect(refusal(of: Tree.self, unknown, limits: limits)?.fault == .tooManyElements(elementsMax: 10))
    let packed = WireWriter.field(3, [UInt8](repeating: 1, count: 10))
    #expect(refusal(of: Lists.self, packed, limits: limits)?.fault == .tooManyElements(elementsMax: 10))
    #expect(refusal(of: Lists.self, packed, limits: WireLimits(elementsMax: 11)) == nil)
  }

  @Test("A message that takes more memory than allowed is refused, and the arena held no more")
  func memory() {
    let arena = Arena()
    defer { arena.destroy() }
    let bytes = [[UInt8]](repeating: WireWriter.field(2, [] as [UInt8]), count: 100_000).flatMap { $0 }
    let limits = WireLimits(arenaBytesMax: 1 << 20)
    let error = #expect(throws: WireError.self) {
      _ = unsafe try bytes.withUnsafeBytes { unsafe try Tree.decode($0, limits: limits, in: arena) }
    }
    #expect(error?.fault == .outOfMemory(bytesMax: 1 << 20))
    #expect(arena.bytesHeld < 2 << 20)
    arena.reset()
    #expect(arena.bytesHeld <= Arena.bytesKeptMax)
  }

  @Test("Repeating a submessage, which merges, cannot take quadratic memory")
  func merging() {
    // Each repeat copies the list merged so far: 20,000 of them would copy 1.6 GB.
    let one = WireWriter.field(3, WireWriter.field(2, [] as [UInt8]))
    let error = refusal(of: Tree.self, [[UInt8]](repeating: one, count: 20_000).flatMap { $0 })
    #expect(error?.fault == .outOfMemory(bytesMax: WireLimits().arenaBytesMax))
  }

  @Test("Bytes changed at random are refused or read, never more; what is read can be written and read again")
  func mutation() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    let original = try Samples.everyShape()
    let arena = Arena()
    defer { arena.destroy() }
    for round in 0..<3000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.remove(at: index)
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: index)
        }
      }
      arena.reset()
      let message = unsafe try? bytes.withUnsafeBytes { unsafe try Lists.decode($0, in: arena) }
      guard let message else { continue }
      let written = message.packed()
      let again = unsafe try written.withUnsafeBytes { unsafe try Lists.decode($0, in: arena) }
      #expect(again.packed() == written, "seed \(seed), round \(round)")
    }
  }

  @Test("Every prefix of a message is refused or read")
  func prefixes() throws {
    let original = try Samples.everyShape()
    for count in 0..<original.count {
      _ = refusal(of: Lists.self, Array(original.prefix(count)))
    }
  }
}

/// A generator of random numbers that repeats itself from a seed (SplitMix64).
struct SplitMix: RandomNumberGenerator {
  /// Where it stands.
  var state: UInt64

  /// The next number.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
