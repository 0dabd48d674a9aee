@testable import InboxStore
import InboxModel
import SQLite
import Testing

/// Figures, by an example that was worked out by hand.
struct StatisticsTests {
  /// What happens, by the clock of the test, which begins on 2027-01-15 at 08:00 UTC:
  ///
  ///     seconds   0  g1 (Google, Paris, 4 of 5), g2 (Google, Lyon, 2 of 5), w1 (WhatsApp), t1 and x1 are stored
  ///             600  Ada answers g1             first response 600, handling 600, human
  ///             700  a workflow answers w1      first response 700, handling 700, automatic
  ///             900  Bob ignores t1
  ///            1000  Ada sets g1 to Pending     reopened
  ///            1300  Bob sets g1 to Processed   handling 300, human
  ///            1400  Ada answers g1 again       first response 400, human; it is Processed already
  ///           56000  w1 writes again            on the 15th, 23:33 UTC: reopened, on the 16th in Paris
  ///           56060  Ada answers w1             first response 60, handling 60, human
  ///           56100  x1 is trashed              in no figure
  private func example() throws -> (world: World, start: Int64) {
    let world = try World()
    let clock = world.test.clock
    let start = clock.now
    let (admin, workflow) = (world.admin, world.workflow)
    let bob = try world.test.read { (tx) throws(InboxError) in try tx.caller(workspace: "demo", actor: .user("bob")) }
    var lyon = World.review("g2", rating: 2)
    lyon.locationExternalID = "g-lyon"
    var chat = World.review("w1", source: .whatsapp)
    chat.rating = nil
    let ids = try world.push(
      World.review("g1"), lyon, chat, World.review("t1", source: .tripadvisor), World.review("x1")
    ).map(\.interaction)
    func at(_ seconds: Int64, _ change: @escaping @Sendable (WriteTransaction) throws(InboxError) -> Void) throws {
      clock.advance(seconds: seconds - (clock.now - start) / 1_000_000)
      try world.write(change)
    }
    func answer(_ id: InteractionID, by caller: Caller) -> @Sendable (WriteTransaction) throws(InboxError) -> Void {
      { (tx) throws(InboxError) in
        _ = try tx.sendResponse(SendCommand(on: .provider, text: ResponseText("Thanks")), of: id, by: caller)
      }
    }
    try at(600, answer(ids[0], by: admin))
    try at(700, answer(ids[2], by: workflow))
    try at(900) { (tx) throws(InboxError) in try tx.setStatus(.ignored, of: ids[3], by: bob) }
    try at(1000) { (tx) throws(InboxError) in try tx.setStatus(.pending, of: ids[0], by: admin) }
    try at(1300) { (tx) throws(InboxError) in try tx.setStatus(.processed, of: ids[0], by: bob) }
    try at(1400, answer(ids[0], by: admin))
    clock.advance(seconds: 56_000 - 1400)
    var again = IngestItem(.whatsapp, "w1")
    again.messages = [IngestMessage("w1-2", .inbound, "And now?", at: clock.now)]
    try world.push(again)
    try at(56_060, answer(ids[2], by: admin))
    try at(56_100) { (tx) throws(InboxError) in try tx.trash(ids[4], by: admin) }
    return (world, start)
  }

  /// The figures of the example's range.
  private func query(
    _ example: (world: World, start: Int64), _ dimensions: [StatisticsDimension] = [], as caller: Caller? = nil,
    from seconds: Int64 = 0, until end: Int64 = 90_000, _ change: (inout StatisticsQuery) -> Void = { _ in }
  ) throws -> (cells: [StatisticsKey: StatisticsFigures], total: StatisticsFigures) {
    var query = StatisticsQuery(
      start: example.start + seconds * 1_000_000, end: example.start + end * 1_000_000, dimensions: dimensions)
    change(&query)
    return try example.world.test.read { (tx) throws(InboxError) in
      try tx.statistics(query, for: caller ?? example.world.admin)
    }
  }

  /// Count, median and 90th percentile in seconds.
  private func seconds(_ figures: DurationFigures) -> [Int64] {
    [Int64(figures.count)] + (figures.percentiles.map { [$0.median / 1_000_000, $0.p90 / 1_000_000] } ?? [])
  }

  @Test func theWholeIsAsWorkedOutByHand() throws {
    let total = try query(example()).total
    #expect(total.created == 4 && total.received == 5)
    // g1 and w1 are Processed, g2 is Pending, t1 Ignored.
    #expect(total.processed == 2 && total.pending == 1 && total.ignored == 1)
    #expect(total.handledRate == 2.0 / 3)
    #expect(total.humanResponses == 3 && total.automaticResponses == 1)
    #expect(seconds(total.humanFirstResponse) == [3, 400, 600])
    #expect(seconds(total.automaticFirstResponse) == [1, 700, 700])
    #expect(seconds(total.humanHandling) == [3, 300, 600])
    #expect(seconds(total.automaticHandling) == [1, 700, 700])
    #expect(seconds(total.firstResponse) == [4, 400, 700] && seconds(total.handling) == [4, 300, 700])
    // 4 of 5, 2 of 5, and t1's 4 of 5 where TripAdvisor's best is 5.
    #expect(total.rated == 3 && abs((total.averageRating ?? 0) - (0.8 + 0.4 + 0.8) / 3) < 1e-9)
  }

  @Test func rowsAreSplitAsAsked() throws {
    let example = try example()
    let users = try query(example, [.user]).cells
    func of(_ user: String) -> StatisticsFigures {
      var key = StatisticsKey()
      key.user = user
      return users[key] ?? StatisticsFigures()
    }
    #expect(of("admin").humanResponses == 3 && of("admin").processed == 1)
    #expect(seconds(of("admin").humanHandling) == [2, 60, 600] && seconds(of("bob").humanHandling) == [1, 300, 300])
    #expect(of("bob").processed == 1 && of("").automaticResponses == 1 && of("").created == 4)
    let sources = try query(example, [.source, .location]).cells
    var key = StatisticsKey()
    key.source = .google
    key.location = World.lyon
    #expect(sources[key]?.created == 1 && sources[key]?.pending == 1)
    key.location = World.paris
    #expect(sources[key]?.created == 1 && sources[key]?.humanResponses == 2)
    let brands = try query(example, [.brand, .family]).cells
    var brand = StatisticsKey()
    brand.brand = BrandID("bistro")
    brand.family = .review
    #expect(brands[brand]?.created == 2)
  }

  @Test func daysAreThoseOfTheTimeZone() throws {
    let example = try example()
    func days(_ zone: String) throws -> [String: StatisticsFigures] {
      let zone = try ZoneFiles.zone(zone, field: "time_zone")
      let cells = try query(example, [.day]) { $0.zone = zone }.cells
      return Dictionary(uniqueKeysWithValues: cells.map { (CalendarZone.text(of: $0.key.day ?? 0), $0.value) })
    }
    let utc = try days("UTC")
    #expect(Set(utc.keys) == ["2027-01-15"] && utc["2027-01-15"]?.processed == 2)
    let paris = try days("Europe/Paris")
    #expect(Set(paris.keys) == ["2027-01-15", "2027-01-16"])
    #expect(paris["2027-01-16"]?.received == 1 && paris["2027-01-16"]?.humanResponses == 1)
    #expect(paris["2027-01-16"]?.processed == 1 && paris["2027-01-15"]?.processed == 1)
    #expect(throws: InboxError.self) { try ZoneFiles.zone("Europe/Nowhere", field: "time_zone") }
  }

  /// Goal: a case belongs to the range in which it ended, whenever it was opened.
  @Test func whatWasOpenedBeforeTheRangeIsMeasuredFromThere() throws {
    let total = try query(example(), from: 650, until: 1200).total
    #expect(total.created == 0 && seconds(total.automaticFirstResponse) == [1, 700, 700])
    #expect(seconds(total.humanHandling) == [0])
    // g1 was reopened in the range, and is Pending at its end.
    #expect(total.pending == 1 && total.processed == 0)
    let later = try query(example(), from: 1200, until: 1500).total
    #expect(seconds(later.humanHandling) == [1, 300, 300] && seconds(later.humanFirstResponse) == [1, 400, 400])
  }

  @Test func filtersAndRightsNarrow() throws {
    let example = try example()
    #expect(try query(example, as: example.world.editor).total.created == 1)
    #expect(try query(example) { $0.family = .message }.total.created == 1)
    #expect(try query(example) { $0.filter.statuses = [.pending] }.total.created == 1)
    #expect(try query(example) { $0.filter.locations = [World.lyon] }.total.pending == 1)
  }

  /// Goal: an answer that the business gave at the source is nothing it received; neither is one that an earlier version
  /// stored, before events said so.
  @Test func answersAtTheSourceAreNotReceived() throws {
    let example = try example()
    var thread = IngestItem(.whatsapp, "w1")
    thread.messages = [IngestMessage("w1-3", .outbound, "We called you", at: example.world.test.clock.now)]
    try example.world.push(thread)
    #expect(try query(example).total.received == 5)
    let migration = try #require(Migrations.all.first { $0.version == 14 })
    func run(_ sql: String) throws {
      try example.world.write { (tx) throws(InboxError) in
        do throws(DatabaseError) { try tx.database.execute(sql) } catch { throw InboxError(error) }
      }
    }
    try run("UPDATE event SET flags = 0")
    #expect(try query(example).total.received == 6)
    try run(migration.sql)
    #expect(try query(example).total.received == 5)
  }
}
