internal import SQLite
internal import InboxModel

// Retention: closed interactions whose last activity is older than their workspace keeps them are emptied, as those of an erased
// customer are, and their notes too. What the statistics need stays. Customers stay until they are erased.
//
//     the writer, when it looks after the house:  a step ... a step, to the end of what is too old; then a rest
//
// Invariants
//  1. Pending interactions and those with a scheduled response are passed over.
//  2. A step looks at `Limits.retiredLookedAtMax` rows and empties few messages, events and notes, of few interactions or of a
//     part of a long one: commands wait some milliseconds for it.
//  3. Nothing depends on the place being kept: after a start, a change of a setting or a rest it begins anew, and passes over
//     what is empty already.

/// How far a pass has come, over all workspaces.
struct RetentionPass {
  /// The workspace; those before it are done.
  var workspace: Int64 = 0
  /// The place of interactions: inbox, archive, trash.
  var place: Int64 = 0
  /// The last one looked at.
  var activityTime = Int64.min
  /// The last one looked at.
  var interaction: Int64 = 0
  /// The interaction that is being emptied, and how far; it is the next one behind those looked at.
  var emptying: EmptyingPlace?
  /// Before when no new pass begins.
  var restsUntil = Int64.min
}

/// Emptying what is too old; the essay above tells the rules.
extension WriteTransaction {
  private static let nextWorkspace = Query(
    """
    SELECT workspace, slug, retention_days
    FROM workspace
    WHERE workspace >= ? AND retention_days IS NOT NULL
    ORDER BY workspace
    LIMIT 1
    """)

  private static let oldestQuery = Query(
    """
    SELECT interaction, activity_time, status, schedule_channels, external_id
    FROM interaction
    WHERE workspace = ? AND place = ? AND (activity_time, interaction) > (?, ?) AND activity_time < ?
    ORDER BY activity_time, interaction
    LIMIT ?
    """)

  /// What a step looks at.
  private struct Candidate {
    let id: Int64
    let activityTime: Int64
    let isOpen: Bool
    let externalID: String
  }

  private static let dayMicroseconds: Int64 = 86_400 * 1_000_000

  /// Takes a step; says how many interactions were looked at, 0 when nothing is left for a while.
  func retireStep() throws(InboxError) -> Int {
    guard now >= retention.restsUntil else { return 0 }
    let next = try first(Self.nextWorkspace) { [retention] in
      $0.bind(retention.workspace)
    } _: {
      (id: $0.int64(), slug: $0.text(), days: $0.int64())
    }
    guard let workspace = next else {
      retention = RetentionPass()
      retention.restsUntil = now + Limits.retentionRestMicroseconds
      return 0
    }
    if workspace.id != retention.workspace { retention = RetentionPass(workspace: workspace.id) }
    let looked = try candidates(before: now - workspace.days * Self.dayMicroseconds)
    var rows = Limits.retiredRowsPerStep
    let caller = Caller.system(in: WorkspaceID(workspace.id), slug: workspace.slug)
    for candidate in looked {
      let id = InteractionID(candidate.id)
      if !candidate.isOpen && candidate.externalID != "erased-\(id)" {
        var place = EmptyingPlace(id, withNotes: true)
        if let begun = retention.emptying, begun.interaction == id { place = begun }
        var erasure = Erasure()
        guard try empty(&place, rows: &rows, &erasure, caller) else {
          retention.emptying = place
          return looked.count
        }
      }
      retention.emptying = nil
      (retention.activityTime, retention.interaction) = (candidate.activityTime, candidate.id)
      rows -= 1
    }
    if looked.count < Limits.retiredLookedAtMax {
      retention =
        retention.place < 2
        ? RetentionPass(workspace: workspace.id, place: retention.place + 1)
        : RetentionPass(workspace: workspace.id + 1)
    }
    return max(1, looked.count)
  }

  /// The oldest that were not looked at.
  private func candidates(before cutoff: Int64) throws(InboxError) -> [Candidate] {
    try all(Self.oldestQuery) { [retention] cursor in
      cursor.bind(retention.workspace)
      cursor.bind(retention.place)
      cursor.bind(retention.activityTime)
      cursor.bind(retention.interaction)
      cursor.bind(cutoff)
      cursor.bind(Int64(Limits.retiredLookedAtMax))
    } _: { cursor in
      let (id, time) = (cursor.int64(), cursor.int64())
      let isPending = cursor.int64() == Int64(Status.pending.rawValue)
      let isScheduled = cursor.int64() != 0
      return Candidate(
        id: id, activityTime: time, isOpen: isPending || isScheduled, externalID: cursor.text())
    }
  }
}
