internal import SQLite
public import Files
internal import InboxModel

/// What reads and writes have in common: a view of the store at one instant. Queries are extensions of it.
public class Transaction {
  /// The connection.
  let database: Database
  /// The time of the call in microseconds since 1970.
  public internal(set) var now: Int64
  /// The files that attachments stand for.
  public let files: FileStore
  /// What was looked up of the directory, good for one generation of it.
  var directory = DirectoryCache()

  /// A view through a connection.
  init(database: Database, files: FileStore, now: Int64) {
    self.database = database
    self.files = files
    self.now = now
  }

  /// Hears of an interaction's state that was read; a transaction that writes remembers what it was before.
  func didRead(_ state: InteractionState) {}

  /// A workspace's last sequence if it is known without a query; a transaction that only reads remembers it.
  func knownSequence(in workspace: WorkspaceID) -> Int64? { nil }

  /// Hears of a workspace's last sequence that was read.
  func didRead(_ sequence: Int64, in workspace: WorkspaceID) {}

  /// Runs a statement that changes rows and says how many.
  @discardableResult
  func run(_ query: Query, _ bind: (inout Cursor) -> Void) throws(InboxError) -> Int {
    do {
      return try database.run(query, bind)
    } catch {
      throw InboxError(error)
    }
  }

  /// The first row of a query, read; nil if there is none.
  func first<Row>(
    _ query: Query, _ bind: (inout Cursor) -> Void, _ read: (inout Cursor) -> Row
  ) throws(InboxError) -> Row? {
    do {
      var cursor = try database.use(query)
      bind(&cursor)
      return try cursor.step() ? read(&cursor) : nil
    } catch {
      throw InboxError(error)
    }
  }

  /// Every row of a query, read.
  func all<Row>(
    _ query: Query, _ bind: (inout Cursor) -> Void, _ read: (inout Cursor) -> Row
  ) throws(InboxError) -> [Row] {
    do {
      var cursor = try database.use(query)
      bind(&cursor)
      var rows: [Row] = []
      while try cursor.step() {
        if rows.isEmpty { rows.reserveCapacity(4) }
        rows.append(read(&cursor))
      }
      return rows
    } catch {
      throw InboxError(error)
    }
  }

  /// Hands every row of a query to a callback.
  func forEach(
    _ query: Query, _ bind: (inout Cursor) -> Void, _ body: (inout Cursor) throws(InboxError) -> Void
  ) throws(InboxError) {
    try forEach(query, while: { true }, bind, body)
  }

  /// Hands the rows of a query to a callback for as long as more are wanted.
  func forEach(
    _ query: Query, while wanted: () -> Bool, _ bind: (inout Cursor) -> Void,
    _ body: (inout Cursor) throws(InboxError) -> Void
  ) throws(InboxError) {
    func step(_ cursor: inout Cursor) throws(InboxError) -> Bool {
      do { return try cursor.step() } catch { throw InboxError(error) }
    }
    var cursor = try use(query)
    bind(&cursor)
    while wanted(), try step(&cursor) { try body(&cursor) }
  }

  /// Begins using a statement.
  private func use(_ query: Query) throws(InboxError) -> Cursor {
    do { return try database.use(query) } catch { throw InboxError(error) }
  }
}

/// A snapshot for queries. Good until its loop turn ends.
public final class ReadTransaction: Transaction {
  /// Last sequences that were read, as good as the version of the snapshots that showed them.
  private var sequences: (version: UInt32?, known: [WorkspaceID: Int64]) = (nil, [:])

  /// Begins a snapshot; what was cached under another generation of the directory is forgotten.
  func begin(at now: Int64, generation: UInt64) {
    self.now = now
    keepDirectory(of: generation)
  }

  /// A workspace's last sequence, if nothing was committed since it was read.
  override func knownSequence(in workspace: WorkspaceID) -> Int64? {
    guard let version = sequences.version, version == database.snapshotVersion else { return nil }
    return sequences.known[workspace]
  }

  /// Remembers a workspace's last sequence until something is committed.
  override func didRead(_ sequence: Int64, in workspace: WorkspaceID) {
    let version = database.snapshotVersion
    if sequences.version != version { sequences = (version, [:]) }
    sequences.known[workspace] = sequence
  }

  /// Forgets what was cached under another generation of the directory.
  func keepDirectory(of generation: UInt64) {
    if directory.generation != generation { directory = DirectoryCache(generation: generation) }
  }
}

extension InboxError {
  /// What a failure of SQLite is for a caller: the disk, or our fault.
  init(_ error: DatabaseError) {
    switch error.primaryCode {
    // SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN.
    case 8, 10, 13, 14: self = .storageUnavailable(error.description)
    default: self = .internalFault(error.description)
    }
  }
}
