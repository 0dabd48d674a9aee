import InboxModel
import InboxStore
import Testing

/// Lists and threads: order, pages, who sees what.
struct ListTests {
  /// Reads pages to the end and gives the external ids of each.
  private func pages(
    _ world: World, as caller: Caller, limit: Int, family: Family? = nil, view: View = .all
  ) throws -> [[String]] {
    try world.test.read { (tx) throws(InboxError) in
      var pages: [[String]] = []
      var after: ListPosition?
      repeat {
        var page: [String] = []
        let query = InteractionListQuery(view: view, family: family, after: after, limit: limit)
        after = try tx.listInteractions(query, for: caller) { (row) throws(InboxError) in
          page.append(try tx.externalID(of: row, for: world.admin))
        }
        pages.append(page)
      } while after != nil
      return pages
    }
  }

  /// Forty interactions in three places; each a minute after the one before.
  private func filled() throws -> World {
    let world = try World()
    for index in 0..<40 {
      let source: Source = index % 4 == 3 ? .whatsapp : .google
      var item = World.review(
        "i\(index)", at: 1_700_000_000_000_000 + Int64(index) * 60_000_000, source: source)
      item.location = index % 3 == 0 ? World.paris : index % 3 == 1 ? World.lyon : nil
      item.locationExternalID = ""
      if source == .whatsapp { item.rating = nil }
      try world.push(item)
    }
    return world
  }

  @Test func pagesAreInOrderAndWhole() throws {
    let world = try filled()
    let newestFirst = (0..<40).reversed().map { "i\($0)" }
    for limit in [1, 7, 20, 40, 100] {
      #expect(try pages(world, as: world.admin, limit: limit).flatMap { $0 } == newestFirst)
    }
    #expect(try pages(world, as: world.admin, limit: 20).map(\.count) == [20, 20])
    let chats = try pages(world, as: world.observer, limit: 7, family: .message).flatMap { $0 }
    #expect(chats == newestFirst.filter { Int($0.dropFirst())! % 4 == 3 })
  }

  /// Goal: who sees some locations gets exactly those, in the same order, however they are merged.
  @Test func restrictedCallersSeeTheirLocations() throws {
    let world = try filled()
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      try tx.createUser(
        User(
          id: "two", displayName: "Two", role: .restricted,
          accesses: [UserAccess(.location(World.paris), .viewer), UserAccess(.location(World.lyon), .editor)]),
        by: admin)
    }
    let two = try world.test.read { (tx) throws(InboxError) in try tx.caller(workspace: "demo", actor: .user("two")) }
    for limit in [1, 5, 13, 50] {
      let seen = try pages(world, as: two, limit: limit).flatMap { $0 }
      #expect(seen == (0..<40).reversed().filter { $0 % 3 != 2 }.map { "i\($0)" })
      let paris = try pages(world, as: world.editor, limit: limit, family: .review).flatMap { $0 }
      #expect(paris == (0..<40).reversed().filter { $0 % 3 == 0 && $0 % 4 != 3 }.map { "i\($0)" })
    }
  }

  @Test func archiveAndTrashAreInNoOtherList() throws {
    let world = try filled()
    let admin = world.admin
    let ids = try [0, 1].map { try world.push(World.review("i\($0)"))[0].interaction }
    try world.write { (tx) throws(InboxError) in
      try tx.archive(ids[0], by: admin)
      try tx.archive(ids[1], by: admin)
      try tx.trash(ids[1], by: admin)
    }
    #expect(try pages(world, as: admin, limit: 100)[0].count == 38)
    #expect(try pages(world, as: admin, limit: 100, view: .archived) == [["i0"]])
    #expect(try pages(world, as: admin, limit: 100, view: .trash) == [["i1"]])
  }

  @Test func whatOneMayNotSeeIsNotFound() throws {
    let world = try World()
    let lyon = try world.reviewed("t1", source: .tripadvisor)
    #expect(throws: InboxError.notFound(name: "workspaces/demo/interactions/\(lyon)")) {
      try world.look(lyon, as: world.editor)
    }
    #expect(throws: InboxError.notFound(name: "workspaces/demo/interactions/0000000000001")) {
      try world.look(InteractionID(1))
    }
  }

  /// Threads page both ways, and open at their latest page.
  @Test func threadsPageBothWays() throws {
    let world = try World()
    var item = World.review("w", source: .whatsapp)
    item.rating = nil
    item.messages = (0..<10).map { IngestMessage("m\($0)", .inbound, "\($0)", at: 1_700_000_000_000_000 + Int64($0)) }
    let id = try world.push(item)[0].interaction
    func page(_ page: ThreadPage) throws -> (texts: String, ends: ThreadPageEnds) {
      var texts = ""
      let ends = try world.test.read { (tx) throws(InboxError) in
        try tx.listMessages(of: id, page, limit: 4, for: world.admin) { (row) throws(InboxError) in
          texts += row.text.string
        }
      }
      return (texts, ends)
    }
    let oldest = try page(.oldest)
    #expect(oldest.texts == "0123")
    #expect(!oldest.ends.hasOlder && oldest.ends.hasNewer)
    let second = try page(.after(try #require(oldest.ends.last)))
    #expect(second.texts == "4567")
    #expect(try page(.after(try #require(second.ends.last))).texts == "89")
    let latest = try page(.latest)
    #expect(latest.texts == "6789")
    #expect(latest.ends.hasOlder && !latest.ends.hasNewer)
    let before = try page(.before(try #require(latest.ends.first)))
    #expect(before.texts == "2345")
    #expect(before.ends.hasOlder && before.ends.hasNewer)
    let first = try page(.before(try #require(before.ends.first)))
    #expect(first.texts == "01")
    #expect(!first.ends.hasOlder && first.ends.hasNewer)
  }
}
