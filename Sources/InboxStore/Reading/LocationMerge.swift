internal import InboxModel

/// Merges the lists of several locations, each newest first, into one. A binary heap of one list for each location:
/// a pop costs the logarithm of their number.
struct LocationMerge {
  /// A popped key.
  struct Key {
    /// Where it stands in the list.
    let position: PagePosition
    /// Whose it is.
    let location: LocationID
    /// Whether its list is used up and may go on.
    let needsMore: Bool
  }

  /// The rest of one location's keys.
  private struct List {
    /// The keys, greatest first.
    var keys: ArraySlice<PagePosition>
    /// Whose they are.
    let location: LocationID
    /// Whether more may follow them.
    let mayGoOn: Bool
  }

  /// A heap by first key; no list in it is empty.
  private var heap: [List] = []

  /// Adds a location's next keys; fewer than `chunk` are its last.
  mutating func add(_ keys: [PagePosition], of location: LocationID, chunk: Int) {
    guard !keys.isEmpty else { return }
    heap.append(List(keys: keys[...], location: location, mayGoOn: keys.count == chunk))
    siftUp(heap.count - 1)
  }

  /// Takes the greatest key; nil when all are gone. When it `needsMore`, the location's next keys must be added before
  /// the next pop.
  mutating func popGreatest() -> Key? {
    guard let top = heap.first, let position = top.keys.first else { return nil }
    let isLast = top.keys.count == 1
    if isLast {
      heap.swapAt(0, heap.count - 1)
      heap.removeLast()
    } else {
      heap[0].keys.removeFirst()
    }
    siftDown()
    return Key(position: position, location: top.location, needsMore: isLast && top.mayGoOn)
  }

  /// Whether a list comes before another.
  private func comesBefore(_ left: Int, _ right: Int) -> Bool {
    guard let left = heap[left].keys.first, let right = heap[right].keys.first else { return false }
    return (left.time, left.id) > (right.time, right.id)
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
