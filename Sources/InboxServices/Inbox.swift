public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Lists the inbox.
public struct Inbox: InboxService, InboxHandlers {
  /// A service has no state.
  public init() {}

  /// Lists the interactions of a view, latest activity first, page by page.
  ///
  /// The views ALL, ARCHIVED and TRASH are answered, by family or all, by latest activity. Anything else of the request
  /// is `methodUnimplemented` with the field's name, so that no condition is passed over in silence.
  public func listInteractions(
    _ request: ListInteractionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListInteractionsResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    let place = try request.place
    let family: InboxModel.Family? = try request.family.given("family")
    try request.requireAnswered()
    var scope = PageScope("ListInteractions")
    scope.add(request.parent.span)
    scope.add(Int64(place.rawValue))
    scope.add(request.family)
    let page = try PageRequest(request.pageSize, request.pageToken, .interactions, in: scope)
    let query = InteractionListQuery(
      place: place, family: family, after: try page.position, limit: page.limit)
    let response = ListInteractionsResponse(in: call.arena)
    response.interactions.reserveCapacity(page.limit)
    let names = Names(call)
    let next = try transaction.listInteractions(query, for: call.caller) { (row) throws(InboxError) in
      let summary = response.interactions.append()
      summary.fill(row, names)
      try summary.fillParts(row, call, names, in: transaction)
    }
    if let next { response.setNextPageToken(page.token(after: PageKey(numbers: [next.time, next.id]))) }
    return response
  }
}

extension PageRequest {
  /// The last row of the page before, in a list by time and id; nil for the first page.
  var position: PagePosition? {
    get throws(InboxError) {
      guard let start else { return nil }
      guard start.numbers.count == 2 else { throw .pageTokenInvalid }
      return PagePosition(time: start.numbers[0], id: start.numbers[1])
    }
  }
}

extension ListInteractionsRequest {
  /// The method, for what of it is not answered.
  private static let method = "inbox.v1.InboxService/ListInteractions"

  /// Where the view's interactions lie.
  fileprivate var place: Place {
    get throws(InboxError) {
      switch view {
      case .unspecified, .all: .inbox
      case .archived: .archive
      case .trash: .trash
      case .myInbox, .mentions, .unassigned, .scheduled, .pinned: throw .methodUnimplemented("view in \(Self.method)")
      case .unrecognized(let number): throw .fieldInvalid(field: "view", fault: "has the unknown value \(number)")
      }
    }
  }

  /// Throws `methodUnimplemented` at the first condition or order that is not answered yet.
  fileprivate func requireAnswered() throws(InboxError) {
    switch order {
    case .unspecified, .latestActivity: break
    case .longestWaiting: throw .methodUnimplemented("order in \(Self.method)")
    case .unrecognized(let number): throw .fieldInvalid(field: "order", fault: "has the unknown value \(number)")
    }
    if let filter, let field = filter.firstCondition { throw .methodUnimplemented("filter.\(field) in \(Self.method)") }
  }
}

extension InteractionFilter {
  /// The first field that narrows; nil if none does.
  fileprivate var firstCondition: String? {
    if packedSize == 0 { return nil }
    let lists: [(String, Int)] = [
      ("statuses", statuses.count), ("modes", modes.count), ("sources", sources.count), ("brands", brands.count),
      ("locations", locations.count), ("location_groups", locationGroups.count), ("keywords", keywords.count),
      ("languages", languages.count), ("assignees", assignees.count), ("customers", customers.count),
      ("attributes", attributes.count),
    ]
    if let list = lists.first(where: { $0.1 > 0 }) { return list.0 }
    if rating != nil { return "rating" }
    if unrated { return "unrated" }
    if unassigned { return "unassigned" }
    if activityTime != nil { return "activity_time" }
    if sourceTime != nil { return "source_time" }
    if hasDraft { return "has_draft" }
    return waiting ? "waiting" : nil
  }
}
