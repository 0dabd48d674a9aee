internal import SQLite
public import InboxModel

// Handing deliveries out.
//
//     QUEUED, due --lease--> LEASED until lease_expire_time --report--> SENT ... FAILED
//        ^                      |    |
//        |------ expired -------'    '--- failed this time, given back ---> QUEUED, due later
//
// Invariants
//  1. Only the first active delivery of a conversation's channel is ever due (`Outbox.swift`), so that what is handed out
//     is in order without looking at what is not.
//  2. Whether automation may send is decided here, in the transaction that hands out: a response that is automatic while
//     the mode is HUMAN comes back as a draft instead, whatever put it into the queue.
//  3. A lease has a fencing token greater than every earlier one of its delivery. A report under another is refused.
//  4. Every lease that is handed out has its end noted with the scheduler in the same transaction.
//
// What takes deliveries says only which; connectors do so by a stream, the mail sender from within. Both report by
// `report`.

/// Which deliveries to hand out.
public struct DeliveryWish: Sendable, Hashable {
  /// The channels.
  public var channels: [Channel]
  /// The sources; empty stands for all.
  public var sources: [Source]
  /// How long a lease lasts, in microseconds.
  public var leaseMicroseconds: Int64

  /// A wish.
  public init(channels: [Channel], sources: [Source] = [], leaseMicroseconds: Int64 = 60_000_000) {
    self.channels = channels
    self.sources = sources
    self.leaseMicroseconds = leaseMicroseconds
  }

  /// The sources to look at on a channel.
  fileprivate func sources(on channel: Channel) -> [Source] {
    (sources.isEmpty ? Source.allCases : sources).filter { $0.allows(channel) }
  }
}

extension Transaction {
  private static let nextAttemptQuery = Query(
    "SELECT MIN(next_attempt_time) FROM delivery WHERE workspace = ? AND state = 1 AND next_attempt_time > ?")

  private static let readyWorkspaceQuery = Query(readyWorkspaceSQL)
  /// Asserted to go by the index of what is ready.
  static let readyWorkspaceSQL =
    """
    SELECT workspace, source
    FROM delivery
    WHERE channel = ? AND workspace > ? AND state = 1 AND next_attempt_time <= ?
    ORDER BY workspace, source
    """

  private static let readyQuery = Query(
    """
    SELECT delivery
    FROM delivery
    WHERE workspace = ? AND channel = ? AND source = ? AND state = 1 AND next_attempt_time <= ?
    ORDER BY next_attempt_time, delivery
    LIMIT ?
    """)

  /// When the next attempt is due of what waits for one in a workspace; nil if nothing does.
  public func nextAttemptTime(in workspace: WorkspaceID) throws(InboxError) -> Int64? {
    try first(Self.nextAttemptQuery) { [now] cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(now)
    } _: {
      $0.optionalInt64()
    } ?? nil
  }

  /// The first workspace behind one, of those that a credential opens, where something can be taken now; nil if none
  /// behind it has anything. Passes over what is ready of sources that are not wished for, and over what waits for a
  /// later attempt.
  public func readyWorkspace(
    _ wish: DeliveryWish, after workspace: WorkspaceID, through scope: WorkspaceScope
  ) throws(InboxError) -> WorkspaceID? {
    var found: WorkspaceID?
    for channel in wish.channels {
      let sources = Set(wish.sources(on: channel).map { Int64($0.rawValue) })
      var next: WorkspaceID?
      try forEach(Self.readyWorkspaceQuery, while: { next == nil }) { [now] cursor in
        cursor.bind(Int64(channel.rawValue))
        cursor.bind(workspace.rawValue)
        cursor.bind(now)
      } _: { cursor throws(InboxError) in
        let candidate = WorkspaceID(cursor.int64())
        if sources.contains(cursor.int64()), scope.opens(candidate) { next = candidate }
      }
      if let next, next.rawValue < found?.rawValue ?? .max { found = next }
    }
    return found
  }

  /// The deliveries that can be taken now, some of each source: none starves behind another's backlog.
  public func readyDeliveries(
    _ wish: DeliveryWish, limit: Int, in workspace: WorkspaceID
  ) throws(InboxError) -> [DeliveryID] {
    var lists: [[DeliveryID]] = []
    for channel in wish.channels {
      for source in wish.sources(on: channel) {
        let list = try all(Self.readyQuery) { [now] cursor in
          cursor.bind(workspace.rawValue)
          cursor.bind(Int64(channel.rawValue))
          cursor.bind(Int64(source.rawValue))
          cursor.bind(now)
          cursor.bind(Int64(limit))
        } _: {
          DeliveryID($0.int64())
        }
        if !list.isEmpty { lists.append(list) }
      }
    }
    guard lists.count > 1 else { return lists.first ?? [] }
    var ready: [DeliveryID] = []
    for rank in 0..<(lists.map(\.count).max() ?? 0) {
      for list in lists where rank < list.count && ready.count < limit { ready.append(list[rank]) }
    }
    return ready
  }
}

extension WriteTransaction {
  private static let leaseQuery = Query(
    """
    UPDATE delivery
    SET state = 2, attempt = attempt + 1, fencing_token = fencing_token + 1, lease_expire_time = ?1, lease_actor = ?2,
      next_attempt_time = NULL, give_up_time = CASE WHEN attempt = 0 THEN ?3 ELSE give_up_time END, update_time = ?4
    WHERE workspace = ?5 AND delivery = ?6
    RETURNING \(Delivery.columns)
    """)

  /// Leases up to `limit` deliveries that can be taken. What may not go out any more comes back as a draft instead
  /// (invariant 2). Fewer than are ready may come: the next call gets the others.
  public func leaseDeliveries(
    _ wish: DeliveryWish, limit: Int, by caller: Caller
  ) throws(InboxError) -> [Delivery] {
    var leased: [Delivery] = []
    for id in try readyDeliveries(wish, limit: limit, in: caller.workspace) {
      let delivery = try delivery(id, for: caller)
      guard delivery.state == .queued else { continue }
      let system = Caller.system(in: caller.workspace, slug: caller.workspaceSlug)
      var state = try state(of: delivery.interaction, for: system)
      guard try mayGoOut(delivery, &state, system) else { continue }
      leased.append(try lease(delivery, for: wish.leaseMicroseconds, in: state, by: caller))
    }
    return leased
  }

  /// Whether a response may still go out; if not, it comes back as a draft, or fails.
  private func mayGoOut(
    _ delivery: Delivery, _ state: inout InteractionState, _ system: Caller
  ) throws(InboxError) -> Bool {
    guard delivery.kind == .response else { return true }
    guard let response = try queuedResponses(of: state).first(where: { $0.delivery == delivery.id }) else {
      try cancel(delivery.id, in: state)
      return false
    }
    let unusable = try unusableReason(of: delivery.channel, state)
    let reason = Automation.returnReason(
      isAutomatic: response.isAutomatic, mode: state.mode, isTrashed: state.isTrashed, unusable: unusable)
    guard let reason else { return true }
    if let unusable, reason == .channelUnusable {
      try fail(delivery, as: .failed, why: "The channel cannot send: \(unusable.sentence)", reason, &state, by: system)
    } else {
      try withdraw(response, because: reason, of: &state, by: system)
    }
    return false
  }

  /// Hands a delivery out.
  private func lease(
    _ delivery: Delivery, for duration: Int64, in state: InteractionState, by caller: Caller
  ) throws(InboxError) -> Delivery {
    let leased = try first(Self.leaseQuery) { [now] cursor in
      cursor.bind(now + duration)
      cursor.bind(caller.actor.description)
      cursor.bind(now + DeliveryBackoff.giveUpAfterMicroseconds)
      cursor.bind(now)
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(delivery.id.rawValue)
    } _: {
      Delivery(&$0)
    }
    guard let leased else { throw .internalFault("delivery \(delivery.id) is not there") }
    due.note(now + duration, in: caller.workspace)
    try setMessageState(.sending, of: leased, in: state, by: caller)
    return leased
  }
}
