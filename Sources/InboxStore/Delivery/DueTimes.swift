internal import InboxModel

/// When the next thing falls due in each workspace: a heap by time, whose entries that are no longer so are passed over
/// when they come up. Pure.
struct DueTimes {
  /// A time that was noted.
  private struct Entry {
    let time: Int64
    let workspace: WorkspaceID
  }

  /// The time that counts of each workspace.
  private var times: [WorkspaceID: Int64] = [:]
  /// What was noted, the earliest on top.
  private var heap: [Entry] = []

  /// Notes that something falls due, unless something earlier is noted.
  mutating func note(_ time: Int64, in workspace: WorkspaceID) {
    if let noted = times[workspace], noted <= time { return }
    set(time, in: workspace)
  }

  /// Says when the next thing falls due; nil for never.
  mutating func set(_ time: Int64?, in workspace: WorkspaceID) {
    times[workspace] = time
    if let time { push(Entry(time: time, workspace: workspace)) }
  }

  /// When the next thing falls due anywhere.
  mutating func next() -> Int64? {
    while let top = heap.first {
      if times[top.workspace] == top.time { return top.time }
      pop()
    }
    return nil
  }

  /// Takes out the workspace where something has been due for longest; nil if nothing is.
  mutating func takeDue(at now: Int64) -> WorkspaceID? {
    guard let time = next(), time <= now else { return nil }
    let workspace = heap[0].workspace
    pop()
    times[workspace] = nil
    return workspace
  }

  /// Adds an entry.
  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0, heap[child].time < heap[(child - 1) / 2].time {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Removes the top.
  private mutating func pop() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].time < heap[least].time {
        least = child
      }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
