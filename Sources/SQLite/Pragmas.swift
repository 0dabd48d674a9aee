/// Every pragma, in one place, each with its why.
enum Pragmas {
  /// What a connection of a role needs. A reader keeps up to `cacheMebibytes` of pages, as they are read; the writer, of
  /// which there is one, twice as much.
  static func of(_ role: Database.Role, cacheMebibytes: Int) -> [String] {
    switch role {
    case .writer: writer + [cacheSize(2 * cacheMebibytes)]
    case .reader: reader + [cacheSize(cacheMebibytes)]
    case .copy: copy
    }
  }

  /// Bounds the pages that are kept; a negative size is one in KiB.
  private static func cacheSize(_ mebibytes: Int) -> String { "PRAGMA cache_size = -\(mebibytes << 10)" }

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
