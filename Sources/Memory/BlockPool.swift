internal import Glibc

/// Memory for C libraries that take and give back many small blocks: lists of free blocks by size, for the use of one thread.
///
///     | bin, size: 8 bytes each | block: bin * 64 bytes |      bin 0: larger than the bins, straight from malloc
///
/// A block knows its bin, so that it may come from one pool and go back to another; a free block holds the next free one.
/// Taking one and giving it back takes 20 instructions, glibc's malloc and free 150. nghttp2 takes a dozen for each stream,
/// SQLite three hundred for a response that is sent.
@safe public struct BlockPool: ~Copyable {
  /// Bytes between two bins.
  static let step = 64
  /// The number of bins; larger blocks are not kept. SQLite's savepoints take blocks of 1,040 bytes.
  static let binCount = 17
  /// Free blocks kept in one bin, at most.
  private static let keptMax = 4096
  /// Bytes in front of a block; as many as keep it aligned.
  private static let headerBytes = 16

  /// One list of free blocks.
  @safe public struct Bin {
    /// The first free block.
    var first: UnsafeMutableRawPointer?
    /// How many there are.
    var count = 0

    /// An empty bin.
    init() { unsafe first = nil }
  }

  /// The bins, by number; the first is not used. They are what C is given, and live as long as the pool.
  @unsafe public let bins: UnsafeMutablePointer<Bin>

  /// A pool without blocks.
  public init() {
    unsafe bins = .allocate(capacity: BlockPool.binCount + 1)
    unsafe bins.initialize(repeating: Bin(), count: BlockPool.binCount + 1)
  }

  deinit {
    for index in 1...BlockPool.binCount {
      while let block = unsafe bins[index].first {
        unsafe bins[index].first = block.load(as: UnsafeMutableRawPointer?.self)
        unsafe Glibc.free(block - BlockPool.headerBytes)
      }
    }
    unsafe bins.deallocate()
  }

  /// Frees half of the blocks that wait for use beyond `restMax` of each size; true when there were any.
  public func trim(restMax: Int) -> Bool {
    var hasFreed = false
    for index in 1...BlockPool.binCount {
      let spare = unsafe max(bins[index].count - restMax, 0)
      for _ in 0..<BlockPool.due(of: spare) {
        guard let block = unsafe bins[index].first else { break }
        unsafe bins[index].first = block.load(as: UnsafeMutableRawPointer?.self)
        unsafe bins[index].count -= 1
        unsafe Glibc.free(block - BlockPool.headerBytes)
        hasFreed = true
      }
    }
    return hasFreed
  }

  /// How many of those to spare are freed at once: half, and the last few together.
  public static func due(of spare: Int) -> Int { min(spare, max(spare / 2, 64)) }

  /// A block of at least `size` bytes, or nil when memory ran out.
  @inline(__always)
  public static func take(_ size: Int, from bins: UnsafeMutablePointer<Bin>) -> UnsafeMutableRawPointer? {
    let bin = bin(for: size)
    if bin > 0, let block = unsafe bins[bin].first {
      unsafe bins[bin].first = block.load(as: UnsafeMutableRawPointer?.self)
      unsafe bins[bin].count -= 1
      return unsafe block
    }
    let bytes = rounded(size)
    guard let start = unsafe Glibc.malloc(headerBytes + bytes) else { return nil }
    unsafe start.storeBytes(of: bin, as: Int.self)
    unsafe start.storeBytes(of: bytes, toByteOffset: 8, as: Int.self)
    return unsafe start + headerBytes
  }

  /// Takes a block back.
  @inline(__always)
  public static func giveBack(_ block: UnsafeMutableRawPointer?, to bins: UnsafeMutablePointer<Bin>) {
    guard let block = unsafe block else { return }
    let bin = unsafe (block - headerBytes).load(as: Int.self)
    guard bin > 0, unsafe bins[bin].count < keptMax else {
      unsafe Glibc.free(block - headerBytes)
      return
    }
    unsafe block.storeBytes(of: bins[bin].first, as: UnsafeMutableRawPointer?.self)
    unsafe bins[bin].first = block
    unsafe bins[bin].count += 1
  }

  /// A block of at least `size` bytes that holds what the old one held, or nil, and the old one stays, when memory ran out.
  public static func resize(
    _ block: UnsafeMutableRawPointer?, to size: Int, in bins: UnsafeMutablePointer<Bin>
  ) -> UnsafeMutableRawPointer? {
    guard let block = unsafe block else { return unsafe take(size, from: bins) }
    let start = unsafe block - headerBytes
    let isLarge = unsafe start.load(as: Int.self) == 0
    if isLarge, bin(for: size) == 0 {
      guard let moved = unsafe Glibc.realloc(start, headerBytes + rounded(size)) else { return nil }
      unsafe moved.storeBytes(of: rounded(size), toByteOffset: 8, as: Int.self)
      return unsafe moved + headerBytes
    }
    let old = unsafe self.size(of: block)
    if !isLarge, size <= old { return unsafe block }
    guard let moved = unsafe take(size, from: bins) else { return nil }
    unsafe memcpy(moved, block, min(size, old))
    unsafe giveBack(block, to: bins)
    return unsafe moved
  }

  /// The bytes that a block has room for.
  @inline(__always)
  public static func size(of block: UnsafeMutableRawPointer) -> Int {
    unsafe (block - headerBytes).load(fromByteOffset: 8, as: Int.self)
  }

  /// The bytes that a block has room for which is asked to have `size`.
  @inline(__always)
  public static func rounded(_ size: Int) -> Int {
    let bin = bin(for: size)
    return bin > 0 ? bin * step : (size + 7) & ~7
  }

  /// The bin for a size; 0 when it is larger than the bins.
  @inline(__always)
  private static func bin(for size: Int) -> Int {
    let bin = (max(size, 1) + step - 1) / step
    return bin <= binCount ? bin : 0
  }
}
