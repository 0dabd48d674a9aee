internal import Glibc
internal import InboxModel
internal import InboxStore
internal import Synchronization

/// Making the sample workspace, as a command that one thread waits for.
@safe final class InstallCommand: WriteCommand, CommandHome, @unchecked Sendable {
  // Sound as Sendable: `result` locks itself; a semaphore is made to be shared between threads.

  /// What is to be made.
  private let workspace: SampleWorkspace
  /// Whether it was made, or why it failed; set before `isFinished` is posted.
  private let result = Mutex<Result<Bool, InboxError>>(.success(false))
  /// Posted once, when the outcome is known.
  private let isFinished = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  /// A command that nobody waits for yet.
  init(_ workspace: SampleWorkspace) {
    self.workspace = workspace
    unsafe sem_init(isFinished, 0, 0)
  }

  deinit {
    unsafe sem_destroy(isFinished)
    unsafe isFinished.deallocate()
  }

  /// Where it is handed back: to itself.
  var home: any CommandHome { self }

  /// Makes the workspace.
  func execute(in transaction: WriteTransaction) throws(InboxError) {
    let isNew = try workspace.create(in: transaction)
    result.withLock { $0 = .success(isNew) }
  }

  /// Keeps a failure.
  func didFinish(_ outcome: CommandOutcome) {
    if case .failed(let error) = outcome { result.withLock { $0 = .failure(error) } }
  }

  /// Wakes who waits.
  func deliver(_ finished: [any WriteCommand]) { unsafe sem_post(isFinished) }

  /// Waits for the outcome: whether the workspace was made.
  func wait() throws(InboxError) -> Bool {
    while unsafe sem_wait(isFinished) != 0 {}
    return try result.withLock { $0 }.get()
  }
}
