import SQLite
import Testing

/// Connections, statements and transactions.
struct DatabaseTests {
  private static let insert = Query("INSERT INTO a (x, y, z) VALUES (?, ?, ?)")
  private static let select = Query("SELECT x, y, z FROM a ORDER BY x")
  private static let count = Query("SELECT COUNT(*) FROM a")

  /// A file with one table.
  private func make() throws -> (TemporaryDirectory, Database) {
    let directory = try TemporaryDirectory()
    let database = try Database(path: directory.file("a"), role: .writer)
    try database.execute("CREATE TABLE a (x INTEGER NOT NULL PRIMARY KEY, y TEXT, z REAL) STRICT")
    return (directory, database)
  }

  /// How many rows there are.
  private func rows(_ database: Database) throws -> Int64 {
    var cursor = try database.use(Self.count)
    return try cursor.step() ? cursor.int64() : -1
  }

  @Test func valuesComeBackAsTheyWent() throws {
    let (_, database) = try make()
    let texts: [String?] = ["", "héllo \u{1F600}", nil, String(repeating: "x", count: 100_000)]
    for (index, text) in texts.enumerated() {
      try database.run(Self.insert) { cursor in
        cursor.bind(Int64(index))
        cursor.bind(text)
        cursor.bind(index == 0 ? nil : 1.5)
      }
    }
    var cursor = try database.use(Self.select)
    for (index, text) in texts.enumerated() {
      #expect(try cursor.step())
      #expect(cursor.int() == index)
      #expect(cursor.optionalText() == text)
      #expect(cursor.optionalDouble() == (index == 0 ? nil : 1.5))
    }
    #expect(try !cursor.step())
  }

  @Test func uniqueViolationIsTold() throws {
    let (_, database) = try make()
    let bind: (inout Cursor) -> Void = { cursor in
      cursor.bind(1)
      cursor.bind("a")
      cursor.bind(nil as Double?)
    }
    try database.run(Self.insert, bind)
    let error = #expect(throws: DatabaseError.self) { try database.run(Self.insert, bind) }
    #expect(error?.isUniqueViolation == true)
    // The statement is fit for use again.
    #expect(try rows(database) == 1)
  }

  @Test func savepointTakesBackOnlyItsOwn() throws {
    let (_, database) = try make()
    try database.beginWriting()
    for (value, keeps) in [(1, true), (2, false), (3, true)] as [(Int64, Bool)] {
      try database.beginSavepoint()
      try database.run(Self.insert) { cursor in
        cursor.bind(value)
        cursor.bindNull()
        cursor.bindNull()
      }
      if keeps { try database.releaseSavepoint() } else { try database.rollbackSavepoint() }
    }
    try database.commit()
    #expect(try rows(database) == 2)
  }

  /// Readers can neither write nor checkpoint (PITFALLS: SQLite's WAL-reset bug).
  @Test func readerCanNeitherWriteNorCheckpoint() throws {
    let (directory, database) = try make()
    try database.run(Self.insert) { cursor in
      cursor.bind(1)
      cursor.bindNull()
      cursor.bindNull()
    }
    let reader = try Database(path: directory.file("a"), role: .reader)
    #expect(try rows(reader) == 1)
    #expect(throws: DatabaseError.self) { try reader.execute("DELETE FROM a") }
    #expect(throws: DatabaseError.self) { try reader.execute("PRAGMA query_only = OFF; DELETE FROM a") }
    #expect(throws: DatabaseError.self) { try reader.checkpoint(.passive) }
    #expect(try rows(database) == 1)
  }

  @Test func logIsCountedAndTruncated() throws {
    let (_, database) = try make()
    try database.run(Self.insert) { cursor in
      cursor.bind(1)
      cursor.bindNull()
      cursor.bindNull()
    }
    #expect(database.logPages > 0)
    #expect(try database.checkpoint(.truncate))
    #expect(database.logPages == 0)
  }

  @Test func pragmasAreInForce() throws {
    let (_, database) = try make()
    let expected: [(String, Int64)] = [
      ("PRAGMA synchronous", 2), ("PRAGMA foreign_keys", 1), ("PRAGMA secure_delete", 2),
      ("PRAGMA wal_autocheckpoint", 0), ("PRAGMA mmap_size", 0),
    ]
    for (pragma, value) in expected {
      var cursor = try database.use(Query(pragma))
      // A build without memory maps answers nothing.
      if try cursor.step() { #expect(cursor.int64() == value, "\(pragma)") }
    }
  }
}
