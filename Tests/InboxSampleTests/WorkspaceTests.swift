import Foundation
import InboxModel
import InboxStore
import Testing

@testable import InboxSample

/// The sample workspace in a real store: whole, once, and by the rules.
struct WorkspaceTests {
  /// The moment at which the tests make it.
  static let now: Int64 = 1_795_350_000_000_000

  /// What a list shows of one interaction, kept after the row is gone.
  struct Line: Hashable {
    /// The place it lies in.
    var place: Place
    /// Where it came from.
    var source: Source
    /// How far the handling is.
    var status: Status
    /// Whether automation may send.
    var mode: Mode
    /// Where drafts and scheduled responses lie.
    var drafts: ChannelSet, schedules: ChannelSet
    /// How many messages and notes there are.
    var messages: Int, notes: Int
    /// The rating.
    var rating: Double?
    /// How far the latest message came.
    var lastState: MessageState?
    /// When it moved last.
    var activity: Int64
    /// Names to show and the beginning of the text.
    var customer: String, location: String, snippet: String
    /// Who is assigned.
    var assignees: [String]
  }

  /// A store in a directory of its own, gone after the test.
  private func withStore<Value>(_ body: (Store) throws -> Value) throws -> Value {
    let directory = FileManager.default.temporaryDirectory.appending(path: "inboxd-sample-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    let store = try Store.open(StoreConfiguration(directory: directory.path, clock: { Self.now }))
    defer { store.close() }
    return try body(store)
  }

  /// All that a user sees, newest first in each place.
  private func lines(as user: String = "admin", in store: Store) throws -> [Line] {
    let snapshot = try store.makeReader().snapshot()
    let caller = try snapshot.caller(workspace: SampleWorkspace.slug, actor: .user(user))
    var lines: [Line] = []
    for (place, view) in [(Place.inbox, View.all), (.archive, .archived), (.trash, .trash)] {
      var query = InteractionListQuery(view: view, limit: 100)
      repeat {
        query.after = try snapshot.listInteractions(query, for: caller) { row in
          lines.append(
            Line(
              place: place, source: row.source, status: row.status, mode: row.mode, drafts: row.drafts,
              schedules: row.schedules, messages: row.messageCount, notes: row.noteCount, rating: row.rating,
              lastState: row.lastState, activity: row.activityTime, customer: row.customerName.string,
              location: row.location.string, snippet: row.snippet.string,
              assignees: row.assignees.string.split(separator: " ").map(String.init)))
        }
      } while query.after != nil
    }
    return lines
  }

  @Test func everyStateIsThere() throws {
    try withStore { store in
      #expect(try SampleWorkspace().install(in: store))
      let lines = try lines(in: store)
      #expect(lines.count >= 400)
      for source in Source.allCases { #expect(lines.contains { $0.source == source }, "\(source)") }
      for status in Status.allCases { #expect(lines.count { $0.status == status } >= 10, "\(status)") }
      for mode in Mode.allCases { #expect(lines.count { $0.mode == mode } >= 10, "\(mode)") }
      for place in Place.allCases { #expect(lines.count { $0.place == place } >= 3, "\(place)") }
      #expect(lines.count { $0.status == .pending && $0.place == .inbox } >= 40)
      #expect(lines.count { $0.drafts != [] } >= 20)
      #expect(lines.count { $0.schedules != [] } >= 5)
      #expect(lines.count { $0.notes > 0 } >= 40)
      #expect(lines.count { $0.messages > 2 } >= 20)
      #expect(lines.count { $0.assignees.count > 1 } >= 3)
      #expect(lines.contains { $0.lastState == .queued })
      #expect(lines.contains { $0.source.family == .review && $0.drafts.contains(.email) })
      #expect(lines.contains { $0.rating == 0 } && lines.contains { $0.rating == nil })
      #expect(lines.allSatisfy { $0.activity <= Self.now && !$0.customer.isEmpty && !$0.location.isEmpty })
    }
  }

  @Test func makingItAgainChangesNothing() throws {
    try withStore { store in
      #expect(try SampleWorkspace().install(in: store))
      let before = try lines(in: store)
      #expect(try SampleWorkspace().install(in: store) == false)
      #expect(try SampleWorkspace(seed: 2).install(in: store) == false)
      #expect(try lines(in: store) == before)
    }
  }

  @Test func aSeedMakesOneWorkspace() throws {
    let first = try withStore { store in
      _ = try SampleWorkspace(seed: 5).install(in: store)
      return try lines(in: store)
    }
    let second = try withStore { store in
      _ = try SampleWorkspace(seed: 5).install(in: store)
      return try lines(in: store)
    }
    #expect(first == second)
  }

  /// Whatever the seed, no step breaks a rule.
  @Test(arguments: [2, 3, 4, 77, 2026] as [UInt64])
  func everySeedGoesThrough(seed: UInt64) throws {
    let isMade = try withStore { try SampleWorkspace(seed: seed).install(in: $0) }
    #expect(isMade)
  }

  @Test func whoSeesWhatFollowsTheRoles() throws {
    try withStore { store in
      _ = try SampleWorkspace().install(in: store)
      let all = try lines(in: store)
      for user in ["helena", "camille", "theo"] { #expect(try lines(as: user, in: store) == all, "\(user)") }
      let jonas = try lines(as: "jonas", in: store)
      #expect(Set(jonas.map(\.location)) == ["sorbier-mitte", "sorbier-alfama", "sorbier-gracia"])
      let frieda = try lines(as: "frieda", in: store)
      #expect(frieda == jonas.filter { $0.location == "sorbier-mitte" })
      let snapshot = try store.makeReader().snapshot()
      let viewer = try snapshot.caller(workspace: SampleWorkspace.slug, actor: .user("frieda"))
      #expect((try? viewer.requireEditor(of: LocationID("sorbier-mitte"))) == nil, "a viewer changes nothing")
    }
  }

  /// The events say when things happened, not when the sample was made, and none is missing.
  @Test func historyIsSpreadOverMonths() throws {
    try withStore { store in
      _ = try SampleWorkspace().install(in: store)
      let snapshot = try store.makeReader().snapshot()
      let workspace = try snapshot.workspaceID(SampleWorkspace.slug)
      let events = try snapshot.events(in: workspace, after: 0, limit: 20_000)
      #expect(events.count > 1500)
      #expect(events.map(\.sequence) == Array(1...Int64(events.count)))
      #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
      #expect(events[0].time < Self.now - 60 * Clock.day)
      #expect(events.allSatisfy { $0.time <= Self.now })
      let types = Set(events.map(\.type))
      let expected: [EventType] = [
        .interactionCreated, .messageReceived, .messageChanged, .responseSent, .responseScheduled, .draftSaved,
        .statusChanged, .modeChanged, .usersAssigned, .archived, .trashed, .pinned, .keywordsChanged, .ratingChanged,
        .noteCreated,
      ]
      for type in expected { #expect(types.contains(type), "\(type)") }
    }
  }

  /// Values of every type, and of all that attributes can belong to.
  @Test func panelsShowAttributesAndTransactions() throws {
    try withStore { store in
      _ = try SampleWorkspace().install(in: store)
      let snapshot = try store.makeReader().snapshot()
      let caller = try snapshot.caller(workspace: SampleWorkspace.slug, actor: .user("admin"))
      var ids: [InteractionID] = []
      _ = try snapshot.listInteractions(InteractionListQuery(limit: 1000), for: caller) { ids.append($0.id) }
      var types = Set<AttributeType>()
      var kinds = Set<TransactionKind>()
      var ofCustomers = 0
      var ofTransactions = 0
      var keywords = Set<KeywordOrigin>()
      for id in ids {
        try snapshot.withInteraction(id, for: caller) { panel in
          types.formUnion(panel.attributes.map(\.type))
          ofCustomers += panel.customerAttributes.count
          ofTransactions += panel.transactionAttributes.count
          keywords.formUnion(panel.keywords.map(\.origin))
          if let transaction = panel.transaction { kinds.insert(transaction.kind) }
        }
      }
      #expect(types == [.text, .number, .singleSelect, .multipleSelect])
      #expect(kinds == [.order, .reservation, .stay, .payment])
      #expect(ofCustomers >= 50 && ofTransactions >= 50)
      #expect(keywords == [.detected, .manual])
    }
  }

  @Test func theDirectoryIsThere() throws {
    try withStore { store in
      _ = try SampleWorkspace().install(in: store)
      let snapshot = try store.makeReader().snapshot()
      let caller = try snapshot.caller(workspace: SampleWorkspace.slug, actor: .user("admin"))
      #expect(try snapshot.brands(after: "", limit: 50, for: caller).items.count == 3)
      #expect(try snapshot.locations(of: nil, after: "", limit: 50, for: caller).items.count == 9)
      #expect(try snapshot.locationGroups(after: "", limit: 50, for: caller).items.count == 2)
      let users = try snapshot.users(after: "", limit: 50, for: caller).items
      #expect(Set(users.map(\.role)) == [.owner, .admin, .observer, .restricted])
      #expect(users.first { $0.id == "admin" }?.role == .admin)
      #expect(try snapshot.keywords(after: "", limit: 50, for: caller).items.count == SampleKeyword.all.count)
      let definitions = try snapshot.attributeDefinitions(after: "", limit: 50, for: caller).items
      #expect(Set(definitions.map(\.type)) == [.text, .number, .singleSelect, .multipleSelect])
    }
  }
}
