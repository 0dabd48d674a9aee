internal import Files
internal import SQLite

// The sweep: contents that no attachment has are removed. A server that was killed between a content's name and its row, an
// upload that was given up or was not what was announced, a file that was let go of during a backup: each leaves one.
//
//     start, then an hour after each pass:  folder by folder, some names at a time --> no row? --> remove
//
// Invariants
//  1. On the writer's thread and outside a transaction: what it reads is committed, and no row comes between its look and the
//     removal.
//  2. What an upload in flight is about to make known stays (FileStore.swift, invariant 4).
//  3. Not while a backup is under way (Backup.swift, invariant 4): a pass waits where it is.
//  4. Files of a workspace that the database does not know stay, and names that are no content's: with a wrong database in
//     the directory nothing is lost.
//
// Limits: a step looks at `Limits.contentsSweptPerStep` names, some microseconds each, and removes few files, which can take
// milliseconds each; there is a step whenever the writer looks after the house.
//
// The road not taken: a table of what is being uploaded, written before the file and removed after it: two more commits for
// every upload, to know what a directory knows.

/// How far a pass over the contents has come; the essay above tells the rules.
final class OrphanSweep {
  private let files: FileStore
  /// Folders of which nothing was looked at yet; nil before a pass has begun.
  private var folders: [Int64]?
  /// The folder that is being looked at, and how far.
  private var walk: (folder: Int64, contents: FolderWalk)?
  /// What was read of the folder and not looked at.
  private var waiting: [[UInt8]] = []
  /// When the last pass ended; nil while one is under way.
  private var endTime: Int64?

  /// A pass that begins.
  init(_ files: FileStore) { self.files = files }

  /// How long until there is something to do, in microseconds.
  func microsecondsToRest(at now: Int64) -> Int64 {
    guard let endTime, endTime <= now else { return 0 }
    return max(0, endTime + Limits.sweepRestMicroseconds - now)
  }

  /// Takes a step; false when nothing is left to do for a while.
  func step(at now: Int64, in transaction: WriteTransaction) -> Bool {
    guard microsecondsToRest(at: now) == 0 else { return false }
    folders = folders ?? files.folders()
    endTime = nil
    while walk == nil {
      guard let folder = folders?.popLast() else {
        folders = nil
        endTime = now
        return false
      }
      if transaction.hasWorkspace(folder) { walk = (folder, files.contents(of: folder)) }
    }
    guard let (folder, contents) = walk else { return true }
    if waiting.isEmpty {
      guard let next = contents.next(max: Limits.contentsSweptPerStep) else {
        walk = nil
        return true
      }
      waiting = next
    }
    var removed = 0
    while removed < Limits.contentsRemovedPerStep, let sha256 = waiting.popLast() {
      if transaction.removeContent(AttachmentContent(workspace: folder, sha256: sha256)) { removed += 1 }
    }
    return true
  }
}
