internal import SQLite
public import InboxModel

/// What came of a delivery, as whoever had it says.
public struct DeliveryReport: Sendable, Hashable {
  /// What came of it.
  public var outcome: DeliveryOutcome
  /// The token of the lease; 0 for what comes after the lease.
  public var fencingToken: Int64
  /// The provider's id of what was sent; may be empty.
  public var externalID = ""
  /// A sentence for the team, for failures and rejections.
  public var failureReason = ""
  /// The earliest next attempt, from now; nil for the usual pause.
  public var retryDelayMicroseconds: Int64?
  /// When it happened, by the provider's clock; nil for now.
  public var outcomeTime: Int64?
  /// Why the channel is unusable from now on; nil if it is not.
  public var unusableReason: ChannelUnusableReason?
  /// How long the lease lasts from now, for a delivery still at work, in microseconds.
  public var leaseMicroseconds: Int64 = 60_000_000

  /// A report.
  public init(_ outcome: DeliveryOutcome, fencingToken: Int64 = 0) {
    self.outcome = outcome
    self.fencingToken = fencingToken
  }
}

/// Taking in what came of deliveries. What follows from each outcome stands in `DeliveryStep`.
extension WriteTransaction {
  private static let writeDelivery = Query(
    """
    UPDATE delivery
    SET state = ?, attempt = ?, lease_expire_time = ?, lease_actor = ?, next_attempt_time = ?, give_up_time = ?,
      failure_reason = ?, external_id = ?, update_time = ?
    WHERE workspace = ? AND delivery = ?
    """)

  /// How long a delivery that was given back waits, in microseconds.
  private static let releasePause: Int64 = 5_000_000
  /// Why a delivery fails whose attempts went on for too long.
  static let givenUp = "No attempt succeeded within 24 hours"

  /// Takes in a report; repeating one changes nothing. Gives the delivery as it is now. `random` is any number: pauses
  /// between attempts are spread by it. Throws `leaseLost` and `deliveryFinished`.
  public func report(
    _ report: DeliveryReport, of id: DeliveryID, random: UInt64, by caller: Caller
  ) throws(InboxError) -> Delivery {
    var delivery = try delivery(id, for: caller)
    try requireToken(report, delivery)
    let system = Caller.system(in: caller.workspace, slug: caller.workspaceSlug)
    var state = try state(of: delivery.interaction, for: system)
    if let reason = report.unusableReason { try markUnusable(reason, &state, by: caller) }
    switch DeliveryStep(report.outcome, in: delivery.state) {
    case .repeat: break
    case .lost: throw .leaseLost
    case .refuse: throw .deliveryFinished(state: delivery.state)
    case .extend:
      delivery.leaseExpireTime = now + report.leaseMicroseconds
      try write(&delivery, in: state)
      due.note(now + report.leaseMicroseconds, in: state.workspace)
    case .release:
      // It was no attempt: neither the count nor, if it would have been the first, the 24 hours begin.
      delivery.attempt -= 1
      try requeue(&delivery, after: report.retryDelayMicroseconds ?? Self.releasePause, in: state, by: caller)
    case .retry:
      delivery.failureReason = report.failureReason
      let pause =
        report.retryDelayMicroseconds
        ?? DeliveryBackoff.pauseMicroseconds(afterAttempt: delivery.attempt, random: random)
      if now + pause >= delivery.giveUpTime {
        let why = report.failureReason.isEmpty ? Self.givenUp : report.failureReason
        try fail(delivery, as: .failed, why: why, .deliveryFailed, &state, by: caller)
        return try self.delivery(id, for: caller)
      }
      try requeue(&delivery, after: pause, in: state, by: caller)
    case .move(let next):
      if !report.externalID.isEmpty { delivery.externalID = report.externalID }
      if next == .failed || next == .rejected {
        try fail(delivery, as: next, why: report.failureReason, .deliveryFailed, &state, by: caller)
        return try self.delivery(id, for: caller)
      }
      try succeed(&delivery, as: next, at: report.outcomeTime, &state, by: caller)
    }
    return delivery
  }

  /// Throws `leaseLost` unless a report may speak of a delivery.
  private func requireToken(_ report: DeliveryReport, _ delivery: Delivery) throws(InboxError) {
    if report.fencingToken == delivery.fencingToken, report.fencingToken > 0 { return }
    guard report.fencingToken == 0 else { throw .leaseLost }
    // What the provider tells of by itself may overtake the report of who sent it.
    let isTold = report.outcome.comesLater && report.outcome != .failedPermanently && delivery.attempt > 0
    if delivery.state.isActive, !isTold { throw .leaseLost }
  }

  /// Puts a delivery back into the queue, due after a pause.
  func requeue(
    _ delivery: inout Delivery, after pause: Int64, in state: InteractionState, by caller: Caller
  ) throws(InboxError) {
    delivery.state = .queued
    delivery.nextAttemptTime = now + max(0, pause)
    try write(&delivery, in: state)
    try setMessageState(.queued, of: delivery, in: state, by: caller)
  }

  /// Writes what may have changed of a delivery; only a leased one keeps its lease, only a queued one its next attempt.
  func write(_ delivery: inout Delivery, in state: InteractionState) throws(InboxError) {
    if delivery.state != .leased {
      delivery.leaseExpireTime = nil
      delivery.leaseActor = ""
    }
    if delivery.state != .queued { delivery.nextAttemptTime = nil }
    delivery.updateTime = now
    // Whoever waits for leases to be over is woken, also where the message says nothing.
    changes.add(state.id, in: state.workspace)
    if delivery.channel == .email, delivery.state == .queued { changes.addEmail(in: state.workspace) }
    let row = delivery
    try run(Self.writeDelivery) { cursor in
      cursor.bind(Int64(row.state.rawValue))
      cursor.bind(Int64(row.attempt))
      cursor.bind(row.leaseExpireTime)
      cursor.bind(row.leaseActor)
      cursor.bind(row.nextAttemptTime)
      cursor.bind(row.giveUpTime)
      cursor.bind(row.failureReason)
      cursor.bind(row.externalID)
      cursor.bind(row.updateTime)
      cursor.bind(state.workspace.rawValue)
      cursor.bind(row.id.rawValue)
    }
  }
}
