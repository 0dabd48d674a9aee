public import InboxModel

/// Making history, as the sample workspace and imports do.
extension WriteTransaction {
  /// Goes to another time: what follows in this command is recorded as of then, events included. What came before
  /// keeps its time, and the next command has the clock's again.
  public func travel(to time: Int64) throws(InboxError) {
    if time == now { return }
    try writePendingEvents()
    now = time
  }
}
