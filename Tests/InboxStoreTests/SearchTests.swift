import InboxModel
import SQLite
import Testing

@testable import InboxStore

/// Searching: what is found, by whom, and that the index and what waits for it say the same.
struct SearchTests {
  /// The source's ids of what a search finds, in order, page by page.
  private func found(
    _ text: String, _ world: World, as caller: Caller? = nil, limit: Int = 10,
    _ change: (inout InteractionSearch) -> Void = { _ in }
  ) throws -> [String] {
    var search = InteractionSearch(try SearchQuery(text, field: "query"), limit: limit)
    change(&search)
    var found: [String] = []
    repeat {
      search.after = try world.test.read { (tx) throws(InboxError) in
        try tx.searchInteractions(search, for: caller ?? world.admin) { (row) throws(InboxError) in
          found.append(try tx.externalID(of: row, for: world.admin))
        }
      }
    } while search.after != nil && found.count < 5000
    return found
  }

  /// The interaction that its source knows by an id.
  private func id(_ external: String, _ world: World) throws -> InteractionID {
    var found: InteractionID?
    _ = try world.test.read { (tx) throws(InboxError) in
      try tx.listInteractions(InteractionListQuery(limit: 100), for: world.admin) { (row) throws(InboxError) in
        if try tx.externalID(of: row, for: world.admin) == external { found = row.id }
      }
    }
    return try #require(found)
  }

  /// Four interactions in three scripts; `indexed` or still waiting for it.
  private func filled(indexed: Bool) throws -> World {
    let world = try World()
    try world.push(World.review("r1", "Très bonne PIZZA, service impeccable"))
    try world.push(World.review("r2", "The waiter was slow, the pizza cold; never again"))
    try world.push(World.review("r3", "東京タワーの近くの寿司屋", source: .tripadvisor))
    var chat = World.review("w1", "Pouvez-vous réserver", source: .whatsapp)
    chat.rating = nil
    chat.customer?.profile.displayName = "Pizza Paul"
    chat.messages.append(IngestMessage("w1-2", .inbound, "une table demain ?", at: 1_700_000_100_000_000))
    try world.push(chat)
    let (id, admin) = (try id("r1", world), world.admin)
    try world.write { (tx) throws(InboxError) in
      try tx.createNote(NoteDraft(body: "Offer a voucher, un café gourmand", mentions: []), on: id, by: admin)
    }
    if indexed { try settle(world) }
    return world
  }

  /// Lets the index catch up.
  private func settle(_ world: World) throws {
    try world.write { (tx) throws(InboxError) in
      while try tx.indexPending(max: 100) > 0 {}
    }
  }

  @Test(arguments: [false, true]) func wordsPhrasesAndBeginningsAreFound(_ indexed: Bool) throws {
    let world = try filled(indexed: indexed)
    for (text, expected) in [
      ("pizza", ["r1", "r2", "w1"]), ("PIZZÀ", ["r1", "r2", "w1"]), ("tres bonne", ["r1"]), ("bonne tres", ["r1"]),
      ("\"tres bonne\"", ["r1"]), ("\"bonne tres\"", []), ("impec", ["r1"]), ("impec* service", ["r1"]),
      ("impec service", []), ("pizza waiter", ["r2"]), ("waiter voucher", []), ("pizza voucher", ["r1"]),
      ("cafe", ["r1"]), ("東京", ["r3"]), ("寿", ["r3"]), ("京タ", ["r3"]), ("京東", []), ("寿司屋", ["r3"]),
      ("reserver demain", ["w1"]), ("\"reserver une\"", []), ("customer", ["r1", "r2", "r3"]), ("zzz", []),
    ] {
      #expect(try Set(found(text, world)) == Set(expected), "\(text)")
    }
  }

  @Test(arguments: [false, true]) func pagesNeitherMissNorRepeat(_ indexed: Bool) throws {
    let world = try World()
    for number in 0..<12 { try world.push(World.review("n\(number)", at: 1_700_000_000_000_000 + Int64(number))) }
    if indexed { try settle(world) }
    let newestFirst = (0..<12).reversed().map { "n\($0)" }
    for limit in [1, 5, 12, 50] {
      #expect(try found("pizza", world, limit: limit) == newestFirst)
      #expect(try found("pizza", world, limit: limit) { $0.order = .newest } == newestFirst)
      #expect(try found("pizza", world, limit: limit) { $0.filter.statuses = [.ignored] } == [])
      #expect(try found("great pizza", world, limit: limit) { $0.family = .review } == newestFirst)
    }
  }

  @Test func theBestComeFirst() throws {
    let world = try filled(indexed: true)
    #expect(try found("pizza", world).first == "w1")
    try world.push(World.review("r4", "The pizza was there, the waiter too", at: 1_700_000_000_000_001))
    try world.push(World.review("r5", "waiter, there was no pizza", at: 1_700_000_000_000_002))
    try settle(world)
    #expect(try found("waiter was", world) == ["r2", "r5", "r4"])
  }

  @Test(arguments: [false, true]) func onlyWhatOneMaySeeIsFound(_ indexed: Bool) throws {
    let world = try filled(indexed: indexed)
    #expect(try Set(found("pizza", world, as: world.editor)) == ["r1", "r2"])
    #expect(try found("voucher", world, as: world.viewer) == ["r1"])
    #expect(try found("voucher", world, as: world.workflow) == ["r1"])
    #expect(try found("voucher", world, as: world.connector) == [])
    #expect(try found("pizza voucher", world, as: world.connector) == [])
    #expect(try found("impeccable", world, as: world.connector) == ["r1"])
    let other = try world.write { (tx) throws(InboxError) in
      try tx.createWorkspace("other", displayName: "O", owner: User(id: "admin", displayName: "A", role: .owner))
    }
    #expect(try found("pizza", world, as: other) == [])
  }

  @Test(arguments: [false, true]) func theArchiveIsSearchedAndTheTrashWhenAskedFor(_ indexed: Bool) throws {
    let world = try filled(indexed: indexed)
    let admin = world.admin
    let ids = try ["r1", "r2"].map { try id($0, world) }
    try world.write { (tx) throws(InboxError) in
      try tx.archive(ids[0], by: admin)
      try tx.trash(ids[1], by: admin)
    }
    for order in [SearchOrder.relevance, .newest] {
      #expect(try Set(found("pizza", world) { $0.order = order }) == ["r1", "w1"])
      #expect(
        try found("pizza", world) {
          $0.view = .all; $0.order = order
        } == ["w1"])
      #expect(
        try found("pizza", world) {
          $0.view = .archived; $0.order = order
        } == ["r1"])
      #expect(
        try found("pizza", world) {
          $0.view = .trash; $0.order = order
        } == ["r2"])
    }
  }

  /// Goal: what was changed, removed or deleted is not found any more, before the index knows and after.
  @Test(arguments: [false, true]) func editsAndRemovalsAreFollowed(_ indexed: Bool) throws {
    let world = try filled(indexed: true)
    let admin = world.admin
    let later: Int64 = 1_700_000_900_000_000
    try world.push(World.review("r2", "All was well, the risotto superb", version: later))
    var removed = IngestItem(.whatsapp, "w1")
    var message = IngestMessage("w1-2", .inbound, "une table demain ?", at: 1_700_000_100_000_000)
    message.isRemoved = true
    message.updateTime = later
    removed.messages = [message]
    try world.push(removed)
    let id = try id("r1", world)
    let note = try world.test.read { (tx) throws(InboxError) in
      try tx.notes(of: id, after: nil, limit: 5, for: admin).notes[0]
    }
    try world.write { (tx) throws(InboxError) in _ = try tx.deleteNote(note.id, of: id, by: admin) }
    var renamed = World.review("r3", source: .tripadvisor)
    renamed.messages = []
    renamed.customer?.profile.displayName = "Bertrand"
    renamed.updateTime = later
    try world.push(renamed)
    if indexed { try settle(world) }
    for (text, expected) in [
      ("waiter", []), ("risotto", ["r2"]), ("demain", []), ("reserver", ["w1"]), ("voucher", []), ("bertrand", ["r3"]),
      ("\"customer r3\"", []),
    ] as [(String, [String])] {
      #expect(try found(text, world) == expected, "\(text)")
    }
  }

  @Test func theSnippetMarksTheWords() throws {
    let world = try filled(indexed: true)
    func hit(_ text: String) throws -> String {
      var shown = ""
      let query = try SearchQuery(text, field: "query")
      _ = try world.test.read { (tx) throws(InboxError) in
        try tx.searchInteractions(InteractionSearch(query, limit: 1), for: world.admin) { (row) throws(InboxError) in
          let hit = try tx.searchHit(query, in: row, for: world.admin)
          shown = hit.parts.map { $0.isMarked ? "[\($0.text)]" : $0.text }.joined()
        }
      }
      return shown
    }
    #expect(try hit("impec") == "Très bonne PIZZA, service [impeccable]")
    #expect(try hit("tres pizza impeccable") == "[Très] bonne [PIZZA], service [impeccable]")
    #expect(try hit("\"tres bonne\"") == "[Très bonne] PIZZA, service impeccable")
    #expect(try hit("paul") == "Pizza [Paul]")
    #expect(try hit("寿司") == "東京タワーの近くの[寿司]屋")
    #expect(try hit("voucher") == "Offer a [voucher], un café gourmand")
  }

  /// Goal: the order is that of activity, whatever was stored first.
  @Test func manyResultsAreListedInOrder() throws {
    let world = try World()
    try push((0..<1100).map { World.review("n\($0)", at: 1_700_000_000_000_000 + Int64($0 * 7919 % 1100)) }, world)
    let expected = (0..<1100).sorted { ($0 * 7919 % 1100) > ($1 * 7919 % 1100) }.map { "n\($0)" }
    #expect(try found("pizza", world, limit: 100) { $0.order = .newest } == Array(expected))
    #expect(try found("pizza", world, limit: 100) == Array(expected))
  }

  /// Fills in texts, in steps of a microsecond.
  private func push(_ texts: [String], _ world: World) throws {
    try push(texts.enumerated().map { World.review("n\($0)", $1, at: 1_700_000_000_000_000 + Int64($0)) }, world)
  }

  /// Fills in interactions, and lets the index catch up.
  private func push(_ items: [IngestItem], _ world: World) throws {
    for start in stride(from: 0, to: items.count, by: 100) {
      let connector = world.connector
      let some = Array(items[start..<min(start + 100, items.count)])
      _ = try world.write { (tx) throws(InboxError) in try tx.ingest(some, by: connector) }
    }
    try settle(world)
  }

  /// Goal: words that follow each other come before others where they are looked for, among the newest 500 that have them
  /// all; no page misses or repeats one on either side of that.
  @Test(arguments: [7, 100]) func phrasesComeFirstAmongTheNewest(_ limit: Int) throws {
    let world = try World()
    let texts = (0..<620).map { $0 % 9 == 0 ? "so great pizza" : "pizza, not great" }
    try push(texts, world)
    let phrases = (120..<620).reversed().filter { $0 % 9 == 0 }
    let others = (0..<620).reversed().filter { !phrases.contains($0) }
    #expect(try found("great pizza", world, limit: limit) == (phrases + others).map { "n\($0)" })
    #expect(try found("great pizz", world, limit: limit) == (phrases + others).map { "n\($0)" })
  }

  /// Goal: a writer with nothing to do merges what fifteen transactions indexed, until there is nothing to merge, and the
  /// same is found.
  @Test func whatManyTransactionsIndexedIsMerged() throws {
    let world = try World()
    for number in 0..<15 { try push([World.review("n\(number)", "pizza \(number)")], world) }
    let before = try found("pizza", world)
    let database = try Database(path: world.test.directory + "/inbox.sqlite", role: .reader)
    func segments() throws -> Int {
      var cursor = try database.use(Self.segmentsQuery)
      return try cursor.step() ? cursor.int() : 0
    }
    try world.write { (tx) throws(InboxError) in while try tx.mergeIndexStep() {} }
    #expect(try segments() <= 2)
    #expect(try found("pizza", world) == before && before.count == 15)
    try world.write { (tx) throws(InboxError) in
      if try tx.mergeIndexStep() { throw .internalFault("there was more to merge") }
    }
  }

  /// Goal: what merging writes is in proportion to what is indexed.
  @Test func mergingWaitsForAnEighth() throws {
    var merging = IndexMerging()
    var documents = 0
    func isWanted(segments: Int = 0) throws -> Bool {
      try merging.isWanted(segments: { segments }, documents: { documents })
    }
    merging.didIndex(100_000)
    #expect(try !isWanted(segments: 7))
    #expect(try !isWanted(segments: 100))
    merging.didIndex(4095)
    #expect(try !isWanted())
    documents = 80_000
    merging.didIndex(1)
    #expect(try !isWanted())
    merging.didIndex(5904)
    #expect(try isWanted())
    #expect(try isWanted())
    merging.didEnd()
    #expect(try !isWanted())
    documents = 0
    merging.didIndex(4096)
    #expect(try isWanted())
    merging = IndexMerging()
    #expect(try isWanted(segments: 8))
  }

  private static let segmentsQuery = Query("SELECT COUNT(DISTINCT segid) FROM search_index_idx")

  /// Goal: an interaction is found where its latest activity puts it, before the index knows of it and after.
  @Test(arguments: [false, true]) func activityMovesWhatIsFound(_ indexed: Bool) throws {
    let world = try World()
    try push(["pizza one", "pizza two", "pizza three"], world)
    let (id, admin) = (try id("n0", world), world.admin)
    try world.write { (tx) throws(InboxError) in
      _ = try tx.sendResponse(SendCommand(on: .provider, text: ResponseText("Thanks")), of: id, by: admin)
    }
    if indexed { try settle(world) }
    for order in [SearchOrder.relevance, .newest] {
      #expect(try found("pizza", world, limit: 1) { $0.order = order } == ["n0", "n2", "n1"])
    }
  }

  /// Goal: a source that knows only days, so that thousands of interactions have one time, fits into the order.
  @Test func manyAtOneTimeAreEachFoundOnce() throws {
    let world = try World()
    try push((0..<1100).map { World.review("n\($0)", at: 1_700_000_000_000_000) }, world)
    let all = try found("pizza", world, limit: 100)
    #expect(all.count == 1100 && Set(all).count == 1100)
  }
}
