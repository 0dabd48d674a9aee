internal import Synchronization

/// A number that one thread writes and every thread may read: a plain load and store, without a lock.
struct Tally: ~Copyable, Sendable {
  private let number = Atomic<Int>(0)

  /// The number now, or a moment ago.
  var value: Int { number.load(ordering: .relaxed) }

  /// Counts one more; on the writer's thread.
  @inline(__always)
  func count() { number.store(number.load(ordering: .relaxed) &+ 1, ordering: .relaxed) }

  /// Keeps an instant, in nanoseconds of the monotonic clock; on the writer's thread.
  @inline(__always)
  func note(_ nanoseconds: UInt64) { number.store(Int(truncatingIfNeeded: nanoseconds), ordering: .relaxed) }
}
