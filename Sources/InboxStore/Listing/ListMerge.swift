/// Merges several lists, each in the order of a section, into one. A binary heap of one list for each stream: a pop costs
/// the logarithm of their number.
struct ListMerge {
  /// A popped key.
  struct Popped {
    /// The key.
    let key: ListKey
    /// Which stream it came from.
    let stream: Int
    /// Whether its list is used up and may go on.
    let needsMore: Bool
  }

  /// The rest of one stream's keys.
  private struct List {
    /// The keys, in order.
    var keys: ArraySlice<ListKey>
    /// Which stream they came from.
    let stream: Int
    /// Whether more may follow them.
    let mayGoOn: Bool
  }

  /// A heap by first key; no list in it is empty.
  private var heap: [List] = []

  /// Adds a stream's next keys; fewer than `chunk` are its last.
  mutating func add(_ keys: [ListKey], of stream: Int, chunk: Int) {
    guard !keys.isEmpty else { return }
    heap.append(List(keys: keys[...], stream: stream, mayGoOn: keys.count == chunk))
    siftUp(heap.count - 1)
  }

  /// Takes the first key; nil when all are gone. When it `needsMore`, the stream's next keys must be added before the
  /// next pop.
  mutating func popFirst() -> Popped? {
    guard let top = heap.first, let key = top.keys.first else { return nil }
    let isLast = top.keys.count == 1
    if isLast {
      heap.swapAt(0, heap.count - 1)
      heap.removeLast()
    } else {
      heap[0].keys.removeFirst()
    }
    siftDown()
    return Popped(key: key, stream: top.stream, needsMore: isLast && top.mayGoOn)
  }

  /// Whether a list comes before another.
  private func comesBefore(_ left: Int, _ right: Int) -> Bool {
    guard let left = heap[left].keys.first, let right = heap[right].keys.first else { return false }
    return left.position.precedes(right.position)
  }

  /// Restores the heap upwards.
  private mutating func siftUp(_ start: Int) {
    var index = start
    while index > 0, comesBefore(index, (index - 1) / 2) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Restores the heap downwards.
  private mutating func siftDown() {
    var index = 0
    while true {
      var first = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && comesBefore(child, first) {
        first = child
      }
      if first == index { return }
      heap.swapAt(first, index)
      index = first
    }
  }
}
