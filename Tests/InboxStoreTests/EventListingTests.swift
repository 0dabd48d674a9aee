import InboxModel
import InboxStore
import Testing

/// The audit trail, page by page, for whoever may see it.
struct EventListingTests {
  /// A page's events and those of the pages after it.
  private func pages(
    _ world: World, _ query: EventQuery, by size: Int, as caller: Caller? = nil
  ) throws -> [Event] {
    let caller = caller ?? world.admin
    var events: [Event] = []
    var place: EventPosition?
    while true {
      let from = place
      let page = try world.test.read { (tx) throws(InboxError) in
        try tx.listEvents(query, from: from, limit: size, for: caller)
      }
      events += page.events
      guard let next = page.next else { return events }
      place = next
    }
  }

  /// Two interactions in two places, with some events each.
  private func world() throws -> (World, paris: InteractionID, lyon: InteractionID) {
    let world = try World()
    let paris = try world.reviewed("paris")
    var elsewhere = World.review("lyon")
    elsewhere.locationExternalID = "g-lyon"
    let lyon = try world.push(elsewhere)[0].interaction
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      for status in [Status.ignored, .processed, .pending] {
        try tx.setStatus(status, of: paris, by: admin)
        try tx.setStatus(status, of: lyon, by: admin)
      }
      try tx.pin(paris, by: admin)
    }
    return (world, paris, lyon)
  }

  @Test("Both orders tell the same events, whatever the size of a page", arguments: [1, 2, 3, 1000])
  func orders(size: Int) throws {
    let (world, paris, _) = try world()
    for interaction in [paris, nil] {
      var query = EventQuery()
      query.interaction = interaction
      let newest = try pages(world, query, by: size)
      query.oldestFirst = true
      let oldest = try pages(world, query, by: size)
      #expect(newest == oldest.reversed() && !oldest.isEmpty)
      #expect(oldest.map(\.sequence) == Set(oldest.map(\.sequence)).sorted())
      query.range.start = Int64.min
      #expect(try pages(world, query, by: size).count == oldest.count)
    }
  }

  @Test("Types, sequences and times narrow the list")
  func narrowing() throws {
    let (world, paris, _) = try world()
    var query = EventQuery()
    query.interaction = paris
    query.types = [.statusChanged]
    #expect(try pages(world, query, by: 2).count == 3)
    query.types = []
    query.oldestFirst = true
    let all = try pages(world, query, by: 100)
    query.after = all[2].sequence
    #expect(try pages(world, query, by: 2) == Array(all.dropFirst(3)))
  }

  @Test("A restricted user sees the events of what he sees now, and nothing of the directory or of others' pins")
  func restricted() throws {
    let (world, paris, lyon) = try world()
    let seen = try pages(world, EventQuery(), by: 3, as: world.editor)
    #expect(!seen.isEmpty && seen.allSatisfy { $0.interaction == paris && $0.type != .pinned })
    var query = EventQuery()
    query.interaction = lyon
    #expect(throws: InboxError.self) { try pages(world, query, by: 3, as: world.editor) }
    // The interaction moves: its whole trail moves with it.
    var moved = World.review("lyon", version: 1_700_000_100_000_000)
    moved.locationExternalID = "g-paris"
    try world.push(moved)
    let trail = try pages(world, query, by: 3, as: world.editor)
    #expect(trail.contains { $0.type == .interactionCreated } && trail.contains { $0.type == .locationChanged })
    #expect(try pages(world, EventQuery(), by: 3).contains { $0.type == .directoryChanged })
  }
}
