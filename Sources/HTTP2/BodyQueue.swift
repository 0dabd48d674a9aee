internal import Glibc

/// The bytes of a body that wait to be sent: appended at the end, taken from the front, in one block of memory.
@safe struct BodyQueue: ~Copyable {
  /// Memory kept by a queue that goes back into a pool, in bytes.
  static let keptCapacity = 2048

  /// The block.
  private var base: UnsafeMutableRawPointer?
  /// Its size.
  private var capacity = 0
  /// Where the waiting bytes start.
  private var start = 0
  /// How many bytes wait.
  private(set) var count = 0

  /// An empty queue without memory.
  init() { unsafe base = nil }

  deinit { unsafe base?.deallocate() }

  /// Appends `size` bytes that `fill` writes.
  mutating func append(_ size: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
    guard size > 0 else { return }
    if start + count + size > capacity { makeRoom(for: size) }
    unsafe fill(UnsafeMutableRawBufferPointer(start: base! + start + count, count: size))
    count += size
  }

  /// Moves the first `size` bytes to `target`.
  mutating func take(_ size: Int, into target: UnsafeMutableRawPointer) {
    precondition(size <= count, "a queue gives no more than it has")
    if size == 0 { return }
    unsafe target.copyMemory(from: base! + start, byteCount: size)
    count -= size
    start = count == 0 ? 0 : start + size
  }

  /// Forgets the bytes; gives back memory beyond what a pooled queue keeps.
  mutating func reset() {
    start = 0
    count = 0
    if capacity > BodyQueue.keptCapacity {
      unsafe base?.deallocate()
      unsafe base = nil
      capacity = 0
    }
  }

  /// Moves the bytes to the front, into a larger block when they still do not fit.
  private mutating func makeRoom(for size: Int) {
    let needed = count + size
    if needed <= capacity / 2 {
      unsafe memmove(base!, base! + start, count)
    } else {
      capacity = max(256, max(needed, capacity * 2))
      let moved = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
      if count > 0 { unsafe moved.copyMemory(from: base! + start, byteCount: count) }
      unsafe base?.deallocate()
      unsafe base = moved
    }
    start = 0
  }
}
