public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf
internal import StandardAPI

/// Hands out what the team sends, and takes in what came of it.
public struct Deliveries: DeliveryService, InboxHandlers {
  /// A service has no state.
  public init() {}

  /// Reports what came of a delivery; repeating a report changes nothing.
  public func reportDelivery(
    _ request: ReportDeliveryRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> ReportDeliveryResponse {
    try call.caller.requireConnector()
    let report = try request.report(call)
    let id: DeliveryID
    if let source = try request.sourceOfExternalID(call) {
      id = try transaction.delivery(of: report.externalID, at: source, for: call.caller).id
    } else {
      id = try call.id(request.name, of: IDKind.Delivery.self, field: "name")
    }
    let delivery = try transaction.report(
      report, of: id, random: UInt64.random(in: 0...UInt64.max), by: call.caller)
    let response = ReportDeliveryResponse(in: call.arena)
    response.state = InboxAPI.DeliveryState(delivery.state)
    if let time = delivery.leaseExpireTime { response.makeLeaseExpireTime().microseconds = time }
    if let time = delivery.nextAttemptTime { response.makeNextAttemptTime().microseconds = time }
    return response
  }

  /// Lists deliveries, newest first: what waits, what failed, what was sent.
  public func listDeliveries(
    _ request: ListDeliveriesRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListDeliveriesResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    try call.caller.requireIngest()
    var scope = PageScope("ListDeliveries")
    scope.add(request.parent.span)
    scope.add(request.interaction.span)
    scope.add(request.kind)
    for state in request.states { scope.add(state) }
    scope.add(Int64(request.states.count))
    for channel in request.channels { scope.add(channel) }
    let page = try PageRequest(request.pageSize, request.pageToken, .schedules, in: scope)
    var query = DeliveryListQuery(limit: page.limit + 1)
    query.states = try request.states.values("states")
    query.channels = try request.channels.values("channels")
    query.kind = try request.kind.given("kind")
    if !request.interaction.isEmpty {
      query.interaction = try call.interaction(request.interaction, field: "interaction")
    }
    query.before = page.start?.numbers.first.map(DeliveryID.init)
    let found = try transaction.deliveries(query, for: call.caller)
    let response = ListDeliveriesResponse(in: call.arena)
    response.deliveries.reserveCapacity(found.count)
    for delivery in found.prefix(page.limit) {
      try response.deliveries.append().fill(delivery, call, in: transaction)
    }
    if found.count > page.limit {
      response.setNextPageToken(page.token(after: PageKey(numbers: [found[page.limit - 1].id.rawValue])))
    }
    return response
  }

  /// Tries a FAILED or REJECTED delivery again, or a waiting one at once.
  public func retryDelivery(
    _ request: RetryDeliveryRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> RetryDeliveryResponse {
    try call.caller.requireIngest()
    let id = try call.id(request.name, of: IDKind.Delivery.self, field: "name")
    let delivery = try transaction.retry(id, by: call.caller)
    let response = RetryDeliveryResponse(in: call.arena)
    try response.makeDelivery().fill(delivery, call, in: transaction)
    return response
  }
}

extension ReportDeliveryRequest {
  /// The longest provider's id, in bytes.
  private static let externalIDBytesMax = 256
  /// The longest sentence, in characters.
  private static let reasonLengthMax = 500

  /// What is reported.
  fileprivate func report(_ call: Call) throws(InboxError) -> DeliveryReport {
    var report = DeliveryReport(try outcome.required("outcome"), fencingToken: fencingToken)
    guard fencingToken >= 0 else {
      throw .fieldOutOfRange(field: "fencing_token", min: "0", max: "9223372036854775807")
    }
    report.externalID = externalID.string
    try TextRules.requireBytes(report.externalID, max: Self.externalIDBytesMax, field: "external_id")
    try TextRules.requireNoControls(report.externalID, field: "external_id")
    report.failureReason = failureReason.string
    try TextRules.requireLength(report.failureReason, max: Self.reasonLengthMax, field: "failure_reason")
    report.outcomeTime = try outcomeTime?.pastInstant("outcome_time", call)
    report.unusableReason = try unusableReason.given("unusable_reason")
    if let retryDelay {
      let delay = retryDelay.microseconds
      guard delay >= 0, delay <= Limits.pauseMicrosecondsMax else {
        throw .fieldOutOfRange(field: "retry_delay", min: "0", max: "24 hours")
      }
      report.retryDelayMicroseconds = delay
    }
    return report
  }

  /// The source, where the delivery is named by the provider's id alone; nil where it has a name.
  fileprivate func sourceOfExternalID(_ call: Call) throws(InboxError) -> InboxModel.Source? {
    guard name.string == "workspaces/\(call.caller.workspaceSlug)/deliveries/-" else { return nil }
    if externalID.isEmpty { throw .fieldRequired(field: "external_id") }
    return try source.required("source")
  }
}
