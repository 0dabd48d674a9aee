public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// What was before: a customer's other interactions, former texts of a message.
extension Interactions {
  /// Lists the interactions of a customer, newest source_time first, archived ones included, trashed ones excluded.
  public func listCustomerInteractions(
    _ request: ListCustomerInteractionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListCustomerInteractionsResponse {
    let customer = try call.id(request.parent, of: IDKind.Customer.self, field: "parent")
    var scope = PageScope("ListCustomerInteractions")
    scope.add(request.parent.span)
    scope.add(request.excludedInteraction.span)
    // What the caller may not see is told before anything of the page.
    _ = try transaction.customer(customer, for: call.caller)
    let page = try PageRequest(request.pageSize, request.pageToken, .interactions, in: scope)
    var excluded: InteractionID?
    if !request.excludedInteraction.isEmpty {
      excluded = try call.interaction(request.excludedInteraction, field: "excluded_interaction")
    }
    let response = ListCustomerInteractionsResponse(in: call.arena)
    let names = Names(call)
    let next = try transaction.listInteractions(
      of: customer, after: try page.position, limit: page.limit, for: call.caller
    ) { (row) throws(InboxError) in
      if row.id == excluded { return }
      let summary = response.interactions.append()
      summary.fill(row, names)
      try summary.fillParts(row, call, names, in: transaction)
    }
    if let next { response.setNextPageToken(page.token(after: PageKey(numbers: [next.time, next.id]))) }
    return response
  }

  /// Lists the former texts of a message, newest first.
  public func listResponseRevisions(
    _ request: ListResponseRevisionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListResponseRevisionsResponse {
    let message = try call.child(request.parent, of: IDKind.Message.self, field: "parent")
    try transaction.withMessage(message.id, of: message.interaction, for: call.caller) { _ throws(InboxError) in }
    var scope = PageScope("ListResponseRevisions")
    scope.add(request.parent.span)
    let page = try PageRequest(request.pageSize, request.pageToken, .revisions, in: scope)
    let revisions = try transaction.messageRevisions(
      of: message.id, in: message.interaction, before: page.start?.numbers.first, limit: page.limit + 1,
      for: call.caller)
    let response = ListResponseRevisionsResponse(in: call.arena)
    for revision in revisions.prefix(page.limit) { response.revisions.append().fill(revision) }
    if revisions.count > page.limit {
      response.setNextPageToken(page.token(after: PageKey(numbers: [revisions[page.limit - 1].revision])))
    }
    return response
  }
}
