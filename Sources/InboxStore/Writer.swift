internal import Glibc
internal import InboxModel
internal import Metrics
internal import SQLite
internal import Synchronization

// The writer: one thread that makes every change, in groups.
//
//     loop A --submit--> +-------+        BEGIN IMMEDIATE
//     loop B --submit--> | queue | --take all--> SAVEPOINT, execute, RELEASE   (per command)
//     loop C --submit--> +-------+        due steps       (a few: what is due by itself, DueWork.swift)
//                            ^            COMMIT          (one fsync for all)
//                    or until the next due time
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
//  8. The thread sleeps until a command comes or something falls due, whichever is first. Due work never keeps a command
//     waiting for more than one step and the commit: with commands in the batch `Limits.dueStepsBesideCommands` steps are
//     taken, without any up to `Limits.dueStepsMax`, and none when a command has come meanwhile.
//  9. A clock that goes forward makes due what it passed; after one that goes back, leases and pauses are shortened to
//     what could have been given by the new time.
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
  private let queue: WorkQueue<any WriteCommand>
  /// The limits.
  private let configuration: StoreConfiguration
  /// The running thread; nil before start and after stop.
  private let thread = Mutex<pthread_t?>(nil)

  /// A writer that does not run yet.
  init(configuration: StoreConfiguration) {
    self.configuration = configuration
    self.queue = WorkQueue(capacity: configuration.queuedCommandsMax)
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

  /// Starts the thread, which makes ids above `largestID`.
  func start(on database: consuming sending Database, of store: Store, after largestID: Int64) {
    let loop = WriterLoop(
      database: database, queue: queue, configuration: configuration,
      // The store outlives the thread: close() stops it first, and a store that is never closed lives on.
      store: store, after: largestID)
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
  private let queue: WorkQueue<any WriteCommand>
  /// The limits.
  private let configuration: StoreConfiguration
  /// Whose counters grow.
  private let store: Store
  /// The one transaction object, used over and over.
  private let transaction: WriteTransaction
  /// Before when no due work is taken, after a commit of it failed.
  private var dueRestsUntil = Int64.min
  /// The search for contents of no attachment.
  private let sweep: OrphanSweep
  /// Whether the last quiet moment merged some of the search index.
  private var isMerging = false
  /// The latest time seen.
  private var latestTime: Int64 = 0

  /// Everything the thread needs.
  init(
    database: Database, queue: WorkQueue<any WriteCommand>, configuration: StoreConfiguration, store: Store,
    after largestID: Int64
  ) {
    self.database = database
    self.queue = queue
    self.configuration = configuration
    self.store = store
    self.sweep = OrphanSweep(store.files)
    self.transaction = WriteTransaction(
      database: database, files: store.files, ids: IdentifierGenerator(node: configuration.node, after: largestID),
      now: configuration.clock())
  }

  /// Works until the queue is closed and empty.
  func run() {
    var hasWorkWhenIdle = true
    var lastLook = configuration.clock()
    readDueTimes()
    while true {
      let wait = [idleMicroseconds(hasWorkWhenIdle), microsecondsUntilDue()].compactMap { $0 }.min()
      switch queue.take(max: configuration.batchCommandsMax, waitMicroseconds: wait) {
      case .items(let commands):
        carryOut(commands)
        hasWorkWhenIdle = true
        // A writer that is never idle looks after the house all the same.
        if configuration.clock() - lastLook >= Limits.lookEveryMicroseconds {
          _ = lookAfterTheHouse()
          lastLook = configuration.clock()
        }
      case .idle:
        if microsecondsUntilDue() == 0 {
          carryOut([])
          hasWorkWhenIdle = true
        } else {
          hasWorkWhenIdle = lookAfterTheHouse()
        }
      case .closed:
        _ = try? database.checkpoint(.truncate)
        return
      }
      if database.logPages >= Limits.logPagesToCheckpoint { _ = try? database.checkpoint(.passive) }
      store.metrics.logPages.set(database.logPages)
    }
  }

  /// How long to wait for work.
  private func idleMicroseconds(_ hasWorkWhenIdle: Bool) -> Int64 {
    if transaction.searchBacklog > 0 || isMerging { return Limits.indexDelayMicroseconds }
    let rest = hasWorkWhenIdle ? 0 : sweep.microsecondsToRest(at: configuration.clock())
    return max(rest, Limits.idleMicroseconds)
  }

  /// Runs a batch, commits it once, and answers.
  private func carryOut(_ commands: [any WriteCommand]) {
    var outcomes = [CommandOutcome](repeating: .committed, count: commands.count)
    do {
      try database.beginWriting()
      for (index, command) in commands.enumerated() {
        outcomes[index] = try carryOut(command)
      }
      try takeDueSteps(besideCommands: !commands.isEmpty)
      if transaction.searchBacklog > Limits.searchBacklogMax {
        // Always busy: what searches must read anew is kept short all the same.
        _ = try? transaction.indexPending(max: Limits.indexedPerStep)
      }
      let start = StoreMetrics.nanoseconds()
      try database.commit()
      store.metrics.batchDidCommit(outcomes, nanoseconds: StoreMetrics.nanoseconds() - start)
      countCommit()
    } catch {
      try? database.rollback()
      transaction.forgetBatch()
      dueRestsUntil = configuration.clock() + Limits.dueRestMicroseconds
      readDueTimes()
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
    let failure = try attempt { (transaction) throws(InboxError) in try command.execute(in: transaction) }
    return failure.map { .failed($0) } ?? .committed
  }

  /// Runs a step in its savepoint; gives why it failed and was taken back.
  private func attempt(
    _ step: (WriteTransaction) throws(InboxError) -> Void
  ) throws(DatabaseError) -> InboxError? {
    try database.beginSavepoint()
    transaction.begin(at: configuration.clock())
    do {
      try step(transaction)
      try transaction.finish()
    } catch {
      transaction.abandon()
      // A full disk or an input/output error may have ended the whole transaction already.
      guard database.isInTransaction else {
        throw DatabaseError(code: 10, message: "the transaction was rolled back: \(error.message)", context: "command")
      }
      try database.rollbackSavepoint()
      return error
    }
    try database.releaseSavepoint()
    return nil
  }

  // MARK: What is due

  /// How long until something falls due, in microseconds; 0 if something is, nil if nothing ever will.
  private func microsecondsUntilDue() -> Int64? {
    let now = configuration.clock()
    if now < latestTime - Limits.clockStepMicroseconds { clockWentBack(to: now) }
    latestTime = now
    guard let next = transaction.due.next() else { return nil }
    return max(0, max(next, dueRestsUntil) - now)
  }

  /// Reads what falls due when from the tables. A disk that fails is asked again with the next batch.
  private func readDueTimes() {
    transaction.begin(at: configuration.clock())
    try? transaction.readDueTimes()
  }

  /// Shortens waits that the clock has made too long (invariant 9).
  private func clockWentBack(to now: Int64) {
    dueRestsUntil = now
    do {
      try database.beginWriting()
      transaction.begin(at: now)
      try transaction.shortenWaits()
      try database.commit()
      store.commitCounter.add(1, ordering: .releasing)
    } catch {
      try? database.rollback()
    }
    readDueTimes()
  }

  /// Does some of what is due (invariant 8).
  private func takeDueSteps(besideCommands: Bool) throws(DatabaseError) {
    guard configuration.clock() >= dueRestsUntil else { return }
    for step in 0..<(besideCommands ? Limits.dueStepsBesideCommands : Limits.dueStepsMax) {
      if step > 0, !besideCommands, queue.count > 0 { return }
      guard let workspace = transaction.due.takeDue(at: configuration.clock()) else { return }
      try takeDueStep(in: workspace)
    }
  }

  /// Does one thing that is due in a workspace, in a savepoint; what fails is set aside.
  private func takeDueStep(in workspace: WorkspaceID) throws(DatabaseError) {
    var hasMore = false
    var isDone =
      try attempt { (transaction) throws(InboxError) in
        hasMore = try transaction.takeDueStep(in: workspace)
      } == nil
    if !isDone {
      isDone =
        try attempt { (transaction) throws(InboxError) in
          try transaction.setDueStepAside(in: workspace)
        } == nil
      hasMore = isDone
    }
    let now = configuration.clock()
    if hasMore {
      transaction.due.note(now, in: workspace)
    } else {
      // What could not even be set aside waits for a while.
      let next = try? transaction.nextDueTime(in: workspace)
      transaction.due.set(
        isDone ? next ?? nil : now + 60 * Limits.dueRestMicroseconds, in: workspace)
    }
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

  /// Does what can wait: expired requests, what was deleted, what search does not know yet, its index, then the log. False when
  /// nothing is left to do.
  private func lookAfterTheHouse() -> Bool {
    do {
      try database.beginWriting()
      let removed =
        try transaction.removeExpiredRequests(at: configuration.clock()) + transaction.removeDeletedStep()
      let collected = try transaction.collectAttachments()
      var retired = 0
      _ = try attempt { (transaction) throws(InboxError) in retired = try transaction.retireStep() }
      let indexed = try transaction.indexPending(max: Limits.indexedPerStep)
      isMerging = try indexed == 0 && transaction.mergeIndexIfDue()
      try database.commit()
      if retired > 0 { tellOfHouseKeeping() }
      // Looked at after the commit: the snapshot of a backup that begins later has no row of these files.
      var isSweeping = false
      if store.backupsUnderWay.load(ordering: .sequentiallyConsistent) == 0 {
        for content in collected { _ = transaction.removeContent(content) }
        isSweeping = sweep.step(at: configuration.clock(), in: transaction)
      }
      if removed + indexed + retired > 0 || !collected.isEmpty || isSweeping || isMerging {
        store.commitCounter.add(1, ordering: .releasing)
        return true
      }
      if database.logPages >= Limits.logPagesToTruncate { return try !database.checkpoint(.truncate) }
    } catch {
      // Nothing was promised to anyone; the next quiet moment tries again.
      try? database.rollback()
      transaction.forgetIndexing()
      transaction.forgetBatch()
      isMerging = false
    }
    return false
  }

  /// Tells those who watch of a commit that no command made.
  private func tellOfHouseKeeping() {
    countCommit()
    let changes = transaction.takeChanges()
    if !changes.isEmpty { store.listeners.didCommit(changes) }
  }
}
