internal import Files
internal import SQLite
internal import Synchronization

// A backup: a directory like a data directory, of one instant, whole.
//
//     snapshot of a reader --pages--> TARGET.partial/inbox.sqlite --> integrity_check
//     attachments that the copy names --> TARGET.partial/files/W/SHA256, each compared with its name
//     fsync of everything --> TARGET
//
// A directory, not an archive: `inboxd check` reads it as it is, one attachment can be taken out of it, tools that copy only
// what is new do so, and whoever wants one file pipes it through tar.
//
// Invariants
//  1. TARGET is whole: it gets its name only when everything in it was read back and is on disk.
//  2. What was acknowledged before the backup began is in it: its snapshot is taken later.
//  3. The writer goes on: the pages are read by a connection that neither writes nor checkpoints.
//  4. An attachment that the snapshot names stays until it is copied: no file is removed while a backup is under way.
//
// Limits: the log cannot start anew while a snapshot is held, so it grows by what is written meanwhile.
//
// The road not taken: another process that reads the files by itself (nobody would keep the attachments for it); VACUUM INTO
// (it makes every index anew and holds its snapshot longer); a log that is shipped page by page (a backup of every instant,
// and a second program to trust).

/// What a backup holds.
public struct BackupSummary: Sendable, Equatable {
  /// Files of attachments.
  public internal(set) var files = 0
  /// Their bytes.
  public internal(set) var fileBytes: Int64 = 0
}

/// Makes one backup.
struct Backup {
  /// The directory that is copied.
  let source: String
  /// What it becomes.
  let target: String
  /// Hears how far it is; false gives up.
  let goOn: (String) -> Bool

  private static let contentsQuery = Query(
    """
    SELECT workspace, sha256, MAX(size_bytes)
    FROM attachment
    GROUP BY workspace, sha256
    ORDER BY workspace, sha256
    """)

  /// SQLite's code for a copy that was given up.
  private static let interrupted: Int32 = 9

  /// Makes it through a reading connection, in place of nothing or of an empty directory; what is left of one that fails is removed.
  func make(from database: Database) throws(SafetyError) -> BackupSummary {
    guard !Folder.has(target) || Folder.isEmpty(target) else { throw .exists(target) }
    let partial = target + ".partial"
    guard Folder.make(partial) else { throw .failed(partial) }
    do throws(SafetyError) {
      try copyDatabase(from: database, to: partial)
      let summary = try copyFiles(to: partial)
      guard Folder.sync(partial), Folder.rename(partial, to: target) else { throw .failed(target) }
      return summary
    } catch {
      Folder.remove(partial)
      throw error
    }
  }

  /// Copies the pages, and reads the copy.
  private func copyDatabase(from database: Database, to partial: String) throws(SafetyError) {
    let path = partial + "/inbox.sqlite"
    let faults: [String]
    do throws(DatabaseError) {
      try database.copy(to: path) { done, total in goOn("database: \(done) of \(total) pages") }
      guard FileContent.sync(path) else { throw DatabaseError(code: 10, message: "not written", context: path) }
      faults = goOn("database: reading the copy") ? try Database(path: path, role: .reader).integrityFaults() : []
    } catch {
      throw error.primaryCode == Self.interrupted ? .cancelled : .database(error)
    }
    if !faults.isEmpty { throw .damaged("the database", faults) }
  }

  /// Copies the files that the copied rows name, comparing each with its name.
  private func copyFiles(to partial: String) throws(SafetyError) -> BackupSummary {
    var summary = BackupSummary()
    let files = partial + "/files"
    guard Folder.make(files) else { throw .failed(files) }
    var folder = ""
    for content in try contents(in: partial) {
      guard goOn("attachments: \(summary.files) copied") else { throw .cancelled }
      let name = "\(content.workspace)"
      if folder != files + "/" + name {
        try Self.sync(folder)
        folder = files + "/" + name
        guard Folder.make(folder) else { throw .failed(folder) }
      }
      let path = source + "/files/" + name + "/" + FileStore.name(content.sha256)
      guard Folder.has(path) else { throw .attachment(path) }
      guard let copied = FileContent.copy(path, to: folder + "/" + FileStore.name(content.sha256)) else {
        throw .failed(path)
      }
      guard copied.sha256 == content.sha256 else { throw .attachment(path) }
      summary.files += 1
      summary.fileBytes += copied.sizeBytes
    }
    try Self.sync(folder)
    try Self.sync(files)
    return summary
  }

  /// Makes names durable.
  private static func sync(_ folder: String) throws(SafetyError) {
    if !folder.isEmpty, !Folder.sync(folder) { throw .failed(folder) }
  }

  /// The contents that rows of a database name; none where there are no attachments yet.
  private func contents(in directory: String) throws(SafetyError) -> [AttachmentContent] {
    do throws(DatabaseError) {
      let database = try Database(path: directory + "/inbox.sqlite", role: .reader)
      guard try Migrator.version(of: database) > 0 else { return [] }
      var cursor = try database.use(Self.contentsQuery)
      var contents: [AttachmentContent] = []
      while try cursor.step() {
        contents.append(AttachmentContent(workspace: cursor.int64(), sha256: cursor.blob()))
      }
      return contents
    } catch {
      throw .database(error)
    }
  }
}

extension Database {
  /// What is wrong with the pages, at most twenty sentences; none if nothing is.
  func integrityFaults() throws(DatabaseError) -> [String] {
    let found = try texts("PRAGMA integrity_check(20)", limit: 20).rows
    return found == ["ok"] ? [] : found.flatMap { $0.split(separator: "\n").map(String.init) }
  }
}

extension Store {
  /// Makes a backup in a new directory while everything goes on, on the calling thread, which waits for the disk: never an
  /// event loop's. `goOn` hears how far it is; false gives up.
  public func backUp(to target: String, while goOn: @escaping (String) -> Bool) throws(SafetyError) -> BackupSummary {
    backupsUnderWay.add(1, ordering: .sequentiallyConsistent)
    defer { backupsUnderWay.subtract(1, ordering: .sequentiallyConsistent) }
    let database: Database
    do { database = try Database(path: configuration.databasePath, role: .reader) } catch { throw .database(error) }
    return try Backup(source: configuration.directory, target: target, goOn: goOn).make(from: database)
  }
}
