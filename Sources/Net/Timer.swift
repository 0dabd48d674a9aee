/// Something that happens once at an instant, unless it is cancelled first.
///
/// A timer belongs to one loop. It may be scheduled again at any time, also from its own `fire`.
open class Timer {
  /// When it is due, in nanoseconds of the monotonic clock.
  public fileprivate(set) var deadlineNanoseconds: UInt64 = 0
  /// Where it stands in the heap; -1 while it is not scheduled.
  fileprivate var position = -1

  /// A timer that is not scheduled.
  public init() {}

  /// It waits for its deadline.
  public var isScheduled: Bool { position >= 0 }

  /// Called once on the loop's thread when the deadline has passed.
  open func fire(on loop: EventLoop) {}
}

/// The timers of one loop, the next one on top: a binary heap that knows each timer's place.
///
/// Deadlines of calls mostly come in rising order, so that adding one touches a leaf and its parent, and a call that
/// ends in time takes its leaf away again. The heap keeps a scheduled timer alive.
struct TimerHeap {
  private var heap: [Timer] = []

  /// The earliest deadline; nil when nothing is scheduled.
  var nextDeadline: UInt64? { heap.first?.deadlineNanoseconds }

  /// Schedules `timer`, or moves it when it is scheduled already.
  mutating func schedule(_ timer: Timer, at deadlineNanoseconds: UInt64) {
    if timer.isScheduled { cancel(timer) }
    timer.deadlineNanoseconds = deadlineNanoseconds
    timer.position = heap.count
    heap.append(timer)
    rise(from: heap.count - 1)
  }

  /// Takes `timer` out; nothing happens when it is not scheduled.
  mutating func cancel(_ timer: Timer) {
    guard timer.isScheduled else { return }
    let position = timer.position
    precondition(heap[position] === timer, "a timer was scheduled on another loop")
    timer.position = -1
    let last = heap.removeLast()
    guard position < heap.count else { return }
    heap[position] = last
    last.position = position
    rise(from: position)
    sink(from: position)
  }

  /// Takes out the earliest timer if it is due at `now`.
  mutating func takeDue(at now: UInt64) -> Timer? {
    guard let first = heap.first, first.deadlineNanoseconds <= now else { return nil }
    cancel(first)
    return first
  }

  /// Moves a timer up while it is earlier than its parent.
  private mutating func rise(from start: Int) {
    var position = start
    while position > 0 {
      let parent = (position - 1) / 2
      guard heap[position].deadlineNanoseconds < heap[parent].deadlineNanoseconds else { return }
      exchange(position, parent)
      position = parent
    }
  }

  /// Moves a timer down while a child is earlier.
  private mutating func sink(from start: Int) {
    var position = start
    while true {
      var least = position
      for child in [2 * position + 1, 2 * position + 2] where child < heap.count {
        if heap[child].deadlineNanoseconds < heap[least].deadlineNanoseconds { least = child }
      }
      guard least != position else { return }
      exchange(position, least)
      position = least
    }
  }

  /// Swaps two timers and tells them their places.
  private mutating func exchange(_ one: Int, _ other: Int) {
    heap.swapAt(one, other)
    heap[one].position = one
    heap[other].position = other
  }
}
