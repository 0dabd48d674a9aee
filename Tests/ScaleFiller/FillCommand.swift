import Glibc
import InboxModel
import InboxStore
import Synchronization

/// A closure as a command.
final class FillCommand: WriteCommand, @unchecked Sendable {
  // Sound as Sendable: whoever made it waits until it is back.

  /// Where it is handed back.
  let home: any CommandHome
  /// The change.
  private let body: (WriteTransaction) throws(InboxError) -> Void
  /// What became of it.
  private(set) var outcome = CommandOutcome.committed

  /// A command.
  init(_ home: FillHome, _ body: @escaping (WriteTransaction) throws(InboxError) -> Void) {
    self.home = home
    self.body = body
  }

  /// Makes the change.
  func execute(in transaction: WriteTransaction) throws(InboxError) { try body(transaction) }
  /// Keeps the outcome.
  func didFinish(_ outcome: CommandOutcome) { self.outcome = outcome }
}

/// Waits for one command at a time.
@safe final class FillHome: CommandHome, @unchecked Sendable {
  // Sound as Sendable: a semaphore is made to be shared between threads.

  /// Posted when a command is back.
  private let isFinished = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  /// Nothing is under way.
  init() { unsafe sem_init(isFinished, 0, 0) }

  deinit {
    unsafe sem_destroy(isFinished)
    unsafe isFinished.deallocate()
  }

  /// Wakes who waits.
  func deliver(_ finished: [any WriteCommand]) { unsafe sem_post(isFinished) }

  /// Has a command carried out.
  func run(_ command: FillCommand, on store: Store) throws {
    precondition(store.writer.submit(command), "the writer takes no commands")
    while unsafe sem_wait(isFinished) != 0 {}
    if case .failed(let error) = command.outcome { throw error }
  }
}
