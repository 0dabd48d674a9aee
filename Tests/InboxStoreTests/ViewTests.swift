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
      let (query, accepts) = history.randomQuery()
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
