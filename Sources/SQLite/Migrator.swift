/// One step of the schema: a file `vNNNN_what.sql`.
public struct Migration: Sendable {
  /// Counts from 1 without gaps.
  public let version: Int64
  /// What it does, for messages.
  public let name: String
  /// The statements.
  public let sql: String

  /// Takes an embedded file.
  public init(version: Int64, name: String, file: [UInt8]) {
    self.version = version
    self.name = name
    self.sql = String(decoding: file, as: UTF8.self)
  }
}

/// Brings a database to the newest schema, one transaction a step.
public enum Migrator {
  private static let versionQuery = Query("PRAGMA user_version")

  /// Runs what is missing, and tells the planner of what is new. Throws when the file is newer than this program.
  public static func migrate(_ database: Database, with migrations: [Migration]) throws(DatabaseError) {
    let current = try version(of: database)
    let newest = migrations.last?.version ?? 0
    guard current <= newest else {
      throw DatabaseError(
        code: 0, message: "the file has schema \(current), this program knows up to \(newest): run a newer program",
        context: "migrate")
    }
    for (index, migration) in migrations.enumerated() {
      precondition(migration.version == index + 1, "migrations count from 1 without gaps")
      if migration.version <= current { continue }
      try database.beginWriting()
      do {
        try database.execute(migration.sql)
        try database.execute("PRAGMA user_version = \(migration.version)")
        try database.commit()
      } catch {
        try database.rollback()
        throw DatabaseError(code: error.code, message: error.message, context: "migration \(migration.name)")
      }
    }
    if current < newest { try PlannerStatistics.install(in: database) }
  }

  /// The schema's version; 0 is an empty file.
  public static func version(of database: Database) throws(DatabaseError) -> Int64 {
    var cursor = try database.use(versionQuery)
    return try cursor.step() ? cursor.int64() : 0
  }
}
