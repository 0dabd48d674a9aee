internal import SQLite
public import InboxModel

/// Status and mode. Any value may follow any other; setting the same one changes nothing and writes no event.
extension WriteTransaction {
  private static let setStatus = Query(
    "UPDATE interaction SET status = ?, etag = ?, update_time = ? WHERE workspace = ? AND interaction = ?")

  private static let setMode = Query(
    "UPDATE interaction SET mode = ?, etag = ?, update_time = ? WHERE workspace = ? AND interaction = ?")

  /// Sets the status. Throws `etagMismatch` if the condition does not hold.
  public func setStatus(
    _ status: Status, of interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    var state = try editableState(of: interaction, for: caller)
    guard condition.holds(for: state.etag) else { throw .etagMismatch(name: state.name) }
    try change(status, of: &state, by: caller)
  }

  /// Sets the status of an interaction whose state was read.
  func change(_ status: Status, of state: inout InteractionState, by caller: Caller) throws(InboxError) {
    if state.status == status { return }
    let row = state
    let etag = makeID()
    try run(Self.setStatus) { [now] cursor in
      cursor.bind(Int64(status.rawValue))
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
    }
    append(
      .statusChanged, .change(Int64(state.status.rawValue), Int64(status.rawValue)), to: state, by: caller.actor)
    state.status = status
  }

  /// Sets the mode. Users and workflows only. HUMAN takes back what is automatic and was not taken yet; AI releases nothing.
  public func setMode(
    _ mode: Mode, of interaction: InteractionID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    var state = try editableState(of: interaction, for: caller)
    try caller.requireSender()
    guard condition.holds(for: state.etag) else { throw .etagMismatch(name: state.name) }
    if state.mode == mode { return }
    let row = state
    let etag = makeID()
    try run(Self.setMode) { [now] cursor in
      cursor.bind(Int64(mode.rawValue))
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(row.workspace.rawValue)
      cursor.bind(row.id.rawValue)
    }
    append(.modeChanged, .change(Int64(state.mode.rawValue), Int64(mode.rawValue)), to: state, by: caller.actor)
    state.mode = mode
    if mode == .human { try withdrawUnsent(.automationBlocked, onlyAutomatic: true, of: &state, by: caller) }
  }
}
