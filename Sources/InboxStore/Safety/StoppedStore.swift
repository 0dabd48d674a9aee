internal import Files
internal import SQLite

/// A data directory that no server serves, or a backup: locked for as long as this is kept, if it can be.
public struct StoppedStore: ~Copyable {
  /// The directory.
  public let directory: String
  /// Keeps a server out; nil for a backup, which none serves.
  private let lock: LockFile?

  /// Takes the lock if the directory has one. Throws `.store(.inUse)` when a server has it.
  public init(_ directory: String) throws(SafetyError) {
    self.lock = try Self.lock(directory)
    self.directory = directory
  }

  /// Takes the lock, if there is one and a database.
  private static func lock(_ directory: String) throws(SafetyError) -> LockFile? {
    guard Folder.has(directory + "/inbox.sqlite") else { throw .noDatabase(directory) }
    guard Folder.has(directory + "/lock") else { return nil }
    do { return try LockFile(directory: directory) } catch { throw .store(error) }
  }

  /// Makes a backup in a new directory.
  public func backUp(to target: String, while goOn: @escaping (String) -> Bool) throws(SafetyError) -> BackupSummary {
    try Backup(source: directory, target: target, goOn: goOn).make(from: try openReader())
  }

  /// Looks at everything; see StoreCheck.swift for what. `hear` is told what is looked at.
  public func check(hear: (String) -> Void = { _ in }) throws(SafetyError) -> [CheckFinding] {
    let database: Database
    do throws(SafetyError) { database = try openReader() } catch .database(let error) where Self.isDamage(error) {
      return [StoreCheck.unreadable("pages", error)]
    }
    return try StoreCheck(directory: directory, database: database).run(hear)
  }

  /// Checks this backup and makes a data directory of it, which must not be there or be empty.
  public func restore(to target: String, while goOn: @escaping (String) -> Bool) throws(SafetyError) -> BackupSummary {
    guard !Folder.has(target) || Folder.isEmpty(target) else { throw .exists(target) }
    guard goOn("checking the backup") else { throw .cancelled }
    let faults = try check().filter { !$0.faults.isEmpty }.flatMap { finding in
      finding.faults.map { finding.name + ": " + $0 }
    }
    guard faults.isEmpty else { throw .damaged(directory, Array(faults.prefix(5))) }
    return try Backup(source: directory, target: target, goOn: goOn).make(from: try openReader())
  }

  /// A connection that reads.
  private func openReader() throws(SafetyError) -> Database {
    do { return try Database(path: directory + "/inbox.sqlite", role: .reader) } catch { throw .database(error) }
  }

  /// Whether an error says that the file is no database any more: SQLITE_CORRUPT, SQLITE_NOTADB.
  private static func isDamage(_ error: DatabaseError) -> Bool { error.primaryCode == 11 || error.primaryCode == 26 }
}
