internal import Glibc

/// The bounded queue between event loops and the threads that work for them: a mutex and a condition. The writer takes all
/// that waits, a reader of the pool one.
@safe final class WorkQueue<Item: Sendable>: @unchecked Sendable {
  // Sound as Sendable: everything mutable is touched only between lock and unlock of `mutex`.

  /// What the consumer gets.
  enum Work {
    /// At least one.
    case items([Item])
    /// Nothing came for a while.
    case idle
    /// The queue is closed and empty.
    case closed
  }

  /// Guards the rest.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  /// Signalled when work comes or the queue closes.
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// What waits, oldest first from `head`.
  private var waiting: [Item] = []
  /// How many of `waiting` were taken already.
  private var head = 0
  /// Whether nothing more is accepted.
  private var isClosed = false
  /// How many consumers sleep; a signal costs a system call that a busy consumer does not need.
  private var sleepers = 0
  /// The most that may wait.
  private let capacity: Int

  /// An empty queue.
  init(capacity: Int) {
    self.capacity = capacity
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe pthread_cond_destroy(condition)
    unsafe mutex.deallocate()
    unsafe condition.deallocate()
  }

  /// Adds an item; false when the queue is full or closed.
  func add(_ command: Item) -> Bool {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    guard !isClosed, waiting.count - head < capacity else { return false }
    waiting.append(command)
    if sleepers > 0 {
      sleepers -= 1
      unsafe pthread_cond_signal(condition)
    }
    return true
  }

  /// How many wait.
  var count: Int {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return waiting.count - head
  }

  /// Waits for work and takes up to `max`. With `waitMicroseconds` it gives up after that long by the clock on the
  /// wall, which is what due times are of: a clock that is set forward ends the wait.
  func take(max: Int, waitMicroseconds: Int64?) -> Work {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while waiting.count == head {
      if isClosed { return .closed }
      if let waitMicroseconds {
        guard waitMicroseconds > 0 else { return .idle }
        sleepers += 1
        if !sleep(until: SystemClock.microseconds() + waitMicroseconds) {
          sleepers = Swift.max(0, sleepers - 1)
          return .idle
        }
      } else {
        sleepers += 1
        unsafe pthread_cond_wait(condition, mutex)
      }
    }
    let end = min(head + max, waiting.count)
    let taken = Array(waiting[head..<end])
    head = end
    if head == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      head = 0
    } else if head > capacity / 2 {
      waiting.removeFirst(head)
      head = 0
    }
    return .items(taken)
  }

  /// Waits on the condition with a limit, in microseconds since 1970; false when the time is over.
  private func sleep(until microseconds: Int64) -> Bool {
    var until = timespec(tv_sec: Int(microseconds / 1_000_000), tv_nsec: Int(microseconds % 1_000_000) * 1000)
    return unsafe pthread_cond_timedwait(condition, mutex, &until) != ETIMEDOUT
  }

  /// Accepts nothing more; the consumers get what waits, then `.closed`.
  func close() {
    unsafe pthread_mutex_lock(mutex)
    isClosed = true
    unsafe pthread_cond_broadcast(condition)
    unsafe pthread_mutex_unlock(mutex)
  }
}
