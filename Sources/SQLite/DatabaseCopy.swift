internal import CSQLite

extension Database {
  /// Pages copied at a time; between two helpings the copy can be given up.
  private static let copiedPages: Int32 = 1_024

  /// Copies what this connection sees into a new file that stands alone, without a log. Holds one snapshot for as long as it
  /// takes, so that commits go on meanwhile and the copy is of one instant. Gives up when `goOn` says false; what is left
  /// then is no database, and the error is SQLITE_INTERRUPT.
  public func copy(to path: String, while goOn: (_ done: Int, _ of: Int) -> Bool) throws(DatabaseError) {
    let target = try Database(path: path, role: .copy)
    try beginReading()
    do throws(DatabaseError) {
      // The first query takes the snapshot.
      try execute("SELECT 1 FROM sqlite_schema")
      try copyPages(to: target, while: goOn)
      try rollback()
    } catch {
      try? rollback()
      throw error
    }
    // A file in the log's mode could not be read without files beside it.
    try target.execute("PRAGMA journal_mode = DELETE")
  }

  /// Copies page by page.
  private func copyPages(to target: Database, while goOn: (_ done: Int, _ of: Int) -> Bool) throws(DatabaseError) {
    guard let backup = unsafe sqlite3_backup_init(target.handle, "main", handle, "main") else {
      throw target.error(SQLITE_ERROR, in: "copy")
    }
    var code = SQLITE_OK
    while code == SQLITE_OK {
      code = unsafe sqlite3_backup_step(backup, Self.copiedPages)
      let total = Int(unsafe sqlite3_backup_pagecount(backup))
      if code == SQLITE_OK, !goOn(total - Int(unsafe sqlite3_backup_remaining(backup)), total) {
        code = SQLITE_INTERRUPT
      }
    }
    let last = unsafe sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE, last == SQLITE_OK else {
      let reason = code == SQLITE_DONE ? last : code
      throw DatabaseError(code: reason, message: unsafe String(cString: sqlite3_errstr(reason)), context: "copy")
    }
  }

  /// The rows of a statement whose first column is text.
  public func texts(_ sql: String, limit: Int) throws(DatabaseError) -> (rows: [String], count: Int) {
    var cursor = try use(Query(sql))
    var rows: [String] = []
    var count = 0
    while try cursor.step() {
      count += 1
      if rows.count < limit { rows.append(cursor.text()) }
    }
    return (rows, count)
  }
}
