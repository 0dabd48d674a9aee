internal import SQLite
internal import Synchronization
public import InboxModel

// A reader: one event loop's read-only connection, and the snapshot its queries share.
//
//     turn:  snapshot()  snapshot()  snapshot()            endTurn()
//            BEGIN ------ reused ----- reused ------------- COMMIT
//                                        ^ the writer committed here: COMMIT, BEGIN
//
// Taking and dropping SQLite's read lock costs more than a point read does (6.6 us a query with, 3.7 us without,
// measured). A loop turn serves many calls, so the first query of a turn opens a snapshot and the turn's end closes it.
//
// Invariants:
//  1. A snapshot is reused only while the writer's commit counter stands where it stood before the snapshot was
//     opened. The counter grows before a writer's caller is answered, so whoever was told of a commit reads it.
//  2. No snapshot outlives its turn: a long reader would keep the log from being checkpointed.
//  3. The directory's generation is read before the counter: a new generation implies a new counter, so what is
//     cached under a generation is never older than it. A snapshot that is reused asks for the generation again: it may have
//     been opened between the two.
//  4. Readers can neither write (opened read-only, query_only) nor checkpoint (wal_autocheckpoint 0, no checkpoint
//     on close).
//
// Limits: one reader per loop, never shared between threads; a `ReadTransaction` is good until the turn ends.
//
// The road not taken: a snapshot for each query (slower, and two queries of one call could disagree); one kept until
// the counter moves (an idle loop would pin the log).

/// One event loop's window on the store. Used by that loop's thread only.
public final class Reader {
  /// The connection.
  private let database: Database
  /// Whose counters decide.
  private let store: Store
  /// The one transaction object, used over and over.
  private let transaction: ReadTransaction
  /// The commit counter before the open snapshot was taken; nil without a snapshot.
  private var openedAt: UInt64?

  /// A reader without a snapshot.
  init(database: Database, store: Store) {
    self.database = database
    self.store = store
    self.transaction = ReadTransaction(database: database, files: store.files, now: store.configuration.clock())
  }

  /// A view of everything committed so far: the turn's snapshot if nothing was committed since, else a new one.
  public func snapshot() throws(InboxError) -> ReadTransaction {
    let generation = store.directoryGeneration.load(ordering: .acquiring)
    let counter = store.commitCounter.load(ordering: .acquiring)
    if openedAt == counter {
      transaction.keepDirectory(of: generation)
      return transaction
    }
    do {
      if openedAt != nil { try close() }
      try database.beginReading()
    } catch {
      throw InboxError(error)
    }
    openedAt = counter
    transaction.begin(at: store.configuration.clock(), generation: generation)
    return transaction
  }

  /// Lets go of the snapshot. Without one it does nothing.
  public func endTurn() {
    guard openedAt != nil else { return }
    do {
      try close()
    } catch {
      // A read transaction that cannot end cannot be left open either; SQLite rolled it back.
      try? database.rollback()
    }
  }

  /// Ends the read transaction.
  private func close() throws(DatabaseError) {
    openedAt = nil
    try database.commit()
  }
}
