internal import CSQLite

/// One connection and its prepared statements. Used by one thread at a time; the writer's thread or a loop owns it.
@safe public final class Database {
  /// What a connection may do.
  public enum Role: Sendable {
    /// Writes and checkpoints. There is exactly one in the process.
    case writer
    /// Reads only; can neither write nor checkpoint.
    case reader
    /// Writes a new file that nobody else knows: a copy.
    case copy
  }

  /// SQLite's connection; open from init to deinit.
  let handle: OpaquePointer
  /// The prepared statements by their queries' slots. Finalised in deinit.
  private var statements: [OpaquePointer?]
  /// How many pages the write-ahead log held after the last commit of this connection.
  public private(set) var logPages = 0

  /// Done once in the process, before its first connection: loops allocate all the time and share no lock for it.
  private static let configureLibrary: Void = {
    inboxd_sqlite3_no_memory_statistics()
    EngineMemory.install()
  }()

  /// How many MiB of pages a reader keeps unless told otherwise; the writer keeps twice as many.
  public static let standardCacheMebibytes = 32

  /// Opens a file and sets its pragmas; the writer creates what is missing.
  public init(
    path: String, role: Role, cacheMebibytes: Int = Database.standardCacheMebibytes
  ) throws(DatabaseError) {
    unsafe self.statements = []
    Self.configureLibrary
    var opened: OpaquePointer?
    let flags =
      switch role {
      case .writer, .copy: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .reader: SQLITE_OPEN_READONLY
      }
    let code = unsafe sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened = unsafe opened else {
      let message = unsafe String(cString: sqlite3_errstr(code))
      unsafe sqlite3_close_v2(opened)
      throw DatabaseError(code: code, message: message, context: "open \(path)")
    }
    unsafe self.handle = opened
    // The kept answer: no checkpoint when the last connection closes; the writer does its own.
    unsafe inboxd_sqlite3_no_checkpoint_on_close(handle)
    for pragma in Pragmas.of(role, cacheMebibytes: cacheMebibytes) { try execute(pragma) }
    // After the pragmas: setting wal_autocheckpoint takes a hook away.
    if role == .writer { watchLog() }
  }

  deinit {
    unsafe statements.forEach { unsafe sqlite3_finalize($0) }
    unsafe sqlite3_close_v2(handle)
  }

  /// Runs statements that return nothing of interest and are not worth keeping.
  public func execute(_ sql: String) throws(DatabaseError) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    if code != SQLITE_OK { throw error(code, in: sql) }
  }

  /// Begins using a statement: binds come next, then steps. It is reset when the cursor goes.
  public func use(_ query: Query) throws(DatabaseError) -> Cursor {
    if unsafe query.slot >= statements.count {
      unsafe statements.append(contentsOf: repeatElement(nil, count: query.slot + 1 - statements.count))
    }
    if let prepared = unsafe statements[query.slot] {
      // A cursor that is still open on the same statement would lose its row.
      assert(unsafe sqlite3_stmt_busy(prepared) == 0, "a statement is used by one cursor at a time: \(query.sql)")
      return unsafe Cursor(prepared, of: self)
    }
    let prepared = try unsafe prepare(query.sql)
    unsafe statements[query.slot] = prepared
    return unsafe Cursor(prepared, of: self)
  }

  /// Runs a statement to its end and says how many rows it changed. `bind` gives the values.
  @discardableResult
  public func run(_ query: Query, _ bind: (inout Cursor) -> Void = { _ in }) throws(DatabaseError) -> Int {
    var cursor = try use(query)
    bind(&cursor)
    while try cursor.step() {}
    return changes
  }

  /// How many rows the last statement changed.
  public var changes: Int { Int(unsafe sqlite3_changes(handle)) }

  /// How many rows all statements changed since the database was opened, also in the tables behind virtual ones.
  public var totalChanges: Int { Int(unsafe sqlite3_total_changes(handle)) }

  /// Whether a transaction is open.
  public var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

  /// Prepares a statement for keeping.
  private func prepare(_ sql: String) throws(DatabaseError) -> OpaquePointer {
    var prepared: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared = unsafe prepared else { throw error(code, in: sql) }
    return unsafe prepared
  }

  /// The error that SQLite reports now.
  func error(_ code: Int32, in context: String) -> DatabaseError {
    DatabaseError(code: code, message: unsafe String(cString: sqlite3_errmsg(handle)), context: context)
  }

  /// Keeps `logPages` after every commit.
  private func watchLog() {
    // The hook lives as long as the handle, which this object owns.
    let this = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe sqlite3_wal_hook(
      handle,
      { context, _, _, pages in
        if let context = unsafe context {
          unsafe Unmanaged<Database>.fromOpaque(context).takeUnretainedValue().logPages = Int(pages)
        }
        return SQLITE_OK
      }, this)
  }

  /// How far a checkpoint goes.
  public enum Checkpoint: Sendable {
    /// Copies what no reader needs, waits for nobody.
    case passive
    /// Copies all and empties the log; fails quietly while a reader holds a snapshot.
    case truncate
  }

  /// Copies the log into the database file. False if readers kept it from doing all. Only the writer calls it.
  @discardableResult
  public func checkpoint(_ kind: Checkpoint) throws(DatabaseError) -> Bool {
    let mode = kind == .passive ? SQLITE_CHECKPOINT_PASSIVE : SQLITE_CHECKPOINT_TRUNCATE
    var inLog: Int32 = 0
    var copied: Int32 = 0
    let code = unsafe sqlite3_wal_checkpoint_v2(handle, nil, mode, &inLog, &copied)
    if code == SQLITE_BUSY || code == SQLITE_LOCKED { return false }
    if code != SQLITE_OK { throw error(code, in: "checkpoint") }
    if kind == .truncate { logPages = 0 }
    return inLog == copied
  }
}
