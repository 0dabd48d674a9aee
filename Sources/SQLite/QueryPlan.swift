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
}
