internal import Synchronization

/// A number that one thread writes and every thread may read: a plain load and store, without a lock.
public struct Counter: ~Copyable, Sendable {
  private let number = Atomic<Int>(0)

  /// Nothing counted.
  public init() {}

  /// The number now, or a moment ago.
  public var value: Int { number.load(ordering: .relaxed) }

  /// Counts `amount` more; on the writer's thread.
  @inline(__always)
  public func add(_ amount: Int = 1) {
    number.store(number.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
  }

  /// Replaces the number; on the writer's thread.
  @inline(__always)
  public func set(_ value: Int) { number.store(value, ordering: .relaxed) }

  /// Keeps `value` if it is the largest so far; on the writer's thread.
  public func raise(to value: Int) {
    if value > number.load(ordering: .relaxed) { number.store(value, ordering: .relaxed) }
  }
}
