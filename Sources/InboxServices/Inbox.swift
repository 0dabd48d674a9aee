public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Shows the inbox.
public struct Inbox: InboxService, InboxHandlers {
  /// A service has no state.
  public init() {}

  /// Lists the interactions of a view, filtered and in order, page by page.
  public func listInteractions(
    _ request: ListInteractionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListInteractionsResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    let list = try ListRequest(request, call)
    var query = list.query
    let page = try PageRequest(request.pageSize, request.pageToken, .interactions, in: list.scope)
    query.after = try page.listPosition
    query.limit = page.limit
    let response = ListInteractionsResponse(in: call.arena)
    response.interactions.reserveCapacity(page.limit)
    let names = Names(call)
    let next = try transaction.listInteractions(query, for: call.caller) { (row) throws(InboxError) in
      let summary = response.interactions.append()
      summary.fill(row, names)
      try summary.fillParts(row, call, names, in: transaction)
    }
    if let next { response.setNextPageToken(page.token(after: PageKey(next))) }
    if query.after == nil {
      let state = try ResumeToken(of: call.caller, in: transaction)
      response.setResumeToken(state.text(in: InboxWatch.scope(request.parent)))
    }
    return response
  }

  /// Gives the counts of every view and tab.
  public func getCounts(
    _ request: GetCountsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetCountsResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    let counts = try transaction.counts(for: call.caller)
    let response = GetCountsResponse(in: call.arena)
    for view in InboxModel.View.allCases { response.counts.append().fill(view, counts) }
    let state = try ResumeToken(of: call.caller, in: transaction)
    response.setResumeToken(state.text(in: InboxWatch.scope(request.parent)))
    return response
  }
}

extension ViewCounts {
  /// Takes over the counts of a view.
  func fill(_ view: InboxModel.View, _ counts: InboxCounts) {
    self.view = InboxAPI.View(view)
    total = Int64(counts.total(view))
    reviews = Int64(counts[view, .review])
    surveys = Int64(counts[view, .survey])
    contacts = Int64(counts[view, .contact])
    messages = Int64(counts[view, .message])
  }
}

/// What a request for a list asks for, but its page.
struct ListRequest {
  /// The list.
  let query: InteractionListQuery
  /// What its page tokens belong to.
  let scope: PageScope

  /// Reads view, tab, filter and order; throws `fieldInvalid`, and what the filter throws.
  init(_ request: ListInteractionsRequest, _ call: Call) throws(InboxError) {
    let view: InboxModel.View = try request.view.given("view") ?? .all
    let family: InboxModel.Family? = try request.family.given("family")
    let order: InboxModel.InteractionOrder = try request.order.given("order") ?? .latestActivity
    let filter = try request.filter?.model("filter", call) ?? InboxModel.InteractionFilter()
    query = InteractionListQuery(view: view, family: family, filter: filter, order: order, limit: 0)
    var scope = PageScope("ListInteractions")
    scope.add(request.parent.span)
    scope.add(Int64(view.rawValue))
    scope.add(request.family)
    scope.add(Int64(order.rawValue))
    if let filter = request.filter, filter.packedSize > 0 { scope.add(filter.packed().span) }
    // The same list of another user is another list.
    if view.isPersonal { scope.add(call.caller.actor.description.utf8.span) }
    self.scope = scope
  }
}

extension PageKey {
  /// A place in a list of interactions.
  init(_ position: ListPosition) {
    self.init(numbers: [position.section.rawValue, position.time, position.id])
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

  /// The last row of the page before, in a list of interactions; nil for the first page.
  var listPosition: ListPosition? {
    get throws(InboxError) {
      guard let start else { return nil }
      guard start.numbers.count == 3, let section = ListPosition.Section(rawValue: start.numbers[0]) else {
        throw .pageTokenInvalid
      }
      return ListPosition(section: section, time: start.numbers[1], id: start.numbers[2])
    }
  }
}
