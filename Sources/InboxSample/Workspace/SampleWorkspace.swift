public import InboxModel
public import InboxStore

/// The workspace `workspaces/demo`, which a new server begins with: a group of restaurants and hotels with 22 users and
/// four months of what over 400 customers wrote. Its admin is `users/admin`.
///
/// It is made by the operations that calls use, so its history obeys the rules that theirs does: the events are there,
/// the counts are right, users were notified. All of it is one command, and so either there or not. Times are
/// relative to the moment at which it is made; nothing of it waits to be sent but a few responses of the last day and those
/// that are scheduled, all to addresses and numbers kept for examples.
public struct SampleWorkspace: Sendable {
  /// The last segment of its name.
  public static let slug = DirectoryWriter.slug
  /// Which of many workspaces of this kind it is.
  public let seed: UInt64

  /// The workspace of a seed: the same seed at the same moment makes the same one.
  public init(seed: UInt64 = 1) { self.seed = seed }

  /// Makes the workspace. False, and nothing is changed, if the store has any workspace: only a new one gets the sample.
  public func create(in transaction: WriteTransaction) throws(InboxError) -> Bool {
    if try !transaction.workspaces(after: "", limit: 1).items.isEmpty { return false }
    let now = transaction.now
    let plan = Planner.plan(seed: seed, now: now)
    try transaction.travel(to: (plan.steps.first?.time ?? now) - Clock.day)
    try DirectoryWriter.create(in: transaction)
    var writer = StepWriter(plan)
    for step in plan.steps { try writer.apply(step, in: transaction) }
    try transaction.travel(to: now)
    return true
  }

  /// Has a store's writer make the workspace, and waits until it is on disk. False if there was a workspace. For a
  /// program that starts: never call it on an event loop.
  public func install(in store: Store) throws(InboxError) -> Bool {
    try store.waitToWrite { (transaction) throws(InboxError) in try create(in: transaction) }
  }
}
