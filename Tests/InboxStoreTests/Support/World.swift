import InboxModel
import InboxStore

/// A workspace with a team, two locations and a catalogue: where most tests begin.
final class World: Sendable {
  /// The store.
  let test: TestStore
  /// The owner.
  let admin: Caller
  /// A restricted editor of Paris.
  let editor: Caller
  /// A restricted viewer of Paris, through a group.
  let viewer: Caller
  /// An observer.
  let observer: Caller
  /// A workflow.
  let workflow: Caller
  /// A connector.
  let connector: Caller
  /// The location of most tests.
  static let paris = LocationID("paris")
  /// The other location.
  static let lyon = LocationID("lyon")

  /// Makes it.
  init() throws {
    test = try TestStore()
    admin = try test.write { (tx) throws(InboxError) in
      let owner = try tx.createWorkspace(
        "demo", displayName: "Demo", owner: User(id: "admin", displayName: "Ada", role: .owner))
      try World.fill(tx, owner)
      return owner
    }
    func caller(_ actor: Actor, _ test: TestStore) throws -> Caller {
      try test.read { (tx) throws(InboxError) in try tx.caller(workspace: "demo", actor: actor) }
    }
    editor = try caller(.user("eve"), test)
    viewer = try caller(.user("vic"), test)
    observer = try caller(.user("ole"), test)
    workflow = try caller(Actor(kind: .workflow, id: "w1"), test)
    connector = try caller(Actor(kind: .connector, id: "google"), test)
  }

  /// Fills the directory.
  private static func fill(_ tx: WriteTransaction, _ owner: Caller) throws(InboxError) {
    try tx.createBrand(Brand(id: BrandID("bistro"), displayName: "Bistro"), by: owner)
    for (id, name, source) in [(paris, "Paris", "g-paris"), (lyon, "Lyon", "g-lyon")] {
      try tx.createLocation(
        Location(
          id: id, displayName: name, brand: BrandID("bistro"),
          sourceIDs: [LocationSourceID(source: .google, externalID: source)]), by: owner)
    }
    try tx.createLocationGroup(
      LocationGroup(id: LocationGroupID("north"), displayName: "North", locations: [paris]), by: owner)
    try tx.createUser(
      User(id: "eve", displayName: "Eve", role: .restricted, accesses: [UserAccess(.location(paris), .editor)]),
      by: owner)
    try tx.createUser(
      User(
        id: "vic", displayName: "Vic", role: .restricted,
        accesses: [UserAccess(.group(LocationGroupID("north")), .viewer)]), by: owner)
    try tx.createUser(User(id: "ole", displayName: "Ole", role: .observer), by: owner)
    try tx.createUser(User(id: "bob", displayName: "Bob", role: .admin), by: owner)
    try tx.createKeyword(Keyword(id: KeywordID("pizza"), displayName: "Pizza"), by: owner)
    try tx.createKeyword(Keyword(id: KeywordID("service"), displayName: "Service", terms: ["waiter"]), by: owner)
  }

  /// Pushes items and waits.
  @discardableResult
  func push(_ items: IngestItem...) throws -> [IngestResult] {
    let connector = connector
    return try test.write { (tx) throws(InboxError) in try tx.ingest(items, by: connector) }.map { try $0.get() }
  }

  /// A review as a connector pushes it.
  static func review(
    _ id: String, _ text: String = "Great pizza", rating: Double = 4, at time: Int64 = 1_700_000_000_000_000,
    version: Int64? = nil, source: Source = .google
  ) -> IngestItem {
    var item = IngestItem(source, id)
    item.customer = IngestCustomer(source, "c-\(id)", name: "Customer \(id)")
    var message = IngestMessage("m-\(id)", .inbound, text, at: time)
    message.updateTime = version
    item.messages = [message]
    item.rating = rating
    item.sourceTime = time
    item.updateTime = version
    if source == .google { item.locationExternalID = "g-paris" }
    return item
  }

  /// Pushes a review and gives its interaction.
  func reviewed(_ id: String = "r1", source: Source = .google) throws -> InteractionID {
    try push(Self.review(id, source: source))[0].interaction
  }

  /// A change by someone.
  @discardableResult
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (WriteTransaction) throws(InboxError) -> Value
  ) throws(InboxError) -> Value {
    try test.write(body)
  }

  /// Everything worth knowing of an interaction.
  func look(_ id: InteractionID, as caller: Caller? = nil) throws -> Look {
    let caller = caller ?? admin
    return try test.read { (tx) throws(InboxError) in
      var look = try tx.withInteraction(id, for: caller) { (panel) throws(InboxError) in Look(panel) }
      for channel in Channel.allCases {
        look.drafts[channel] = try tx.draft(on: channel, of: id, for: caller)?.content.text
      }
      return look
    }
  }

  /// The types of an interaction's events, in order.
  func events(_ id: InteractionID) throws -> [EventType] {
    let admin = admin
    return try test.read { (tx) throws(InboxError) in try tx.events(of: id, after: 0, limit: 1000, for: admin) }
      .map(\.type)
  }
}

/// An interaction's panel as values.
struct Look: Equatable {
  /// How far the handling is.
  var status: Status
  /// Whether automation may send.
  var mode: Mode
  /// Whether it is archived.
  var isArchived: Bool
  /// Why it is in the trash.
  var trashCause: TrashCause?
  /// The rating.
  var rating: Double?
  /// The location.
  var location: String
  /// The location's name.
  var locationName: String
  /// The customer's name.
  var customerName: String
  /// The customer's address.
  var email: String
  /// The beginning of the latest message.
  var snippet: String
  /// The latest activity.
  var activityTime: Int64
  /// Since when the customer waits.
  var waitingTime: Int64?
  /// How many messages.
  var messageCount: Int
  /// How many notes.
  var noteCount: Int
  /// Keywords by name.
  var keywords: [String]
  /// Who is assigned.
  var assignees: [String]
  /// Drafts by channel.
  var drafts: [Channel: String]
  /// Scheduled texts by channel.
  var schedules: [Channel: String]
  /// The channel the editor opens on.
  var opening: Channel?
  /// Whether the caller pinned it.
  var isPinned: Bool

  /// Copies what a panel lends.
  init(_ panel: borrowing InteractionPanel) {
    let row = panel.row
    status = row.status
    mode = row.mode
    isArchived = row.archiveTime != nil
    trashCause = row.trashCause
    rating = row.rating
    location = row.location.string
    locationName = panel.locationDisplayName
    customerName = panel.customer?.displayName.string ?? ""
    email = panel.customer?.email.string ?? ""
    snippet = row.snippet.string
    activityTime = row.activityTime
    waitingTime = row.waitingTime
    messageCount = row.messageCount
    noteCount = row.noteCount
    keywords = panel.keywords.map(\.displayName)
    assignees = panel.assignments.map(\.user)
    drafts = [:]
    schedules = [:]
    for schedule in panel.schedules { schedules[schedule.channel] = schedule.content.text }
    opening = panel.channels.first { $0.opens }?.channel
    isPinned = panel.isPinned
  }
}

extension Transaction {
  /// What the source calls an interaction of a list.
  func externalID(of row: borrowing InteractionRow, for caller: Caller) throws(InboxError) -> String {
    try withInteraction(row.id, for: caller) { (panel) throws(InboxError) in panel.details.externalID.string }
  }
}
