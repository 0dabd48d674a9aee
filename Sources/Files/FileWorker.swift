internal import Glibc

/// The one thread that reads and writes files, so that no event loop waits for a disk: a bounded queue and its consumer.
@safe final class FileWorker: @unchecked Sendable {
  // Sound as Sendable: everything mutable is touched only between lock and unlock of `mutex`.

  /// The most jobs that may wait.
  private static let waitingMax = 4_096

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [@Sendable () -> Void] = []
  private var isClosed = false
  private var thread: pthread_t?

  /// A worker whose thread starts with the first job.
  init() {
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(condition, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe pthread_cond_destroy(condition)
    unsafe mutex.deallocate()
    unsafe condition.deallocate()
  }

  /// Has a job done, after those that wait; false when too many do, or the worker has stopped.
  func submit(_ job: @escaping @Sendable () -> Void) -> Bool {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    guard !isClosed, waiting.count < Self.waitingMax else { return false }
    if thread == nil { start() }
    waiting.append(job)
    unsafe pthread_cond_signal(condition)
    return true
  }

  /// Does what waits and ends the thread.
  func stop() {
    unsafe pthread_mutex_lock(mutex)
    isClosed = true
    let running = thread
    thread = nil
    unsafe pthread_cond_signal(condition)
    unsafe pthread_mutex_unlock(mutex)
    if let running { pthread_join(running, nil) }
  }

  /// Starts the thread, which holds the worker until it has stopped.
  private func start() {
    let context = unsafe Unmanaged.passRetained(self).toOpaque()
    var started = pthread_t()
    let code = unsafe pthread_create(
      &started, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<FileWorker>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    precondition(code == 0, "the file worker's thread cannot start: \(code)")
    thread = started
  }

  /// Does jobs until the worker is stopped.
  private func run() {
    while let jobs = take() {
      for job in jobs { job() }
    }
  }

  /// Waits for jobs and takes them all; nil when the worker has stopped.
  private func take() -> [@Sendable () -> Void]? {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while waiting.isEmpty {
      if isClosed { return nil }
      unsafe pthread_cond_wait(condition, mutex)
    }
    defer { waiting = [] }
    return waiting
  }
}
