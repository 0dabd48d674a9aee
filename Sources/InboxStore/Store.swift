internal import Files
internal import SQLite
public import Synchronization

/// How a store is opened.
public struct StoreConfiguration: Sendable {
  /// The data directory; made if missing.
  public var directory: String
  /// Tells ids of several servers apart.
  public var node: UInt8 = 0
  /// The time in microseconds since 1970.
  public var clock: @Sendable () -> Int64
  /// The most commands that may wait; more are shed.
  public var queuedCommandsMax = Limits.queuedCommandsMax
  /// The most commands in one commit.
  public var batchCommandsMax = Limits.batchCommandsMax

  /// How many MiB of the database each reader keeps in memory, and the writer twice as many.
  public var cacheMebibytes = Limits.cacheMebibytes

  /// A configuration with the usual limits.
  public init(directory: String, clock: @escaping @Sendable () -> Int64 = SystemClock.microseconds) {
    self.directory = directory
    self.clock = clock
  }
}

/// The data directory of one server: one SQLite file, its one writer, and a reader for each event loop.
public final class Store: Sendable {
  /// Counts the writer's commits. A reader's snapshot is as new as the count it was opened at.
  public let commitCounter: Atomic<UInt64>
  /// Counts the commits that changed users, locations, brands, keywords, attribute definitions or settings.
  public let directoryGeneration: Atomic<UInt64>
  /// The one thread that writes.
  public let writer: Writer
  /// How many backups are being made: files are not removed meanwhile.
  let backupsUnderWay = Atomic<Int>(0)
  /// What it did.
  public let metrics = StoreMetrics()
  /// Who hears of commits.
  let listeners = ChangeListeners()
  /// The files that attachments stand for.
  let files: FileStore
  /// The threads for queries that can take long.
  public let readers = ReaderPool()
  /// How it was opened.
  let configuration: StoreConfiguration
  /// Held while the store is open.
  private let lock: Mutex<LockHolder>

  /// A class around the lock file, so that closing can let go of it.
  private struct LockHolder: ~Copyable {
    /// The lock; nil once closed.
    var file: LockFile?
  }

  /// Opens a data directory: locks it, brings the schema up to date and starts the writer.
  public static func open(_ configuration: StoreConfiguration) throws(StoreError) -> Store {
    let lock = try LockFile(directory: configuration.directory)
    do {
      let database = try Database(
        path: configuration.databasePath, role: .writer, cacheMebibytes: configuration.cacheMebibytes)
      try Migrator.migrate(database, with: Migrations.all)
      let largestID = try LargestID.read(from: database)
      return Store(configuration, lock: lock, database: database, largestID: largestID)
    } catch {
      throw .database(error)
    }
  }

  /// Puts the parts together and starts the writer's thread.
  private init(
    _ configuration: StoreConfiguration, lock: consuming LockFile, database: consuming sending Database,
    largestID: Int64
  ) {
    self.configuration = configuration
    self.files = FileStore(directory: configuration.directory)
    self.commitCounter = Atomic(1)
    self.directoryGeneration = Atomic(1)
    self.lock = Mutex(LockHolder(file: lock))
    self.writer = Writer(configuration: configuration)
    writer.start(on: database, of: self, after: largestID)
  }

  /// Opens a reading connection for one event loop.
  public func makeReader() throws(StoreError) -> Reader {
    do {
      let database = try Database(
        path: configuration.databasePath, role: .reader, cacheMebibytes: configuration.cacheMebibytes)
      return Reader(database: database, store: self)
    } catch {
      throw .database(error)
    }
  }

  /// The time by the store's clock, in microseconds since 1970.
  public var now: Int64 { configuration.clock() }

  /// Stops the writer after what waits, and lets go of the directory. Readers must be gone or idle.
  public func close() {
    files.stop()
    readers.stop()
    writer.stop()
    lock.withLock { $0.file = nil }
  }
}

extension StoreConfiguration {
  /// The database file.
  var databasePath: String { directory + "/inbox.sqlite" }
}
