import InboxModel
import InboxStore
import Testing

/// What a watcher is told keeps his list what the list is.
struct NewsTests {
  /// Somebody who keeps a list by what he is told.
  private final class Watcher {
    let list: WatchedList
    let caller: Caller
    /// Whether an interaction should be in it.
    let accepts: (ViewHistory.Known) -> Bool
    /// Whether events tell all that decides about the list, so that entering, changing and leaving are exact.
    let isExact: Bool
    var sequence: Int64
    var held: Set<InteractionID> = []

    /// Begins with an empty inbox.
    init(_ history: ViewHistory) throws {
      let world = history.world
      caller = history.any([world.admin, world.editor, world.viewer, world.observer])
      let (query, accepts) = history.randomQuery()
      list = WatchedList(view: query.view, family: query.family, filter: query.filter)
      self.accepts = accepts
      let filter = query.filter
      isExact =
        !filter.hasDraft && !filter.isWaiting && filter.activityTime == TimeRange() && query.view != .mentions
        && caller.visibleLocations == nil
      sequence = try world.test.read { [caller] (tx) throws(InboxError) in
        try tx.lastSequence(in: caller.workspace)
      }
    }

    /// Takes the next page of news; false if there is none.
    func take(_ limit: Int, _ history: ViewHistory) throws -> Bool {
      let range = try history.world.test.read { (tx) throws(InboxError) in
        try tx.news(of: list, after: sequence, limit: limit, for: caller) { (news, row) throws(InboxError) in
          let (id, isKnown) = (news.interaction, held.contains(news.interaction))
          if isExact {
            #expect(
              isKnown == (news.change != .entered),
              "seed \(history.seed): \(id) \(news.change) though \(isKnown ? "in" : "out of") \(list)")
          }
          #expect(!news.events.isEmpty || caller.visibleLocations != nil)
          if let row {
            #expect(news.change != .left && row.id == id && caller.sees(row.locationID))
            held.insert(id)
          } else {
            #expect(news.change == .left)
            held.remove(id)
          }
        }
      }
      sequence = range?.sequence ?? sequence
      return range != nil
    }
  }

  /// Goal: whatever the list, whoever watches, however many events a page takes and wherever it breaks off, the kept list is
  /// the list; and where events tell all, nothing enters that was in, or leaves that was not.
  @Test(arguments: 0..<4) func keptListsAreTheLists(_ round: Int) throws {
    let history = try ViewHistory()
    let watchers = try (0..<60).map { _ in try Watcher(history) }
    for _ in 0..<30 { try history.add() }
    for _ in 0..<250 {
      try history.step()
      for watcher in watchers where Int.random(in: 0..<20, using: &history.dice) == 0 {
        _ = try watcher.take(history.any([1, 2, 7, 100]), history)
      }
    }
    for watcher in watchers {
      while try watcher.take(history.any([1, 3, 50]), history) {}
      let expected = history.known(to: watcher.caller).filter {
        $0.isIn(watcher.list.view, of: watcher.caller.user)
          && (watcher.list.family ?? $0.source.family) == $0.source.family && watcher.accepts($0)
      }
      #expect(
        watcher.held == Set(expected.map(\.id)),
        "seed \(history.seed): \(watcher.list) as \(watcher.caller.actor)")
    }
  }

  /// Goal: when the directory changes what a list is, the watcher is told to list it again rather than nothing.
  @Test func aKeywordThatGoesExpiresTheWatch() throws {
    let world = try World()
    let admin = world.admin
    let start = try world.test.read { (tx) throws(InboxError) in try tx.lastSequence(in: admin.workspace) }
    var filter = InteractionFilter()
    filter.keywords = [KeywordID("pizza")]
    try world.write { (tx) throws(InboxError) in
      try tx.deleteKeyword(KeywordID("pizza"), by: admin)
    }
    func tell(_ list: WatchedList) throws {
      try world.test.read { (tx) throws(InboxError) in
        _ = try tx.news(of: list, after: start, limit: 10, for: admin) { (_, _) throws(InboxError) in }
      }
    }
    try tell(WatchedList(view: .all))
    #expect(throws: InboxError.resumeTokenExpired) { try tell(WatchedList(view: .all, filter: filter)) }
  }
}
