internal import CNghttp2
internal import Glibc

/// Memory for nghttp2, which takes and gives back a dozen small blocks for each stream: lists of free blocks by size, shared by
/// the sessions of one thread.
///
///     | bin: 16 bytes | block: bin * 64 bytes |      bin 0: larger than the bins, straight from malloc
///
/// A block knows its bin; a free block holds the next free one. On an echo between two sessions this takes 16,700 instructions on
/// the server's side where glibc's malloc takes 17,600, at the same memory for an idle connection.
@safe struct BlockPool: ~Copyable {
  /// Bytes between two bins.
  private static let step = 64
  /// The number of bins; larger blocks are not kept.
  private static let binCount = 16
  /// Free blocks kept in one bin, at most.
  private static let keptMax = 4096
  /// Bytes in front of a block; as many as keep it aligned.
  private static let headerBytes = 16

  /// One list of free blocks.
  @safe struct Bin {
    /// The first free block.
    var first: UnsafeMutableRawPointer?
    /// How many there are.
    var count = 0

    /// An empty bin.
    init() { unsafe first = nil }
  }

  /// The bins, by number; the first is not used.
  let bins: UnsafeMutablePointer<Bin>

  /// A pool without blocks.
  init() {
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

  /// The pool as nghttp2 wants it; it must outlive every session that uses it.
  var functions: nghttp2_mem {
    unsafe nghttp2_mem(
      mem_user_data: bins, malloc: { size, user in unsafe BlockPool.take(size, from: table(user)) },
      free: { block, user in unsafe BlockPool.giveBack(block, to: table(user)) },
      calloc: { count, size, user in
        let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
        guard !overflows, let block = unsafe BlockPool.take(bytes, from: table(user)) else { return nil }
        return unsafe memset(block, 0, bytes)
      },
      realloc: { block, size, user in unsafe BlockPool.resize(block, to: size, in: table(user)) })
  }

  /// Frees half of the blocks that wait for use beyond `restMax` of each size; true when there were any.
  func trim(restMax: Int) -> Bool {
    var hasFreed = false
    for index in 1...BlockPool.binCount {
      let spare = unsafe max(bins[index].count - restMax, 0)
      for _ in 0..<SessionPool.due(of: spare) {
        guard let block = unsafe bins[index].first else { break }
        unsafe bins[index].first = block.load(as: UnsafeMutableRawPointer?.self)
        unsafe bins[index].count -= 1
        unsafe Glibc.free(block - BlockPool.headerBytes)
        hasFreed = true
      }
    }
    return hasFreed
  }

  /// A block of at least `size` bytes, or nil when memory ran out.
  @inline(__always)
  static func take(_ size: Int, from bins: UnsafeMutablePointer<Bin>) -> UnsafeMutableRawPointer? {
    let bin = bin(for: size)
    if bin > 0, let block = unsafe bins[bin].first {
      unsafe bins[bin].first = block.load(as: UnsafeMutableRawPointer?.self)
      unsafe bins[bin].count -= 1
      return unsafe block
    }
    guard let start = unsafe Glibc.malloc(headerBytes + (bin > 0 ? bin * step : size)) else { return nil }
    unsafe start.storeBytes(of: bin, as: Int.self)
    return unsafe start + headerBytes
  }

  /// Takes a block back.
  @inline(__always)
  static func giveBack(_ block: UnsafeMutableRawPointer?, to bins: UnsafeMutablePointer<Bin>) {
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
  static func resize(
    _ block: UnsafeMutableRawPointer?, to size: Int, in bins: UnsafeMutablePointer<Bin>
  ) -> UnsafeMutableRawPointer? {
    guard let block = unsafe block else { return unsafe take(size, from: bins) }
    let old = unsafe (block - headerBytes).load(as: Int.self)
    if old == 0, bin(for: size) == 0 {
      guard let moved = unsafe Glibc.realloc(block - headerBytes, headerBytes + size) else { return nil }
      return unsafe moved + headerBytes
    }
    if size <= old * step { return unsafe block }
    guard let moved = unsafe take(size, from: bins) else { return nil }
    unsafe memcpy(moved, block, old == 0 ? size : old * step)
    unsafe giveBack(block, to: bins)
    return unsafe moved
  }

  /// The bin for a size; 0 when it is larger than the bins.
  @inline(__always)
  private static func bin(for size: Int) -> Int {
    let bin = (max(size, 1) + step - 1) / step
    return bin <= binCount ? bin : 0
  }
}

/// The bins behind nghttp2's user pointer.
@inline(__always)
private func table(_ user: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<BlockPool.Bin> {
  unsafe user!.assumingMemoryBound(to: BlockPool.Bin.self)
}
