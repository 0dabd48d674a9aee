internal import SQLite
internal import InboxModel

// What happens because of the time: scheduled responses go out, leases run out. Next attempts need nothing to happen: whoever
// takes deliveries knows from `nextAttemptTime` when to ask again.
//
//     change --note(time)--> DueTimes --takeDue--> one step in one workspace, in its savepoint --> when is the next?
//                               ^                                                                      |
//                               '----------------------------------------------------------------------'
//
// Invariants
//  1. What is due is claimed by the writer, in a transaction that removes it: it cannot go out twice, and what was due
//     while the server was down goes out at the start, because the times are read from the tables then.
//  2. Whether automation may send is asked in that transaction (`Automation.returnReason`).
//  3. No time is waited for that a table does not hold: what `DueTimes` has is a hint, and a hint too many costs two
//     index probes.
//  4. Workspaces take turns, a step each: ten thousand responses due in one do not keep another's waiting.
//  5. A step that fails leaves nothing behind and does not keep the others from their turn: a scheduled response that
//     cannot be sent comes back as a draft.
//
// The road not taken: a thread of its own that looks at the tables every second. It would be a second writer, late by up
// to a second, and would read for nothing most of the time.
extension WriteTransaction {
  private static let dueScheduleQuery = Query(
    """
    SELECT interaction, channel
    FROM scheduled_response
    WHERE workspace = ? AND schedule_time <= ?
    ORDER BY schedule_time, interaction, channel
    LIMIT 1
    """)

  private static let expiredLeaseQuery = Query(
    """
    SELECT delivery
    FROM delivery
    WHERE workspace = ? AND state = 2 AND lease_expire_time <= ?
    ORDER BY lease_expire_time, delivery
    LIMIT 1
    """)

  private static let firstScheduleQuery = Query("SELECT MIN(schedule_time) FROM scheduled_response WHERE workspace = ?")

  private static let firstLeaseQuery = Query(
    "SELECT MIN(lease_expire_time) FROM delivery WHERE workspace = ? AND state = 2")

  private static let workspacesQuery = Query("SELECT workspace FROM workspace ORDER BY workspace")

  private static let slugQuery = Query("SELECT slug FROM workspace WHERE workspace = ?")

  private static let shortenLeases = Query(
    "UPDATE delivery SET lease_expire_time = ?1 WHERE workspace = ?2 AND state = 2 AND lease_expire_time > ?1")

  private static let shortenPauses = Query(
    "UPDATE delivery SET next_attempt_time = ?1 WHERE workspace = ?2 AND state = 1 AND next_attempt_time > ?1")

  /// Reads from the tables when the next thing falls due in each workspace.
  func readDueTimes() throws(InboxError) {
    for workspace in try dueWorkspaces() { due.set(try nextDueTime(in: workspace), in: workspace) }
  }

  /// After the clock went back: leases end, and next attempts come, within the longest time they could have been given
  /// from now on. What was scheduled keeps its time.
  func shortenWaits() throws(InboxError) {
    let limits = [(Self.shortenLeases, Limits.leaseMicrosecondsMax), (Self.shortenPauses, Limits.pauseMicrosecondsMax)]
    for workspace in try dueWorkspaces() {
      for (query, longest) in limits {
        try run(query) { [now] cursor in
          cursor.bind(now + longest)
          cursor.bind(workspace.rawValue)
        }
      }
    }
  }

  /// Every workspace.
  private func dueWorkspaces() throws(InboxError) -> [WorkspaceID] {
    try all(Self.workspacesQuery) { _ in
    } _: {
      WorkspaceID($0.int64())
    }
  }

  /// When the next thing falls due in a workspace.
  func nextDueTime(in workspace: WorkspaceID) throws(InboxError) -> Int64? {
    let times = [
      try time(Self.firstScheduleQuery, in: workspace), try time(Self.firstLeaseQuery, in: workspace),
    ]
    return times.compactMap { $0 }.min()
  }

  /// The time a query finds.
  private func time(_ query: Query, in workspace: WorkspaceID) throws(InboxError) -> Int64? {
    try first(query) {
      $0.bind(workspace.rawValue)
    } _: {
      $0.optionalInt64()
    } ?? nil
  }

  /// Does the next thing that is due in a workspace; false if nothing is.
  func takeDueStep(in workspace: WorkspaceID) throws(InboxError) -> Bool {
    guard let system = try system(in: workspace) else { return false }
    let schedule = try first(Self.dueScheduleQuery) { [now] cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(now)
    } _: {
      (interaction: InteractionID($0.int64()), channel: Channel(stored: $0.int()))
    }
    if let schedule {
      try claim(on: schedule.channel, of: schedule.interaction, system)
      return true
    }
    let expired = try first(Self.expiredLeaseQuery) { [now] cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(now)
    } _: {
      DeliveryID($0.int64())
    }
    guard let expired else { return false }
    try expire(expired, system)
    return true
  }

  /// Sets what is due next in a workspace aside after it failed: a scheduled response comes back as a draft.
  func setDueStepAside(in workspace: WorkspaceID) throws(InboxError) {
    guard let system = try system(in: workspace) else { return }
    let schedule = try first(Self.dueScheduleQuery) { [now] cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(now)
    } _: {
      (interaction: InteractionID($0.int64()), channel: Channel(stored: $0.int()))
    }
    guard let schedule else { return }
    var state = try state(of: schedule.interaction, for: system)
    try returnSchedule(on: schedule.channel, of: &state, because: .channelUnusable, by: system)
  }

  /// The server itself in a workspace; nil if the workspace is gone.
  private func system(in workspace: WorkspaceID) throws(InboxError) -> Caller? {
    try first(Self.slugQuery) {
      $0.bind(workspace.rawValue)
    } _: {
      Caller.system(in: workspace, slug: $0.text())
    }
  }

  /// Sends a scheduled response on behalf of whoever scheduled it, or turns it back into a draft (invariant 2).
  private func claim(on channel: Channel, of interaction: InteractionID, _ system: Caller) throws(InboxError) {
    var state = try state(of: interaction, for: system)
    guard let schedule = try findSchedule(interaction, channel, state.workspace) else { return }
    let reason = Automation.returnReason(
      isAutomatic: schedule.isAutomatic, mode: state.mode, isTrashed: state.isTrashed,
      unusable: try unusableReason(of: channel, state))
    if let reason {
      try returnSchedule(on: channel, of: &state, because: reason, by: system)
      return
    }
    try removeSchedule(schedule, &state)
    let author = Caller(
      workspace: state.workspace, workspaceSlug: state.workspaceSlug, actor: Actor(stored: schedule.actor),
      isAdmin: false, reach: .everything)
    let response = OutgoingResponse(
      content: schedule.content, channel: channel, origin: schedule.origin, isAutomatic: schedule.isAutomatic,
      wasScheduled: true)
    _ = try send(response, &state, author)
  }

  /// Puts a delivery whose lease ran out back into the queue, or gives it up when its 24 hours are over.
  private func expire(_ id: DeliveryID, _ system: Caller) throws(InboxError) {
    var delivery = try delivery(id, for: system)
    var state = try state(of: delivery.interaction, for: system)
    if now >= delivery.giveUpTime {
      let why = delivery.failureReason.isEmpty ? Self.givenUp : delivery.failureReason
      return try fail(delivery, as: .failed, why: why, .deliveryFailed, &state, by: system)
    }
    try requeue(&delivery, after: 0, in: state, by: system)
  }
}
