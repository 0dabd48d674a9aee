import Testing

@testable import Protobuf

/// The arena's invariants, by their numbers.
@Suite("Arena")
struct ArenaTests {
  @Test("Memory is aligned to 8, apart, and knows its size (1, 2)")
  func allocation() {
    let arena = Arena()
    defer { arena.destroy() }
    var previousEnd = 0
    for count in [1, 7, 8, 9, 100, 0, 5000, 3, 200_000, 1] {
      let memory = unsafe arena.allocate(count)
      let address = Int(bitPattern: memory)
      #expect(address % 8 == 0)
      #expect(address >= previousEnd || address + count <= previousEnd || previousEnd == 0)
      unsafe memory.initializeMemory(as: UInt8.self, repeating: 0xAA, count: count)
      #expect(unsafe Arena.size(of: memory) == count)
      #expect(unsafe arena.owns(memory))
      previousEnd = address + count
    }
  }

  @Test("After a reset at most the kept bytes stay, and a second round takes nothing new (4, 5)")
  func reset() {
    let arena = Arena()
    defer { arena.destroy() }
    for _ in 0..<100 { unsafe _ = arena.allocate(10_000) }
    #expect(arena.bytesHeld > 1_000_000 && arena.bytesUsed > 1_000_000)
    arena.reset()
    #expect(arena.bytesUsed == 0)
    #expect(arena.bytesHeld > 0 && arena.bytesHeld <= Arena.bytesKeptMax)
    let held = arena.bytesHeld
    for _ in 0..<10 { unsafe _ = arena.allocate(1000) }
    #expect(arena.bytesHeld == held)
  }

  @Test("A pool hands arenas out again, and destroys those beyond its limit")
  func pool() {
    let pool = ArenaPool(idleMax: 1)
    let first = pool.take()
    let second = pool.take()
    #expect(first != second)
    pool.giveBack(first)
    pool.giveBack(second)
    #expect(pool.take() == first)
    first.destroy()
  }

  @Test("A pool frees what a burst left, by halves, and keeps a few")
  func spares() {
    let pool = ArenaPool()
    let arenas = (0..<100).map { _ in pool.take() }
    for arena in arenas { pool.giveBack(arena) }
    var rounds = 0
    while pool.trim() { rounds += 1 }
    #expect((1...10).contains(rounds))
  }

  @Test("A message must lie in the arena of the message it is put into")
  func twoArenas() async {
    await #expect(processExitsWith: .failure) {
      let tree = unsafe MessageStorage(Arena().allocate(8))
      let other = ForeignMessage(storage: unsafe MessageStorage(Arena().allocate(8)))
      let _: UnsafeMutablePointer<Int>? = unsafe tree.pointer(to: other)
    }
  }
}

/// A message type whose storage is never looked into.
private struct ForeignMessage: ProtoMessage {
  /// Not used.
  static var descriptor: MessageDescriptor { fatalError("not described") }
  /// Where it lies.
  let storage: MessageStorage
}
