@testable import Memory
import Testing

/// nghttp2's memory, and SQLite's.
struct BlockPoolTests {
  /// What a burst leaves is freed by halves, down to a rest.
  @Test func sparesAreFreed() {
    let pool = BlockPool()
    let blocks = (0..<1000).map { Block(100 + $0 % 3 * 100, mark: 1, from: pool) }
    for block in blocks { block.giveBack(to: pool) }
    var rounds = 0
    while pool.trim(restMax: 32) { rounds += 1 }
    #expect((2...10).contains(rounds))
    let rest = (1...16).map { unsafe pool.bins[$0].count }
    #expect(rest.allSatisfy { $0 <= 32 } && rest.reduce(0, +) >= 64)
  }

  /// A block, and what was written into it.
  @safe struct Block {
    /// Where it starts.
    private(set) var start: UnsafeMutableRawPointer
    /// The bytes asked for.
    private(set) var size: Int
    /// What each of them holds.
    private(set) var mark: UInt8

    /// A block filled with `mark`.
    init(_ size: Int, mark: UInt8, from pool: borrowing BlockPool) {
      unsafe start = BlockPool.take(size, from: pool.bins)!
      self.size = size
      self.mark = mark
      fill()
    }

    /// Where it lies.
    var address: UInt { unsafe UInt(bitPattern: start) }

    /// Whether the first `count` bytes hold what was written.
    func isIntact(first count: Int) -> Bool {
      unsafe UnsafeRawBufferPointer(start: start, count: count).allSatisfy { $0 == mark }
    }

    /// Gives the block another size; whether its contents came along.
    mutating func resize(to size: Int, mark: UInt8, in pool: borrowing BlockPool) -> Bool {
      unsafe start = BlockPool.resize(start, to: size, in: pool.bins)!
      let kept = isIntact(first: min(size, self.size))
      self.size = size
      self.mark = mark
      fill()
      return kept
    }

    /// Gives the block back.
    func giveBack(to pool: borrowing BlockPool) { unsafe BlockPool.giveBack(start, to: pool.bins) }

    /// Writes the mark into every byte.
    private func fill() { unsafe _ = start.initializeMemory(as: UInt8.self, repeating: mark, count: size) }
  }

  /// A block that was given back is the next one of its size.
  @Test func blocksAreUsedAgain() {
    let pool = BlockPool()
    let first = Block(100, mark: 1, from: pool)
    first.giveBack(to: pool)
    let second = Block(128, mark: 2, from: pool)
    let third = Block(128, mark: 3, from: pool)
    #expect(first.address == second.address && third.address != second.address)
    second.giveBack(to: pool)
    third.giveBack(to: pool)
  }

  /// Blocks of all sizes, resized and given back in an order that a seed picks, keep what was written to them.
  @Test func blocksKeepTheirContents() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix(state: seed)
    let pool = BlockPool()
    var blocks: [Block] = []
    for round in 0..<5000 {
      let size = Int.random(in: 0...(Bool.random(using: &random) ? 300 : 3000), using: &random)
      let mark = UInt8(truncatingIfNeeded: round)
      if Bool.random(using: &random), let index = blocks.indices.randomElement(using: &random) {
        #expect(blocks[index].isIntact(first: blocks[index].size), "seed \(seed)")
        if Bool.random(using: &random) {
          blocks.swapAt(index, blocks.count - 1)
          blocks.removeLast().giveBack(to: pool)
        } else {
          let kept = blocks[index].resize(to: size, mark: mark, in: pool)
          #expect(kept, "seed \(seed)")
        }
      } else {
        blocks.append(Block(size, mark: mark, from: pool))
        #expect(blocks.last!.address % 16 == 0)
      }
    }
    for block in blocks { block.giveBack(to: pool) }
    print("block seed \(seed)")
  }
}
