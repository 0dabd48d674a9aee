/// What the query planner is told of every table, once, instead of measuring.
///
/// Without statistics SQLite assumes that each further column of an index tells hardly more than the one before, and so
/// takes any index that begins with the workspace. With statistics of its own (ANALYZE) it would plan by what a file
/// happens to hold, and differently in each. So every index gets the same picture of a large workspace: the first column
/// tells nothing, columns that name a kind tell little, all others tell much. Plans are then the same on every machine,
/// and the tests that hold them hold them everywhere.
public enum PlannerStatistics {
  /// The rows a table is said to have.
  private static let rows = 1_000_000
  /// Columns with few values.
  private static let coarse: Set<String> = [
    "place", "family", "state", "channel", "source", "view", "kind", "type", "is_removed", "is_group", "owner_kind",
    "direction", "status",
  ]

  private static let indexesQuery = Query(
    """
    SELECT t.name, i.name, i.origin, i."unique", (
      SELECT GROUP_CONCAT(c.name, ' ')
      FROM pragma_index_info(i.name) c
    )
    FROM sqlite_schema t
    JOIN pragma_index_list(t.name) i
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
    ORDER BY t.name, i.name
    """)

  private static let insertQuery = Query("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)")

  /// Writes the statistics of every index there is, in place of what was there.
  public static func install(in database: Database) throws(DatabaseError) {
    try database.beginWriting()
    do {
      // Makes the table that the planner reads and measures nothing: a table that has no index and was measured empty
      // would be taken for empty by this connection from then on. FTS5's are of that kind, and it would scan them.
      try database.execute("ANALYZE sqlite_schema; DELETE FROM sqlite_stat1")
      for index in try indexes(of: database) {
        try database.run(insertQuery) { cursor in
          cursor.bind(index.table)
          cursor.bind(index.name)
          cursor.bind(index.statistics)
        }
      }
      try database.commit()
      try database.execute("ANALYZE sqlite_schema")
    } catch {
      try database.rollback()
      throw error
    }
  }

  /// Every index by table, with what is said of it.
  private static func indexes(
    of database: Database
  ) throws(DatabaseError) -> [(table: String, name: String, statistics: String)] {
    var found: [(table: String, name: String, statistics: String)] = []
    var cursor = try database.use(indexesQuery)
    while try cursor.step() {
      let table = cursor.text()
      let name = cursor.text()
      // A clustered key goes by its table's name.
      let isKey = cursor.text() == "pk"
      let isUnique = cursor.bool()
      let columns = cursor.text().split(separator: " ").map(String.init)
      found.append((table, isKey ? table : name, statistics(of: columns, isUnique: isUnique)))
    }
    return found
  }

  /// How many rows there are, then how many have equal values in the first column, the first two, and so on.
  static func statistics(of columns: [String], isUnique: Bool) -> String {
    var numbers = [rows]
    var equal = rows
    for (place, column) in columns.enumerated() {
      if place > 0 { equal = max(2, equal / (coarse.contains(column) ? 2 : 1000)) }
      if place == columns.count - 1, isUnique { equal = 1 }
      numbers.append(equal)
    }
    return numbers.map(String.init).joined(separator: " ")
  }
}
