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
    try call.requireWorkspace(request.parent, field: "parent")
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

/// The leases of one stream; the essay above tells its rules.
final class DeliveryLeases: ResponseStream {
  /// What the writer carries out for it.
  typealias Command = any StreamCommand<Call, WriteTransaction, InboxError>

  private let wish: DeliveryWish
  private let inFlightMax: Int
  /// Granted and not sent yet, in order.
  private var granted: [InboxStore.Delivery] = []
  /// Sent, and not known to be over.
  private var out: [InboxStore.Delivery] = []
  /// The lease that the writer has been asked for.
  private var lease: Lease?

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
      let delivery = granted.removeFirst()
      out.append(delivery)
      let response = LeaseDeliveriesResponse(in: call.arena)
      try response.makeDelivery().fill(delivery, call, in: transaction)
      return .send(response)
    }
    if out.count >= inFlightMax { try forgetWhatIsOver(call, in: transaction) }
    guard out.count < inFlightMax else { return .wait() }
    guard try !transaction.readyDeliveries(wish, limit: 1, in: call.caller.workspace).isEmpty else {
      return .wait(until: try transaction.nextAttemptTime(in: call.caller.workspace))
    }
    let lease = Lease(wish, limit: min(inFlightMax - out.count, Lease.limit))
    self.lease = lease
    return .commit(lease)
  }

  /// Forgets deliveries whose leases are over (invariant 1).
  private func forgetWhatIsOver(_ call: Call, in transaction: ReadTransaction) throws(InboxError) {
    var left: [InboxStore.Delivery] = []
    for delivery in out {
      let now = try transaction.delivery(delivery.id, for: call.caller)
      if now.state == .leased, now.fencingToken == delivery.fencingToken { left.append(delivery) }
    }
    out = left
  }

  /// The sign of life.
  func idle(_ call: Call) -> LeaseDeliveriesResponse? { LeaseDeliveriesResponse(in: call.arena) }
}

/// Leases some deliveries, on the writer's thread.
private final class Lease: StreamCommand {
  /// The most of one commit, so that other commands are not kept waiting.
  static let limit = 16

  private let wish: DeliveryWish
  private let count: Int
  /// What was leased.
  private(set) var granted: [InboxStore.Delivery] = []

  /// A lease of up to so many.
  init(_ wish: DeliveryWish, limit: Int) {
    self.wish = wish
    self.count = limit
  }

  /// Leases.
  func execute(_ call: Call, in transaction: WriteTransaction) throws(InboxError) {
    granted = try transaction.leaseDeliveries(wish, limit: count, by: call.caller)
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
