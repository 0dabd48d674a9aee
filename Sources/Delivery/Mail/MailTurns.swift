internal import InboxModel

/// Whose turn it is: workspaces that may have e-mails to send, each asked once before any is asked again, and when to ask
/// the others. Pure.
struct MailTurns {
  private var line: [WorkspaceID] = []
  private var standing: Set<WorkspaceID> = []
  private var times: [WorkspaceID: Int64] = [:]

  /// How many may have e-mails now.
  var count: Int { standing.count }

  /// When the next of those that wait is due.
  var nextTime: Int64? { times.values.min() }

  /// Puts a workspace at the end of the line, unless it stands there.
  mutating func add(_ workspace: WorkspaceID) {
    guard standing.insert(workspace).inserted else { return }
    times[workspace] = nil
    line.append(workspace)
  }

  /// Takes the first out of the line; nil if nobody stands there.
  mutating func next() -> WorkspaceID? {
    guard !line.isEmpty else { return nil }
    let first = line.removeFirst()
    standing.remove(first)
    return first
  }

  /// Says when a workspace that has nothing now will have something; nil for not by itself.
  mutating func wait(_ workspace: WorkspaceID, until time: Int64?) { times[workspace] = time }

  /// Puts those whose time has come into the line.
  mutating func wake(at now: Int64) {
    for (workspace, time) in times where time <= now { add(workspace) }
  }
}
