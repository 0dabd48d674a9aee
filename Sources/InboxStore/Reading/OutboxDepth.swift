public import InboxModel
internal import SQLite

/// How much waits to be sent, for those who look after the server: a count over all workspaces, not for callers.
public struct OutboxDepth: Sendable, Equatable {
  /// Deliveries that nobody has taken yet.
  public internal(set) var queued = 0
  /// Deliveries that a connector or the mail sender is busy with.
  public internal(set) var leased = 0
  /// How long the oldest that nobody has taken has been there, in milliseconds; 0 without one.
  public internal(set) var oldestMilliseconds: Int64 = 0

  private static let workspaces = Query("SELECT workspace FROM workspace ORDER BY workspace")
  /// Goes by `ready_deliveries` alone; an id tells when it was made.
  static let countSQL = "SELECT count(*), min(delivery) FROM delivery WHERE workspace = ? AND state = ?"
  private static let count = Query(countSQL)
  private static let queuedState = 1
  private static let leasedState = 2

  /// Counts what is committed now.
  public init(in transaction: ReadTransaction) throws(InboxError) {
    let workspaces = try transaction.all(Self.workspaces) { _ in
    } _: {
      $0.int64()
    }
    for workspace in workspaces {
      let queued = try Self.count(Self.queuedState, of: workspace, in: transaction)
      self.queued += queued.count
      leased += try Self.count(Self.leasedState, of: workspace, in: transaction).count
      guard let oldest = queued.oldest else { continue }
      let age = transaction.now / 1_000 - IdentifierGenerator.milliseconds(of: oldest)
      oldestMilliseconds = max(oldestMilliseconds, age)
    }
  }

  /// The deliveries of one workspace in one state, and the id of the oldest.
  private static func count(
    _ state: Int, of workspace: Int64, in transaction: ReadTransaction
  ) throws(InboxError) -> (count: Int, oldest: Int64?) {
    let found = try transaction.first(Self.count) { cursor in
      cursor.bind(workspace)
      cursor.bind(Int64(state))
    } _: { cursor in
      (Int(cursor.int64()), cursor.optionalInt64())
    }
    return found ?? (0, nil)
  }
}
