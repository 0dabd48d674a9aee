internal import Glibc
public import InboxModel
internal import Synchronization

extension Store {
  /// Makes a change and waits until it is on disk: for the start of a program and for its commands. Never call it on an
  /// event loop, which must not wait, nor on the writer's thread, which would wait for itself.
  public func waitToWrite<Result: Sendable>(
    _ body: @escaping @Sendable (WriteTransaction) throws(InboxError) -> Result
  ) throws(InboxError) -> Result {
    let write = BlockingWrite(body)
    guard writer.submit(write) else { throw .storageUnavailable("too much waits for the writer") }
    return try write.wait()
  }
}

/// A change that one thread waits for.
@safe private final class BlockingWrite<Result: Sendable>: WriteCommand, CommandHome, @unchecked Sendable {
  // Sound as Sendable: `outcome` locks itself; a semaphore is made to be shared between threads.

  private let body: @Sendable (WriteTransaction) throws(InboxError) -> Result
  private let outcome = Mutex<Swift.Result<Result, InboxError>?>(nil)
  private let isFinished = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  /// A change that nobody waits for yet.
  init(_ body: @escaping @Sendable (WriteTransaction) throws(InboxError) -> Result) {
    self.body = body
    unsafe sem_init(isFinished, 0, 0)
  }

  deinit {
    unsafe sem_destroy(isFinished)
    unsafe isFinished.deallocate()
  }

  /// Where it is handed back: to itself.
  var home: any CommandHome { self }

  /// Makes the change.
  func execute(in transaction: WriteTransaction) throws(InboxError) {
    let result = try body(transaction)
    outcome.withLock { $0 = .success(result) }
  }

  /// Keeps a failure.
  func didFinish(_ finished: CommandOutcome) {
    if case .failed(let error) = finished { outcome.withLock { $0 = .failure(error) } }
  }

  /// Wakes who waits.
  func deliver(_ finished: [any WriteCommand]) { unsafe sem_post(isFinished) }

  /// Waits for the outcome.
  func wait() throws(InboxError) -> Result {
    while unsafe sem_wait(isFinished) != 0 {}
    guard let outcome = outcome.withLock({ $0 }) else { preconditionFailure("a finished write has an outcome") }
    return try outcome.get()
  }
}
