internal import Glibc

/// The bounded queue between event loops and the writer: a mutex and a condition, taken whole by the one consumer.
@safe final class CommandQueue: @unchecked Sendable {
  // Sound as Sendable: everything mutable is touched only between lock and unlock of `mutex`.

  /// What the consumer gets.
  enum Work {
    /// Commands, at least one.
    case commands([any WriteCommand])
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
  private var waiting: [any WriteCommand] = []
  /// How many of `waiting` were taken already.
  private var head = 0
  /// Whether nothing more is accepted.
  private var isClosed = false
  /// Whether the consumer sleeps; a signal costs a system call that a busy consumer does not need.
  private var consumerSleeps = false
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

  /// Adds a command; false when the queue is full or closed.
  func add(_ command: any WriteCommand) -> Bool {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    guard !isClosed, waiting.count - head < capacity else { return false }
    waiting.append(command)
    if consumerSleeps {
      consumerSleeps = false
      unsafe pthread_cond_signal(condition)
    }
    return true
  }

  /// How many commands wait.
  var count: Int {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return waiting.count - head
  }

  /// Waits for commands and takes up to `max`. With `waitMicroseconds` it gives up after that long by the clock on the
  /// wall, which is what due times are of: a clock that is set forward ends the wait.
  func take(max: Int, waitMicroseconds: Int64?) -> Work {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while waiting.count == head {
      if isClosed { return .closed }
      if let waitMicroseconds {
        guard waitMicroseconds > 0 else { return .idle }
        consumerSleeps = true
        if !sleep(until: SystemClock.microseconds() + waitMicroseconds) {
          consumerSleeps = false
          return .idle
        }
      } else {
        consumerSleeps = true
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
    return .commands(taken)
  }

  /// Waits on the condition with a limit, in microseconds since 1970; false when the time is over.
  private func sleep(until microseconds: Int64) -> Bool {
    var until = timespec(tv_sec: Int(microseconds / 1_000_000), tv_nsec: Int(microseconds % 1_000_000) * 1000)
    return unsafe pthread_cond_timedwait(condition, mutex, &until) != ETIMEDOUT
  }

  /// Accepts nothing more; the consumer gets what waits, then `.closed`.
  func close() {
    unsafe pthread_mutex_lock(mutex)
    isClosed = true
    unsafe pthread_cond_signal(condition)
    unsafe pthread_mutex_unlock(mutex)
  }
}
