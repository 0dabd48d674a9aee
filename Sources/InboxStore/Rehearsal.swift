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
