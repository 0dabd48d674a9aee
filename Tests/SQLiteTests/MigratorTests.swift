import SQLite
import Testing

/// The schema's history is run once, whole steps at a time.
struct MigratorTests {
  /// A step that makes a table.
  private static func step(_ version: Int64, _ sql: String) -> Migration {
    Migration(version: version, name: "v\(version)", file: Array(sql.utf8))
  }

  @Test func stepsRunOnceAndInOrder() throws {
    let directory = try TemporaryDirectory()
    let database = try Database(path: directory.file("a"), role: .writer)
    let first = Self.step(1, "CREATE TABLE a (x INTEGER NOT NULL) STRICT; INSERT INTO a VALUES (1);")
    try Migrator.migrate(database, with: [first])
    try Migrator.migrate(database, with: [first, Self.step(2, "INSERT INTO a SELECT x + 1 FROM a;")])
    try Migrator.migrate(database, with: [first, Self.step(2, "INSERT INTO a VALUES (99);")])
    #expect(try Migrator.version(of: database) == 2)
    #expect(try sum(database) == 3)
  }

  @Test func failedStepLeavesNothing() throws {
    let directory = try TemporaryDirectory()
    let database = try Database(path: directory.file("a"), role: .writer)
    let broken = Self.step(1, "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO missing VALUES (1);")
    #expect(throws: DatabaseError.self) { try Migrator.migrate(database, with: [broken]) }
    #expect(try Migrator.version(of: database) == 0)
    try Migrator.migrate(database, with: [Self.step(1, "CREATE TABLE a (x INTEGER) STRICT;")])
  }

  @Test func newerFileIsRefused() throws {
    let directory = try TemporaryDirectory()
    let database = try Database(path: directory.file("a"), role: .writer)
    try database.execute("PRAGMA user_version = 7")
    let error = #expect(throws: DatabaseError.self) { try Migrator.migrate(database, with: []) }
    #expect(error?.message.contains("newer program") == true)
  }

  /// The sum of the column.
  private func sum(_ database: Database) throws -> Int64 {
    var cursor = try database.use(Query("SELECT SUM(x) FROM a"))
    return try cursor.step() ? cursor.int64() : -1
  }
}
