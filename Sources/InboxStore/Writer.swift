internal import Glibc
internal import InboxModel
internal import Metrics
internal import SQLite
internal import Synchronization

// The writer: one thread that makes every change, in groups.
//
//     loop A --submit--> +-------+        BEGIN IMMEDIATE
//     loop B --submit--> | queue | --take all--> SAVEPOINT, execute, RELEASE   (per command)
//     loop C --submit--> +-------+        COMMIT          (one fsync for all)
//                                         commitCounter += 1
//                                         didFinish per command, then deliver once per home
//                                         listeners hear what changed
//
// A commit waits for the disk; everything else here is microseconds. So while one commit waits, the next commands
// gather in the queue, and the next commit carries them all: the busier the server, the larger the groups, and no
// timer is needed to make them.
//
// Invariants:
//  1. A command is told `committed` only after the commit that holds its changes has returned.
//  2. `commitCounter` grows after the commit and before anyone is told of it: whoever was told, reads what was written.
//     `directoryGeneration` grows after `commitCounter`, so that who sees the new generation also sees a new counter.
//  3. A command that throws leaves nothing behind and disturbs no other: each runs in its own savepoint.
//  4. A commit that fails fails every command of its batch; those that had thrown keep their own error.
//  5. The queue is bounded: `submit` says false and the caller sheds, nothing waits without limit.
//  6. Only this thread writes and checkpoints (SQLite 3.40's WAL-reset bug): passive after a batch when the log has
//     grown, truncating when idle and the log is large. The close at the end truncates too.
//  7. After `stop` returns, every accepted command has been answered.
//
// Limits: `Limits.queuedCommandsMax`, `Limits.batchCommandsMax`; a savepoint costs about 1 us, an fsync milliseconds.
//
// The road not taken: a commit for each command (1,600 a second here instead of tens of thousands); a lock that lets
// loops write themselves (they would wait for the disk); an actor (its executor is not a thread we can give away to
// SQLite's blocking calls).

/// The one thread that writes.
public final class Writer: @unchecked Sendable {
  // Sound as Sendable: `queue` locks itself, `thread` is touched by start and stop only, the rest by the thread.

  /// What waits.
  private let queue: CommandQueue
  /// The limits.
  private let configuration: StoreConfiguration
  /// The running thread; nil before start and after stop.
  private let thread = Mutex<pthread_t?>(nil)

  /// A writer that does not run yet.
  init(configuration: StoreConfiguration) {
    self.configuration = configuration
    self.queue = CommandQueue(capacity: configuration.queuedCommandsMax)
  }

  /// Hands a command over. False when the queue is full or the writer stops: the caller sheds it.
  public func submit(_ command: any WriteCommand) -> Bool { queue.add(command) }

  /// How many commands wait to be taken.
  public var waitingCommands: Int { queue.count }

  /// Carries out what waits, closes the database and ends the thread. Calling it again does nothing.
  public func stop() {
    queue.close()
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let running { pthread_join(running, nil) }
  }

  /// Starts the thread.
  func start(on database: consuming sending Database, of store: Store) {
    let loop = WriterLoop(
      database: database, queue: queue, configuration: configuration,
      // The store outlives the thread: close() stops it first, and a store that is never closed lives on.
      store: store)
    // Balanced by takeRetainedValue on the thread.
    let context = unsafe Unmanaged.passRetained(loop).toOpaque()
    var started = pthread_t()
    let code = unsafe pthread_create(
      &started, nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<WriterLoop>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, context)
    precondition(code == 0, "the writer's thread cannot start: \(code)")
    thread.withLock { $0 = started }
  }
}

/// What the thread runs.
final class WriterLoop {
  /// The writing connection.
  private let database: Database
  /// Where work comes from.
  private let queue: CommandQueue
  /// The limits.
  private let configuration: StoreConfiguration
  /// Whose counters grow.
  private let store: Store
  /// The one transaction object, used over and over.
  private let transaction: WriteTransaction

  /// Everything the thread needs.
  init(database: Database, queue: CommandQueue, configuration: StoreConfiguration, store: Store) {
    self.database = database
    self.queue = queue
    self.configuration = configuration
    self.store = store
    self.transaction = WriteTransaction(
      database: database, files: store.files, ids: IdentifierGenerator(node: configuration.node),
      now: configuration.clock())
  }

  /// Works until the queue is closed and empty.
  func run() {
    var hasWorkWhenIdle = true
    var lastLook = configuration.clock()
    while true {
      switch queue.take(
        max: configuration.batchCommandsMax, idleMilliseconds: hasWorkWhenIdle ? Limits.idleMilliseconds : nil)
      {
      case .commands(let commands):
        carryOut(commands)
        if database.logPages >= Limits.logPagesToCheckpoint { _ = try? database.checkpoint(.passive) }
        hasWorkWhenIdle = true
        // A writer that is never idle looks after the house all the same.
        if configuration.clock() - lastLook >= Limits.lookEveryMicroseconds {
          _ = lookAfterTheHouse()
          lastLook = configuration.clock()
        }
      case .idle:
        hasWorkWhenIdle = lookAfterTheHouse()
      case .closed:
        _ = try? database.checkpoint(.truncate)
        return
      }
      store.metrics.logPages.set(database.logPages)
    }
  }

  /// Runs a batch, commits it once, and answers.
  private func carryOut(_ commands: [any WriteCommand]) {
    var outcomes = [CommandOutcome](repeating: .committed, count: commands.count)
    do {
      try database.beginWriting()
      for (index, command) in commands.enumerated() {
        outcomes[index] = try carryOut(command)
      }
      let start = StoreMetrics.nanoseconds()
      try database.commit()
      store.metrics.batchDidCommit(outcomes, nanoseconds: StoreMetrics.nanoseconds() - start)
      countCommit()
    } catch {
      try? database.rollback()
      transaction.forgetBatch()
      for index in outcomes.indices where outcomes[index] == .committed {
        outcomes[index] = .failed(InboxError(error))
      }
      store.metrics.batchDidFail(outcomes.count)
    }
    answer(commands, outcomes)
    let changes = transaction.takeChanges()
    if !changes.isEmpty { store.listeners.didCommit(changes) }
  }

  /// Counts a commit (invariant 2).
  private func countCommit() {
    store.commitCounter.add(1, ordering: .releasing)
    if transaction.takeDirectoryChange() { store.directoryGeneration.add(1, ordering: .releasing) }
  }

  /// Runs one command in its savepoint. Throws only when the batch as a whole is lost.
  private func carryOut(_ command: any WriteCommand) throws(DatabaseError) -> CommandOutcome {
    try database.beginSavepoint()
    transaction.begin(at: configuration.clock())
    do {
      try command.execute(in: transaction)
      try transaction.finish()
    } catch {
      transaction.abandon()
      // A full disk or an input/output error may have ended the whole transaction already.
      guard database.isInTransaction else {
        throw DatabaseError(code: 10, message: "the transaction was rolled back: \(error.message)", context: "command")
      }
      try database.rollbackSavepoint()
      return .failed(error)
    }
    try database.releaseSavepoint()
    return .committed
  }

  /// Tells each command its outcome, then wakes each home once.
  private func answer(_ commands: [any WriteCommand], _ outcomes: [CommandOutcome]) {
    var homes: [(home: any CommandHome, commands: [any WriteCommand])] = []
    for (command, outcome) in zip(commands, outcomes) {
      command.didFinish(outcome)
      let home = command.home
      if let index = homes.firstIndex(where: { $0.home === home }) {
        homes[index].commands.append(command)
      } else {
        homes.append((home, [command]))
      }
    }
    for entry in homes { entry.home.deliver(entry.commands) }
  }

  /// Does what can wait: expired requests, what was deleted, then the log. False when nothing is left to do.
  private func lookAfterTheHouse() -> Bool {
    do {
      try database.beginWriting()
      let removed =
        try transaction.removeExpiredRequests(at: configuration.clock()) + transaction.removeDeletedStep()
      let collected = try transaction.collectAttachments()
      try database.commit()
      transaction.removeContents(collected)
      if removed > 0 || !collected.isEmpty {
        store.commitCounter.add(1, ordering: .releasing)
        return true
      }
      if database.logPages >= Limits.logPagesToTruncate { return try !database.checkpoint(.truncate) }
    } catch {
      // Nothing was promised to anyone; the next quiet moment tries again.
      try? database.rollback()
    }
    return false
  }
}
