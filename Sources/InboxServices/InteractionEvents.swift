public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

extension Interactions {
  /// Lists the audit trail of an interaction, or of the workspace: who, what, before and after, when.
  public func listEvents(
    _ request: ListEventsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListEventsResponse {
    var query = EventQuery()
    if request.isAboutWorkspace {
      try call.requireWorkspace(request.parent, field: "parent")
    } else {
      let interaction = try call.interaction(request.parent, field: "parent")
      try transaction.requireVisible(interaction, for: call.caller)
      query.interaction = interaction
    }
    for index in request.types.indices {
      query.types.insert(try request.types[index].required("types[\(index)]"))
    }
    query.range = try request.eventTime?.model("event_time") ?? InboxModel.TimeRange()
    query.oldestFirst = request.oldestFirst
    query.after = request.afterSequence
    guard query.after >= 0 else {
      throw .fieldOutOfRange(field: "after_sequence", min: "0", max: String(Int64.max))
    }
    let page = try PageRequest(request.pageSize, request.pageToken, .events, in: query.scope(request.parent))
    let found = try transaction.listEvents(
      query, from: try page.eventPosition, limit: page.limit, for: call.caller)
    let response = ListEventsResponse(in: call.arena)
    response.events.reserveCapacity(found.events.count)
    let names = Names(call)
    for event in found.events { response.events.append().fill(event, names) }
    if let next = found.next {
      response.setNextPageToken(page.token(after: PageKey(numbers: [next.time, next.sequence])))
    }
    return response
  }
}

extension ListEventsRequest {
  /// Whether the parent is a workspace.
  fileprivate var isAboutWorkspace: Bool {
    do throws(InboxError) {
      _ = try WorkspaceName(parent.span, field: "parent")
      return true
    } catch {
      return false
    }
  }
}

extension EventQuery {
  /// What page tokens of the list are bound to.
  fileprivate func scope(_ parent: Text) -> PageScope {
    var scope = PageScope("ListEvents")
    scope.add(parent.span)
    for type in types.map(\.rawValue).sorted() { scope.add(Int64(type)) }
    scope.add(range.start ?? Int64.min)
    scope.add(range.end ?? Int64.max)
    scope.add(oldestFirst ? 1 : 0)
    scope.add(after)
    return scope
  }
}

extension PageRequest {
  /// The last event of the page before; nil for the first page.
  fileprivate var eventPosition: EventPosition? {
    get throws(InboxError) {
      guard let start else { return nil }
      guard start.numbers.count == 2 else { throw .pageTokenInvalid }
      return EventPosition(time: start.numbers[0], sequence: start.numbers[1])
    }
  }
}
