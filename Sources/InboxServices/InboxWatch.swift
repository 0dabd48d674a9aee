public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Watches the inbox.
extension Inbox {
  /// Streams what enters, changes in or leaves a view as it commits, with counts.
  public func watchInbox(
    _ request: WatchInboxRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ReadingStream<WatchInboxResponse> {
    try call.requireWorkspace(request.parent, field: "parent")
    let view: InboxModel.View = try request.view.given("view") ?? .all
    let family: InboxModel.Family? = try request.family.given("family")
    let filter = try request.filter?.model("filter", call) ?? InboxModel.InteractionFilter()
    let scope = InboxWatch.scope(request.parent)
    let start = try ResumeToken(request.resumeToken, in: scope, of: call.caller, transaction)
    // What the caller may not ask for is refused now, not at the first news.
    let list = WatchedList(view: view, family: family, filter: filter)
    try transaction.requireWatchable(list, for: call.caller)
    return InboxWatch(
      list, scope, from: start.sequence, withEvents: request.includeEvents, withCounts: !request.omitCounts)
  }
}

/// The watch of one view: the place in the workspace's events up to which the watcher was told, and the counts he knows.
/// Some hundred bytes, however many interactions the view has. Counts are read again only after events that move
/// interactions: saving drafts costs a watcher nothing but a look at its event.
final class InboxWatch: ResponseStream {
  /// The most events that are read for one message: no more than the interactions it may name.
  private static let eventsMax = 100

  private let list: WatchedList
  private let scope: PageScope
  private let withEvents: Bool
  private let withCounts: Bool
  private var sequence: Int64
  private var counts: InboxCounts?
  private var isFirst = true

  /// A watcher who knows of the events up to `sequence`.
  init(_ list: WatchedList, _ scope: PageScope, from sequence: Int64, withEvents: Bool, withCounts: Bool) {
    self.list = list
    self.scope = scope
    self.sequence = sequence
    self.withEvents = withEvents
    self.withCounts = withCounts
  }

  /// What resume tokens of a workspace's inbox are bound to: they say up to where its events are known, whatever the view.
  static func scope(_ workspace: Text) -> PageScope {
    var scope = PageScope("WatchInbox")
    scope.add(workspace.span)
    return scope
  }

  /// The next changes, each interaction once with its row after them.
  func next(
    _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> StreamStep<WatchInboxResponse, Never> {
    let response = WatchInboxResponse(in: call.arena)
    let names = Names(call)
    let range = try transaction.news(of: list, after: sequence, limit: Self.eventsMax, for: call.caller) {
      (news, row) throws(InboxError) in
      let change = response.changes.append()
      change.fill(news, names, withEvents: withEvents)
      guard let row else { return }
      let summary = change.makeInteraction()
      summary.fill(row, names)
      try summary.fillParts(row, call, names, in: transaction)
    }
    if let range { sequence = range.sequence }
    let mayMoveCounts = range?.mayMoveCounts ?? false
    if withCounts, counts == nil || mayMoveCounts { try fillCounts(of: response, call, transaction) }
    guard isFirst || !response.changes.isEmpty || !response.counts.isEmpty else {
      // Events that are not the list's: on with the next ones, after the others' turn.
      return .wait(until: range?.hasMore == true ? call.now : nil)
    }
    isFirst = false
    response.setResumeToken(ResumeToken(after: sequence).text(in: scope))
    return .send(response)
  }

  /// Adds the counts that the watcher does not know.
  private func fillCounts(
    of response: WatchInboxResponse, _ call: Call, _ transaction: ReadTransaction
  ) throws(InboxError) {
    let current = try transaction.counts(for: call.caller)
    for view in InboxModel.View.allCases where counts?.isEqual(current, in: view) != true {
      response.counts.append().fill(view, current)
    }
    counts = current
  }

  /// Where the watcher is, without news.
  func idle(_ call: Call) -> WatchInboxResponse? {
    let response = WatchInboxResponse(in: call.arena)
    response.setResumeToken(ResumeToken(after: sequence).text(in: scope))
    return response
  }
}

extension InboxAPI.InboxChange {
  /// Takes over which interaction changed, how, and by what.
  fileprivate func fill(_ news: ListNews, _ names: Names, withEvents: Bool) {
    type = InboxChangeType(news.change)
    setName(names.interaction(news.interaction))
    guard withEvents else { return }
    for event in news.events { events.append().fill(event, names) }
  }
}
