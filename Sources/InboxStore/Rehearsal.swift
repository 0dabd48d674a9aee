internal import SQLite
public import InboxModel

/// Trying a change within a command.
extension WriteTransaction {
  /// Makes a change and takes it back, and gives what it gave: for requests that only ask whether they would be accepted.
  /// Ids that were taken are not given back.
  public func rehearse<Result>(
    _ change: () throws(InboxError) -> Result
  ) throws(InboxError) -> Result {
    let events = pendingEvents.count
    try step { (database) throws(DatabaseError) in try database.beginSavepoint() }
    do {
      let result = try change()
      try takeBack(events)
      return result
    } catch {
      try takeBack(events)
      throw error
    }
  }

  /// Makes a change that is kept or forgotten as a whole, whatever becomes of the command: for one of many. Throws only
  /// where the store itself fails.
  func attempt<Kept>(
    _ change: () throws(InboxError) -> Kept
  ) throws(InboxError) -> Result<Kept, InboxError> {
    let events = pendingEvents.count
    try step { (database) throws(DatabaseError) in try database.beginInnerSavepoint() }
    do throws(InboxError) {
      let kept = try change()
      try step { (database) throws(DatabaseError) in try database.releaseInnerSavepoint() }
      return .success(kept)
    } catch {
      switch error {
      case .storageUnavailable, .internalFault: throw error
      default: break
      }
      pendingEvents.removeSubrange(events...)
      try step { (database) throws(DatabaseError) in try database.rollbackInnerSavepoint() }
      return .failure(error)
    }
  }

  /// Forgets rows and events since the savepoint. A full disk may have ended the transaction already: then the batch is
  /// lost, and the writer says so.
  private func takeBack(_ events: Int) throws(InboxError) {
    pendingEvents.removeLast(pendingEvents.count - events)
    guard database.isInTransaction else { return }
    try step { (database) throws(DatabaseError) in try database.rollbackSavepoint() }
  }

  /// Runs a step of the engine.
  private func step(_ body: (Database) throws(DatabaseError) -> Void) throws(InboxError) {
    do { try body(database) } catch { throw InboxError(error) }
  }
}
