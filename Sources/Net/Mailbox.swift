internal import CLinux
internal import Glibc
internal import Synchronization

/// Work that another thread hands to a loop.
public protocol LoopJob: AnyObject, Sendable {
  /// Does the work on the loop's thread. Short: everything else on the loop waits for it.
  func run(on loop: EventLoop)
}

/// The door of an event loop: the only part of it that other threads may touch.
///
/// Jobs are kept in order. The loop is woken by one `eventfd` write for all that is posted until it looks: a wake-up
/// costs tens of microseconds, a job that finds the bell already rung costs a lock.
public final class Mailbox: Sendable {
  /// What the lock guards.
  private struct State {
    var jobs: [any LoopJob] = []
    var isStopping = false
    var bellRung = false
    var isClosed = false
  }

  private let state = Mutex(State())
  private let bell: Descriptor

  /// The descriptor that becomes readable when something was posted.
  var bellNumber: Int32 { bell.number }

  /// A mailbox for a loop that is yet to start.
  public init() throws(NetError) {
    let number = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    guard number >= 0 else { throw NetError.last("eventfd") }
    bell = Descriptor(owning: number)
  }

  /// Hands one job to the loop.
  public func post(_ job: any LoopJob) {
    if state.withLock({ Self.add([job], to: &$0) }) { ring() }
  }

  /// Hands several jobs to the loop, with at most one wake-up.
  public func post(_ jobs: [any LoopJob]) {
    if state.withLock({ Self.add(jobs, to: &$0) }) { ring() }
  }

  /// Asks the loop to stop: it returns from `run()` after the turn it is in, unless its `onStop` knows better.
  public func stop() {
    state.withLock { $0.isStopping = true }
    ring()
  }

  /// Everything posted since the last look, and whether the loop is to stop.
  func take() -> (jobs: [any LoopJob], isStopping: Bool) {
    var count: UInt64 = 0
    _ = unsafe read(bell.number, &count, 8)
    return state.withLock { state in
      let mail = (state.jobs, state.isStopping)
      state = State()
      return mail
    }
  }

  /// The loop has ended: what waits, and what still comes, is let go. A job may hold on to whatever holds on to the mailbox.
  func close() {
    // Jobs are released outside of the lock: what goes with them may post.
    _ = state.withLock { state in
      let jobs = state.jobs
      state = State(isClosed: true)
      return jobs
    }
  }

  /// Adds jobs; whether the bell has to be rung for them.
  private static func add(_ jobs: [any LoopJob], to state: inout sending State) -> Bool {
    if state.isClosed { return false }
    state.jobs.append(contentsOf: jobs)
    let mustRing = !state.bellRung
    state.bellRung = true
    return mustRing
  }

  /// Wakes the loop.
  private func ring() {
    var one: UInt64 = 1
    _ = unsafe write(bell.number, &one, 8)
  }
}
