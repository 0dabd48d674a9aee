public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf
internal import StandardAPI

/// Searches the inbox.
extension Inbox {
  /// Searches customer names, messages and notes; notes are found by users and workflows.
  public func searchInteractions(
    _ request: SearchInteractionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> SearchInteractionsResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    var search = InteractionSearch(try SearchQuery(request.query.string, field: "query"), limit: 0)
    search.view = try request.view.given("view")
    search.family = try request.family.given("family")
    search.filter = try request.filter?.model("filter", call) ?? InboxModel.InteractionFilter()
    search.order = try request.order.given("order") ?? .relevance
    let page = try PageRequest(
      request.pageSize, request.pageToken, .interactions, in: request.scope(search, for: call.caller))
    search.after = try page.searchPosition(search.order)
    search.limit = page.limit
    let response = SearchInteractionsResponse(in: call.arena)
    let names = Names(call)
    let next = try transaction.searchInteractions(search, for: call.caller) { (row) throws(InboxError) in
      let result = response.results.append()
      let summary = result.makeInteraction()
      summary.fill(row, names)
      try summary.fillParts(row, call, names, in: transaction)
      let hit = try transaction.searchHit(search.query, in: row, for: call.caller)
      switch hit.place {
      case .customer: result.setMatchedResource(names.customer(row.customer))
      case .message(let id): result.setMatchedResource(names.message(id, of: row.id))
      case .note(let id): result.setMatchedResource(names.note(id, of: row.id))
      case .interaction: result.setMatchedResource(names.interaction(row.id))
      }
      for part in hit.parts {
        let shown = result.snippet.append()
        shown.setText(part.text)
        shown.marked = part.isMarked
      }
    }
    if let next { response.setNextPageToken(page.token(after: PageKey(next))) }
    return response
  }
}

extension SearchInteractionsRequest {
  /// What page tokens of the search belong to.
  fileprivate func scope(_ search: InteractionSearch, for caller: Caller) -> PageScope {
    var scope = PageScope("SearchInteractions by activity")
    scope.add(parent.span)
    scope.add(query.span)
    scope.add(Int64(search.view?.rawValue ?? 0))
    scope.add(family)
    scope.add(Int64(search.order.rawValue))
    if let filter, filter.packedSize > 0 { scope.add(filter.packed().span) }
    if search.view?.isPersonal == true { scope.add(caller.actor.description.utf8.span) }
    return scope
  }
}

extension PageKey {
  /// A place in search results.
  fileprivate init(_ position: SearchPosition) {
    self.init(numbers: [position.rank.rawValue, position.document, position.mark])
  }
}

extension PageRequest {
  /// The last result of the page before; nil for the first page.
  fileprivate func searchPosition(_ order: InboxStore.SearchOrder) throws(InboxError) -> SearchPosition? {
    guard let start else { return nil }
    guard start.numbers.count == 3, let rank = SearchRank(rawValue: start.numbers[0]),
      (rank == .unranked) == (order == .newest)
    else { throw .pageTokenInvalid }
    return SearchPosition(rank, document: start.numbers[1], mark: start.numbers[2])
  }
}
