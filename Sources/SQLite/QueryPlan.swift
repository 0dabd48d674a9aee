internal import CSQLite

extension Database {
  /// What SQLite would do for a statement, a line for each step: tests hold plans with it.
  public func plan(of sql: String) throws(DatabaseError) -> [String] {
    var cursor = try use(Query("EXPLAIN QUERY PLAN " + sql))
    var lines: [String] = []
    while try cursor.step() {
      cursor.skip(3)
      lines.append(cursor.text())
    }
    return lines
  }

  /// The SQL of every statement this connection has prepared.
  public var preparedStatements: [String] {
    var texts: [String] = []
    var statement = unsafe sqlite3_next_stmt(handle, nil)
    while let current = unsafe statement {
      unsafe texts.append(String(cString: sqlite3_sql(current)))
      unsafe statement = unsafe sqlite3_next_stmt(handle, current)
    }
    return texts
  }
}
