/// Every pragma, in one place, each with its why.
enum Pragmas {
  /// What a connection of a role needs.
  static func of(_ role: Database.Role) -> [String] {
    switch role {
    case .writer: writer
    case .reader: reader
    case .copy: copy
    }
  }

  /// What the one writing connection needs.
  static let writer = [
    // Readers see a snapshot while the writer appends; one file to sync at a commit.
    "PRAGMA journal_mode = WAL",
    // An acknowledged commit is on disk, also after a power cut.
    "PRAGMA synchronous = FULL",
    // The schema's references hold.
    "PRAGMA foreign_keys = ON",
    // Debian builds with ON, which writes zeros over everything freed; FAST does so where it costs no extra write.
    "PRAGMA secure_delete = FAST",
    // A checkpoint is the writer's own decision, between batches (SQLite 3.40's WAL-reset bug forbids a second one).
    "PRAGMA wal_autocheckpoint = 0",
    // A write error through a memory map is a signal that kills the process; a read() error is a result code.
    "PRAGMA mmap_size = 0",
    // Sorting and subquery tables stay in memory: no files beside the database.
    "PRAGMA temp_store = MEMORY",
    // 64 MiB of pages.
    "PRAGMA cache_size = -65536",
    // A truncated log stays small after a burst.
    "PRAGMA journal_size_limit = 67108864",
  ]

  /// What a reading connection needs.
  static let reader = [
    // Refuses every write, beside the read-only open.
    "PRAGMA query_only = ON",
    // Only the writer checkpoints.
    "PRAGMA wal_autocheckpoint = 0",
    // As for the writer.
    "PRAGMA mmap_size = 0",
    // As for the writer.
    "PRAGMA temp_store = MEMORY",
    // Up to 32 MiB of pages for each loop, as they are read.
    "PRAGMA cache_size = -32768",
  ]

  /// What writing a copy needs.
  static let copy = [
    // On disk before it gets its name.
    "PRAGMA synchronous = FULL",
    // As for the writer.
    "PRAGMA mmap_size = 0",
    // As for the writer.
    "PRAGMA temp_store = MEMORY",
  ]
}
