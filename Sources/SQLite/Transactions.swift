internal import CSQLite

/// Beginning and ending transactions. Writes begin IMMEDIATE always: a read that upgrades fails at once with
/// SQLITE_BUSY_SNAPSHOT and no timeout helps.
extension Database {
  private static let beginImmediate = Query("BEGIN IMMEDIATE")
  private static let beginRead = Query("BEGIN DEFERRED")
  private static let commitQuery = Query("COMMIT")
  private static let rollbackQuery = Query("ROLLBACK")
  private static let savepointQuery = Query("SAVEPOINT command")
  private static let releaseQuery = Query("RELEASE command")
  private static let rollbackToQuery = Query("ROLLBACK TO command")

  private static let innerSavepointQuery = Query("SAVEPOINT item")
  private static let releaseInnerQuery = Query("RELEASE item")
  private static let rollbackToInnerQuery = Query("ROLLBACK TO item")

  /// Begins a transaction that writes.
  public func beginWriting() throws(DatabaseError) { try run(Self.beginImmediate) }

  /// Begins a transaction that reads; its snapshot is taken by its first query.
  public func beginReading() throws(DatabaseError) { try run(Self.beginRead) }

  /// A number that stays as it is for as long as this connection's snapshots show the same; nil before the first query of a
  /// transaction, which takes the snapshot. For connections that only read.
  public var snapshotVersion: UInt32? {
    guard unsafe sqlite3_txn_state(handle, nil) != SQLITE_TXN_NONE else { return nil }
    var version: UInt32 = 0
    let code = unsafe sqlite3_file_control(handle, nil, SQLITE_FCNTL_DATA_VERSION, &version)
    return code == SQLITE_OK ? version : nil
  }

  /// Ends the transaction and keeps its changes.
  public func commit() throws(DatabaseError) { try run(Self.commitQuery) }

  /// Ends the transaction and forgets its changes. Nothing to roll back is no error: SQLite did so itself.
  public func rollback() throws(DatabaseError) {
    if isInTransaction { try run(Self.rollbackQuery) }
  }

  /// Marks a point to return to, one at a time.
  public func beginSavepoint() throws(DatabaseError) { try run(Self.savepointQuery) }

  /// Keeps what was done since the savepoint.
  public func releaseSavepoint() throws(DatabaseError) { try run(Self.releaseQuery) }

  /// Forgets what was done since the savepoint.
  public func rollbackSavepoint() throws(DatabaseError) {
    try run(Self.rollbackToQuery)
    try run(Self.releaseQuery)
  }

  /// Marks a point to return to inside a savepoint: for the items of a batch.
  public func beginInnerSavepoint() throws(DatabaseError) { try run(Self.innerSavepointQuery) }

  /// Keeps what was done since the inner savepoint.
  public func releaseInnerSavepoint() throws(DatabaseError) { try run(Self.releaseInnerQuery) }

  /// Forgets what was done since the inner savepoint.
  public func rollbackInnerSavepoint() throws(DatabaseError) {
    try run(Self.rollbackToInnerQuery)
    try run(Self.releaseInnerQuery)
  }
}
