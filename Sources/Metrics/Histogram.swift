internal import Synchronization

/// How often values fell into which range. One thread writes, every thread may read; see `Counter`.
///
/// A reader may see a value counted in its range and not yet in the sum: what is read is exact only when nothing is written.
@safe public final class Histogram: Sendable {
  /// The upper bounds of the ranges, rising; a last range without bound follows.
  public let bounds: [Int]
  /// The same bounds and the number of values in each range, where looking something up costs a load.
  private nonisolated(unsafe) let limits: UnsafeMutablePointer<Int>
  private nonisolated(unsafe) let counts: UnsafeMutablePointer<Counter>
  private let limitCount: Int
  private let total = Counter()

  /// Ranges up to each of `bounds`, which rise.
  public init(_ bounds: [Int]) {
    self.bounds = bounds
    limitCount = bounds.count
    unsafe limits = .allocate(capacity: bounds.count)
    unsafe limits.initialize(from: bounds, count: bounds.count)
    unsafe counts = .allocate(capacity: bounds.count + 1)
    for index in 0...bounds.count { unsafe (counts + index).initialize(to: Counter()) }
  }

  deinit {
    unsafe counts.deinitialize(count: bounds.count + 1)
    unsafe counts.deallocate()
    unsafe limits.deallocate()
  }

  /// Counts a value; on the writer's thread.
  public func record(_ value: Int) {
    var low = 0
    var high = limitCount
    while low < high {
      let middle = (low &+ high) &>> 1
      if unsafe limits[middle] < value { low = middle &+ 1 } else { high = middle }
    }
    unsafe counts[low].add()
    total.add(value)
  }

  /// What was counted, summed with other histograms of the same bounds.
  public struct Reading: Sendable {
    /// Values in each range, the one without bound last.
    public private(set) var counts: [Int]
    /// The sum of all values.
    public private(set) var sum = 0

    /// Nothing, in so many ranges.
    public init(bounds: Int) { counts = [Int](repeating: 0, count: bounds + 1) }

    /// How many values there were.
    public var count: Int { counts.reduce(0, +) }

    /// Adds what a histogram has counted.
    public mutating func add(_ histogram: Histogram) {
      precondition(histogram.bounds.count + 1 == counts.count, "histograms of different bounds do not add up")
      for index in counts.indices { counts[index] += unsafe histogram.counts[index].value }
      sum += histogram.total.value
    }
  }

  /// What was counted.
  public var reading: Reading {
    var reading = Reading(bounds: bounds.count)
    reading.add(self)
    return reading
  }
}
