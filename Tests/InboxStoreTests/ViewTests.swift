import InboxModel
import InboxStore
import Synchronization
import Testing

/// Views, filters and counts against what the interactions themselves say.
struct ViewTests {
  /// Goal: after a random history the counts of every view and tab are those of a full recount, whoever asks.
  @Test(arguments: 0..<3) func countsAreThoseOfARecount(_ round: Int) throws {
    let history = try ViewHistory()
    for _ in 0..<160 { try history.step() }
    let world = history.world
    for caller in [world.admin, world.editor, world.viewer, world.observer, world.workflow] {
      let counts = try world.test.read { (tx) throws(InboxError) in try tx.counts(for: caller) }
      let known = history.known(to: caller)
      for view in View.allCases {
        for family in Family.allCases {
          let expected = known.filter { $0.source.family == family && $0.isIn(view, of: caller.user) }.count
          #expect(
            counts[view, family] == expected, "seed \(history.seed): \(view) \(family) of \(caller.actor)")
        }
      }
    }
  }

  /// Goal: any view, tab, filter and order gives exactly what matches, in order, on pages of any size, however few rows
  /// a call may look at.
  @Test(arguments: 0..<3) func listsHoldWhatMatches(_ round: Int) throws {
    let history = try ViewHistory()
    for _ in 0..<40 { try history.add() }
    for _ in 0..<120 { try history.step() }
    let world = history.world
    for _ in 0..<120 {
      let caller = history.any([world.admin, world.editor, world.viewer, world.observer])
      let (query, accepts) = randomQuery(history)
      let known = history.known(to: caller)
      let expected = known.filter {
        $0.isIn(query.view, of: caller.user) && (query.family ?? $0.source.family) == $0.source.family && accepts($0)
      }
      let found = try pages(of: query, as: caller, in: world, seed: history.seed)
      #expect(found == sorted(expected, by: query.order).map(\.id), "seed \(history.seed): \(query) as \(caller.actor)")
    }
  }

  /// Goal: paging through a list that moves shows everything that stays exactly once, and nothing twice.
  @Test func pagesHoldWhileTheListMoves() throws {
    let history = try ViewHistory()
    for _ in 0..<80 { try history.add() }
    let world = history.world
    // Those that can be answered without an address.
    let moving = history.items.enumerated().filter { $0.offset % 2 == 0 }.map(\.element).filter {
      $0.source.channels[0] == .provider
    }
    let ends = Atomic(false)
    let (admin, clock) = (world.admin, world.test.clock)
    let writer = Work {
      var number = 0
      while !ends.load(ordering: .relaxed) {
        let (id, source, _) = moving[number % moving.count]
        number += 1
        let text = ResponseText("\(number)")
        clock.advance(seconds: 1)
        try world.write { (tx) throws(InboxError) in
          _ = try tx.sendResponse(SendCommand(on: source.channels[0], text: text), of: id, by: admin)
        }
      }
    }
    defer {
      ends.store(true, ordering: .relaxed)
      writer.wait()
    }
    let staying = Set(history.items.map(\.id)).subtracting(moving.map(\.id))
    for query in [InteractionListQuery(limit: 7), InteractionListQuery(view: .unassigned, family: .review, limit: 3)] {
      for _ in 0..<5 {
        let found = try pages(of: query, as: admin, in: world, seed: history.seed)
        #expect(Set(found).count == found.count)
        let expected = staying.filter { id in
          query.family == nil || history.items.first { $0.id == id }?.source.family == query.family
        }
        #expect(expected.isSubset(of: found))
      }
    }
  }

  @Test func personalViewsNeedAUser() throws {
    let world = try World()
    for view in View.allCases where view.isPersonal {
      #expect(throws: InboxError.actorInvalid) {
        try world.test.read { (tx) throws(InboxError) in
          try tx.listInteractions(InteractionListQuery(view: view, limit: 1), for: world.workflow) {
            (_) throws(InboxError) in
          }
        }
      }
    }
  }

  /// A random query, and the same conditions for the oracle.
  private func randomQuery(_ history: ViewHistory) -> (InteractionListQuery, (ViewHistory.Known) -> Bool) {
    var query = InteractionListQuery(view: history.any(View.allCases), limit: history.any([1, 5, 100]))
    query.family = history.any([nil, nil, .review, .message])
    query.order = history.any([.latestActivity, .longestWaiting])
    query.examinedMax = history.any([3, 50, 2000])
    var tests: [(ViewHistory.Known) -> Bool] = []
    for _ in 0..<Int.random(in: 0...3, using: &history.dice) {
      switch Int.random(in: 0..<13, using: &history.dice) {
      case 0 where query.filter.statuses.isEmpty:
        let statuses = history.any([[Status.pending], [.processed, .ignored]])
        query.filter.statuses = statuses
        tests.append { statuses.contains($0.look.status) }
      case 1:
        query.filter.sources = [.google, .email]
        tests.append { $0.source == .google || $0.source == .email }
      case 2:
        query.filter.rating = NumberRange(min: 2, max: 3)
        tests.append { $0.look.rating == 3 }
      case 3 where query.filter.rating == nil:
        query.filter.isUnrated = true
        tests.append { $0.look.rating == nil }
      case 4:
        query.filter.locations = [World.lyon]
        tests.append { $0.look.location == "lyon" }
      case 5:
        query.filter.locationGroups = [LocationGroupID("north")]
        tests.append { $0.look.location == "paris" }
      case 6:
        query.filter.keywords = [KeywordID("pizza")]
        tests.append { $0.look.keywords.contains("Pizza") }
      case 7 where !query.filter.isUnassigned && query.filter.assignees.isEmpty:
        let isUnassigned = Bool.random(using: &history.dice)
        query.filter.assignees = ["bob", "eve"]
        query.filter.isUnassigned = isUnassigned
        tests.append {
          !Set($0.look.assignees).isDisjoint(with: ["bob", "eve"]) || isUnassigned && $0.look.assignees.isEmpty
        }
      case 8 where !query.filter.isUnassigned && query.filter.assignees.isEmpty:
        query.filter.isUnassigned = true
        tests.append { $0.look.assignees.isEmpty }
      case 9:
        query.filter.hasDraft = true
        tests.append { !$0.look.drafts.isEmpty || !$0.look.schedules.isEmpty }
      case 10:
        query.filter.isWaiting = true
        tests.append { $0.look.waitingTime != nil }
      case 11:
        let start: Int64 = 1_700_000_000_000_000 + 20 * 60_000_000
        query.filter.activityTime = TimeRange(start: start, end: start + 40 * 60_000_000)
        tests.append { $0.look.activityTime >= start && $0.look.activityTime < start + 40 * 60_000_000 }
      default:
        query.filter.brands = [BrandID("bistro")]
        tests.append { !$0.look.location.isEmpty }
      }
    }
    return (query, { known in tests.allSatisfy { $0(known) } })
  }

  /// The order of a list, by the oracle.
  private func sorted(_ known: [ViewHistory.Known], by order: InteractionOrder) -> [ViewHistory.Known] {
    known.sorted { left, right in
      if order == .longestWaiting {
        switch (left.look.waitingTime, right.look.waitingTime) {
        case (let one?, let other?): return (one, left.id.rawValue) < (other, right.id.rawValue)
        case (_?, nil): return true
        case (nil, _?): return false
        case (nil, nil): break
        }
      }
      return (left.look.activityTime, left.id.rawValue) > (right.look.activityTime, right.id.rawValue)
    }
  }

  /// All pages of a list.
  private func pages(
    of query: InteractionListQuery, as caller: Caller, in world: World, seed: UInt64
  ) throws -> [InteractionID] {
    var query = query
    var found: [InteractionID] = []
    var calls = 0
    repeat {
      let before = found.count
      query.after = try world.test.read { (tx) throws(InboxError) in
        try tx.listInteractions(query, for: caller) { (row) throws(InboxError) in found.append(row.id) }
      }
      #expect(found.count - before <= query.limit)
      calls += 1
    } while query.after != nil && calls < 1000
    #expect(query.after == nil, "seed \(seed): the list does not end")
    return found
  }
}
