internal import Glibc
internal import Synchronization

// The reader pool: a few threads for queries that can take over a millisecond, so that no event loop waits for them.
//
//     loop A --submit--> +-------+ --take one--> thread 1: snapshot, job, end     each with a reader of its own
//     loop B --submit--> | queue | --take one--> thread 2: snapshot, job, end
//                        +-------+
//                             (the job hands its answer back to its loop by itself)
//
// A query on the loop costs no hop between threads, 15 to 30 us of latency; one that takes long makes all calls of the loop
// wait. Which methods go here is said in one place, where methods become routes.
//
// Invariants
//  1. A job's snapshot is taken when it begins and ends with it: whoever was told of a commit before he asked, reads it.
//  2. The queue is bounded: `submit` says false, and the caller sheds.
//  3. After `stop` returns, every accepted job has run.
//
// Limits: `Limits.poolThreads`, `Limits.queuedJobsMax`.
//
// The road not taken: a thread for each such call (unbounded); the loops' own readers (a statement is used by one at a
// time).

/// A query that runs on a thread of the pool.
public protocol ReadJob: AnyObject, Sendable {
  /// Runs the query, on a pool's thread; the snapshot ends when it returns.
  func run(on reader: Reader)
}

/// The threads for long queries.
public final class ReaderPool: Sendable {
  /// What waits.
  private let queue = WorkQueue<any ReadJob>(capacity: Limits.queuedJobsMax)
  /// The running threads; none before the first job and after `stop`.
  private let threads = Mutex<[pthread_t]>([])

  /// A pool without threads yet.
  init() {}

  /// Hands a job over. False when the queue is full or the pool stops: the caller sheds it.
  public func submit(_ job: any ReadJob, readingFrom store: Store) -> Bool {
    threads.withLock { threads in
      if threads.isEmpty { for _ in 0..<Limits.poolThreads { threads.append(start(store)) } }
    }
    return queue.add(job)
  }

  /// Runs what waits and ends the threads. Calling it again does nothing.
  func stop() {
    queue.close()
    let running = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in running { pthread_join(thread, nil) }
  }

  /// What a thread needs.
  private final class Context {
    /// Where work comes from.
    let queue: WorkQueue<any ReadJob>
    /// What is read.
    let store: Store

    /// A thread's context.
    init(_ queue: WorkQueue<any ReadJob>, _ store: Store) {
      self.queue = queue
      self.store = store
    }

    /// Runs jobs until the queue is closed and empty.
    func run() {
      let reader = try? store.makeReader()
      while case .items(let jobs) = queue.take(max: 1, waitMicroseconds: nil) {
        for job in jobs {
          guard let reader else { preconditionFailure("the store that loops read from cannot be read") }
          job.run(on: reader)
          reader.endTurn()
        }
      }
    }
  }

  /// Starts a thread.
  private func start(_ store: Store) -> pthread_t {
    // Balanced by takeRetainedValue on the thread.
    let context = unsafe Unmanaged.passRetained(Context(queue, store)).toOpaque()
    var started = pthread_t()
    let code = unsafe pthread_create(
      &started, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Context>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    precondition(code == 0, "a reader's thread cannot start: \(code)")
    return started
  }
}
