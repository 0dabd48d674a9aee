public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf
internal import StandardAPI

extension Deliveries {
  /// Streams deliveries as they become due, each leased; report before the lease expires.
  public func leaseDeliveries(
    _ request: LeaseDeliveriesRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> WritingStream<LeaseDeliveriesResponse> {
    try call.caller.requireConnector()
    if call.caller.workspace != .every { try call.requireWorkspace(request.parent, field: "parent") }
    return DeliveryLeases(try request.wish, inFlightMax: try request.inFlight)
  }
}

// The stream of one connector that takes deliveries.
//
//     next: granted and not sent yet ------------------------> send one
//           as many out as allowed, none of them reported ---> wait for a commit of the workspace
//           something is ready ------------------------------> commit a lease of as many as may be out
//           nothing is ready --------------------------------> wait for a commit, or for the next attempt that is due
//
// Invariants
//  1. Never more than `inFlightMax` are out: what was granted counts until the store says that its lease is over.
//  2. A peer that does not read has no window, `next` is not called, and nothing is leased for it.
//  3. The stream holds ids, not texts: each message is read when it is sent.
//  4. When the stream ends its leases run out by themselves; whoever has them may still report.
//  5. A stream for every workspace takes from one after the other: the next that has something after the one that was
//     served last. A backlog of one tenant costs another the wait for a free place, not for the backlog's end.
//
// Limits: a stream for every workspace notices within a second that a later attempt has become due, which one for a single
// workspace does at once.

/// The leases of one stream; the essay above tells its rules.
final class DeliveryLeases: ResponseStream {
  /// What the writer carries out for it.
  typealias Command = any StreamCommand<Call, WriteTransaction, InboxError>

  private let wish: DeliveryWish
  private let inFlightMax: Int
  /// Granted and not sent yet, in order.
  private var granted: [Granted] = []
  /// Sent, and not known to be over.
  private var out: [Granted] = []
  /// The lease that the writer has been asked for.
  private var lease: Lease?
  /// The workspace that was served last, of all (invariant 5).
  private var lastServed = WorkspaceID.every

  /// How often a stream for every workspace looks for attempts that have become due, in microseconds.
  private static let lookMicroseconds: Int64 = 1_000_000

  /// A stream of what a connector wishes for.
  init(_ wish: DeliveryWish, inFlightMax: Int) {
    self.wish = wish
    self.inFlightMax = inFlightMax
  }

  /// Sends a granted delivery, asks for more, or waits.
  func next(
    _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> StreamStep<LeaseDeliveriesResponse, Command> {
    if let lease {
      granted += lease.granted
      self.lease = nil
    }
    if !granted.isEmpty {
      let next = granted.removeFirst()
      out.append(next)
      let response = LeaseDeliveriesResponse(in: call.arena)
      try response.makeDelivery().fill(next.delivery, call.made(by: next.caller), in: transaction)
      return .send(response)
    }
    if out.count >= inFlightMax { try forgetWhatIsOver(in: transaction) }
    guard out.count < inFlightMax else { return .wait() }
    guard let workspace = try readyWorkspace(call, in: transaction) else {
      if call.caller.workspace == .every { return .wait(until: call.now + Self.lookMicroseconds) }
      return .wait(until: try transaction.nextAttemptTime(in: call.caller.workspace))
    }
    let lease = Lease(wish, in: workspace, limit: min(inFlightMax - out.count, Lease.limit))
    self.lease = lease
    return .commit(lease)
  }

  /// The workspace whose turn it is, of those where something is ready; nil if nothing is.
  private func readyWorkspace(_ call: Call, in transaction: ReadTransaction) throws(InboxError) -> WorkspaceID? {
    let own = call.caller.workspace
    guard own == .every else {
      return try transaction.readyDeliveries(wish, limit: 1, in: own).isEmpty ? nil : own
    }
    var next = try transaction.readyWorkspace(wish, after: lastServed, through: call.scope)
    if next == nil { next = try transaction.readyWorkspace(wish, after: .every, through: call.scope) }
    if let next { lastServed = next }
    return next
  }

  /// Forgets deliveries whose leases are over (invariant 1).
  private func forgetWhatIsOver(in transaction: ReadTransaction) throws(InboxError) {
    var left: [Granted] = []
    for granted in out {
      let now = try transaction.delivery(granted.delivery.id, for: granted.caller)
      if now.state == .leased, now.fencingToken == granted.delivery.fencingToken { left.append(granted) }
    }
    out = left
  }

  /// The sign of life.
  func idle(_ call: Call) -> LeaseDeliveriesResponse? { LeaseDeliveriesResponse(in: call.arena) }
}

/// A delivery that was leased, and to whom in its workspace.
private struct Granted {
  /// The delivery.
  let delivery: InboxStore.Delivery
  /// The caller in its workspace.
  let caller: Caller
}

/// Leases some deliveries, on the writer's thread.
private final class Lease: StreamCommand {
  /// The most of one commit, so that other commands are not kept waiting.
  static let limit = 16

  private let wish: DeliveryWish
  private let workspace: WorkspaceID
  private let count: Int
  /// What was leased.
  private(set) var granted: [Granted] = []

  /// A lease of up to so many in a workspace.
  init(_ wish: DeliveryWish, in workspace: WorkspaceID, limit: Int) {
    self.wish = wish
    self.workspace = workspace
    self.count = limit
  }

  /// Leases.
  func execute(_ call: Call, in transaction: WriteTransaction) throws(InboxError) {
    let caller =
      call.caller.workspace == workspace
      ? call.caller : try transaction.caller(in: workspace, actor: call.caller.actor, through: call.scope)
    granted = try transaction.leaseDeliveries(wish, limit: count, by: caller).map {
      Granted(delivery: $0, caller: caller)
    }
  }
}

extension LeaseDeliveriesRequest {
  /// The most deliveries that one stream may have out.
  private static let inFlightMax = 1000
  /// How many it has out unless it says so.
  private static let inFlightStandard = 32
  /// The shortest lease, in microseconds.
  private static let leaseMicrosecondsMin: Int64 = 5_000_000

  /// Which deliveries to hand out.
  fileprivate var wish: DeliveryWish {
    get throws(InboxError) {
      var wish = DeliveryWish(channels: try channels.values("channels"), sources: try sources.values("sources"))
      if wish.channels.isEmpty { wish.channels = [.provider] }
      if let index = wish.channels.firstIndex(of: .email) {
        throw .fieldInvalid(field: "channels[\(index)]", fault: "is EMAIL, which the server sends itself")
      }
      guard let duration = leaseDuration?.microseconds else { return wish }
      guard duration >= Self.leaseMicrosecondsMin, duration <= InboxStore.Limits.leaseMicrosecondsMax else {
        throw .fieldOutOfRange(field: "lease_duration", min: "5 seconds", max: "10 minutes")
      }
      wish.leaseMicroseconds = duration
      return wish
    }
  }

  /// The most deliveries out at once.
  fileprivate var inFlight: Int {
    get throws(InboxError) {
      guard maxInFlight >= 0, maxInFlight <= Self.inFlightMax else {
        throw .fieldOutOfRange(field: "max_in_flight", min: "0", max: String(Self.inFlightMax))
      }
      return maxInFlight == 0 ? Self.inFlightStandard : Int(maxInFlight)
    }
  }
}
