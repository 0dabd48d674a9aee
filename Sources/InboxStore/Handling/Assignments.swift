internal import SQLite
public import InboxModel

/// Who handles an interaction. Several may; assigning is idempotent.
extension WriteTransaction {
  private static let insertAssignment = Query(
    """
    INSERT INTO assignment (workspace, interaction, user_id, actor, assign_time)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (workspace, interaction, user_id) DO NOTHING
    """)

  private static let deleteAssignment = Query(
    "DELETE FROM assignment WHERE workspace = ? AND interaction = ? AND user_id = ?")

  private static let setAssignees = Query(
    "UPDATE interaction SET assignees = ?, etag = ?, update_time = ? WHERE workspace = ? AND interaction = ?")

  /// Assigns users; those assigned already stay as they are. The newly assigned are notified, never oneself. Throws
  /// `notFound`, `userDeactivated`, `userIsObserver` or `userWithoutAccess` for one who cannot be, and assigns none.
  public func assign(
    _ users: [String], to interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    let state = try editableState(of: interaction, for: caller)
    guard condition.holds(for: state.etag) else { throw .etagMismatch(name: state.name) }
    var added: [String] = []
    for user in users {
      try requireAssignable(user, at: state.location, for: caller)
      let created = try run(Self.insertAssignment) { [now] cursor in
        cursor.bind(state.workspace.rawValue)
        cursor.bind(state.id.rawValue)
        cursor.bind(user)
        cursor.bind(caller.actor.description)
        cursor.bind(now)
      }
      guard created == 1 else { continue }
      added.append(user)
      try notify(user, .assigned, about: state, by: caller)
    }
    guard !added.isEmpty else { return }
    try write(state.assignees.map(String.init) + added, of: state)
    append(.usersAssigned, .words(added.joined(separator: " ")), to: state, by: caller.actor)
  }

  /// Unassigns users; those not assigned change nothing.
  public func unassign(
    _ users: [String], from interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    let state = try editableState(of: interaction, for: caller)
    guard condition.holds(for: state.etag) else { throw .etagMismatch(name: state.name) }
    var removed: [String] = []
    for user in users {
      let deleted = try run(Self.deleteAssignment) { cursor in
        cursor.bind(state.workspace.rawValue)
        cursor.bind(state.id.rawValue)
        cursor.bind(user)
      }
      if deleted == 1 { removed.append(user) }
    }
    guard !removed.isEmpty else { return }
    try write(state.assignees.map(String.init).filter { !removed.contains($0) }, of: state)
    append(.usersUnassigned, .words(removed.joined(separator: " ")), to: state, by: caller.actor)
  }

  /// Repeats the assigned users in the interaction's row.
  private func write(_ assignees: [String], of state: InteractionState) throws(InboxError) {
    let etag = makeID()
    try run(Self.setAssignees) { [now] cursor in
      cursor.bind(assignees.joined(separator: " "))
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    }
  }
}
