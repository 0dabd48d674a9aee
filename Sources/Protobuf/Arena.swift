// The arena: where every message of a call lives.
//
// Decoding a request and building its response make dozens of small allocations that all die together, at the
// end of the call. An arena answers them by moving a cursor through a chunk of memory and frees them all at once by
// moving it back. protobuf-c is pointed at it through its allocator hook, so that its unpack allocates here too.
//
//     state ──▶ chunk 8 KiB ──▶ chunk 16 KiB ──▶ chunk 64 KiB ──▶ nil
//               [used........]  [used...cursor   [kept from an earlier, larger call]
//                                      ▲   end]
//     each allocation:  | the state: 8 bytes | size: 8 bytes | the bytes, padded to 8 |
//
// Invariants:
//  1. Memory handed out is aligned to 8 bytes and stays in place until `reset()`; nothing is freed before.
//  2. The two words before an allocation hold its arena and its size. So a message is known by its pointer alone, and
//     an array that protobuf-c made can be appended to: its capacity is known, not guessed.
//  3. While a message is decoded, no more than the given number of bytes is handed out: the allocator then answers
//     NULL and the unpack fails cleanly. What our own code builds is not capped: pages and limits bound it.
//  4. After `reset()` at most `Arena.bytesKeptMax` stay with the arena; the rest goes back to the system.
//  5. Once warm, a call of the same size as an earlier one does not call malloc.
//
// Road not taken: a class or a ~Copyable struct. A wrapper holds an arena beside its pointer and is copied
// freely; retaining it on every copy would cost more than the allocations it saves. The pool owns the arenas.

private import CProtobufC

/// Bump-allocated memory of one call, freed as a whole by ``reset()``.
///
/// A value of this type is a trivial handle: copying it costs nothing and retains nothing. It may move between threads
/// together with its call, but only one thread may use it at a time. ``ArenaPool`` makes and destroys arenas.
@safe
public struct Arena: @unchecked Sendable, Equatable {
  /// The arena's bookkeeping, which lives as long as the arena does.
  let state: UnsafeMutablePointer<ArenaState>

  /// The most memory an arena keeps between calls, in bytes.
  public static let bytesKeptMax = 256 * 1024

  /// Makes an arena. Whoever makes one destroys it with ``destroy()``; servers use an ``ArenaPool``.
  public init() {
    unsafe state = UnsafeMutablePointer<ArenaState>.allocate(capacity: 1)
    unsafe state.initialize(to: ArenaState())
    unsafe state.pointee.address = UnsafeMutableRawPointer(state)
    let allocator = UnsafeMutablePointer<ProtobufCAllocator>.allocate(capacity: 1)
    unsafe allocator.initialize(
      to: ProtobufCAllocator(
        alloc: { data, count in
          // Called by protobuf-c with the state as its data: forward, and answer NULL at the cap (invariant 3).
          let state = unsafe data!.assumingMemoryBound(to: ArenaState.self)
          guard unsafe state.pointee.permits(count) else { return nil }
          return unsafe state.pointee.allocate(count)
        },
        free: { _, _ in },
        allocator_data: state))
    unsafe state.pointee.allocator = UnsafeMutableRawPointer(allocator)
  }

  /// Returns all memory to the system. The arena, and everything made in it, must not be used afterwards.
  public func destroy() {
    unsafe state.pointee.freeChunks(keeping: 0)
    unsafe state.pointee.allocator?.deallocate()
    unsafe state.deinitialize(count: 1)
    unsafe state.deallocate()
  }

  /// Forgets everything made in the arena; keeps up to ``bytesKeptMax`` of its memory for the next call.
  public func reset() {
    unsafe state.pointee.reset(keeping: Arena.bytesKeptMax)
  }

  /// Bytes handed out since the last reset, bookkeeping included.
  public var bytesUsed: Int { unsafe state.pointee.bytesUsed }

  /// Bytes of memory the arena holds now, used or not.
  public var bytesHeld: Int { unsafe state.pointee.bytesHeld }

  /// Whether both handles are the same arena.
  public static func == (left: Arena, right: Arena) -> Bool {
    unsafe left.state == right.state
  }

  /// Memory for `count` bytes, aligned to 8, not initialised, valid until the arena is reset.
  @unsafe public func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    unsafe state.pointee.allocate(count)
  }

  /// Whether `pointer` points into this arena's memory.
  @unsafe func owns(_ pointer: UnsafeRawPointer) -> Bool {
    unsafe state.pointee.owns(pointer)
  }

  /// The size that was asked for when `pointer` was allocated in this arena (invariant 2).
  @unsafe static func size(of pointer: UnsafeMutableRawPointer) -> Int {
    unsafe pointer.load(fromByteOffset: -8, as: Int.self)
  }

  /// The arena in which `pointer` was allocated (invariant 2).
  @unsafe init(of pointer: UnsafeMutableRawPointer) {
    unsafe state = pointer.load(fromByteOffset: -16, as: UnsafeMutablePointer<ArenaState>.self)
  }
}
