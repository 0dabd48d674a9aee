import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("The inbox is listed by view and family, latest activity first")
struct ListTests {
  /// The store.
  let test: TestInbox

  /// Nine reviews, alternating between two locations, and an e-mail.
  init() throws {
    test = try TestInbox()
    for number in 0..<9 {
      try test.review("r\(number)", at: number % 2 == 0 ? "paris" : "lyon", minute: 10 + number)
    }
    try test.email("e1")
  }

  /// A page.
  private func list(
    size: Int32 = 0, token: String = "", as actor: String = "users/admin",
    _ more: (ListInteractionsRequest) -> Void = { _ in }
  ) throws -> ListInteractionsResponse {
    try test.query(test.inbox.listInteractions, as: actor) {
      $0.setParent("workspaces/demo")
      $0.pageSize = size
      $0.setPageToken(token)
      more($0)
    }
  }

  /// The external order: minutes of activity.
  private func minutes(_ page: ListInteractionsResponse) -> [Int] {
    page.interactions.compactMap { row in
      row.lastActivityTime.map { Int(($0.microseconds - TestInbox.minute(0)) / 60_000_000) }
    }
  }

  /// All rows, page by page.
  private func all(size: Int32, as actor: String = "users/admin") throws -> [Int] {
    var seen: [Int] = []
    var token = ""
    repeat {
      let page = try list(size: size, token: token, as: actor)
      #expect(page.interactions.count <= Int(size))
      seen += minutes(page)
      token = page.nextPageToken.string
    } while !token.isEmpty && seen.count < 50
    return seen
  }

  @Test("A row has what a list draws")
  func row() throws {
    let row = try #require(try list(size: 1).interactions.first)
    #expect(
      row.name.string.hasPrefix("workspaces/demo/interactions/") && row.source == .google && row.family == .review)
    #expect(row.status == .pending && row.mode == .ai && row.customerDisplayName == "Camille Customer")
    #expect(row.snippet == "Lovely evening" && row.rating == 4 && row.ratingMax == 5)
    #expect(row.location == "workspaces/demo/locations/paris" && row.locationDisplayName == "Paris")
    #expect(row.brand == "workspaces/demo/brands/bistro" && row.brandDisplayName == "Bistro")
    #expect(row.customer.string.hasPrefix("workspaces/demo/customers/") && !row.etag.isEmpty)
    #expect(row.lastDirection == .inbound && row.lastState == .received && row.messageCount == 1)
    #expect(!row.hasDraft && !row.pinned && !row.hasAttachment && row.assignees.isEmpty && row.keywords.isEmpty)
    #expect(row.waitingSinceTime != nil && row.scheduleTime == nil && row.archiveTime == nil && row.deleteTime == nil)
  }

  @Test("Every row comes once, whatever the page's size", arguments: [1, 3, 10, 100])
  func pages(_ size: Int32) throws {
    #expect(try all(size: size) == [18, 17, 16, 15, 14, 13, 12, 11, 10, 0])
  }

  @Test("Restricted users see the rows of their locations", arguments: [1, 2, 5, 100])
  func restricted(_ size: Int32) throws {
    #expect(try all(size: size, as: "users/viewer") == [18, 16, 14, 12, 10])
  }

  @Test("One family at a time")
  func families() throws {
    #expect(minutes(try list { $0.family = .contact }) == [0])
    #expect(minutes(try list { $0.family = .review }).count == 9)
    #expect(minutes(try list { $0.family = .message }).isEmpty)
  }

  @Test("Archived and trashed ones are in their view only")
  func views() throws {
    let rows = try list().interactions
    let (first, second) = (rows[0].name.string, rows[1].name.string)
    _ = try test.command(test.interactions.archiveInteraction) { $0.setName(first) }
    _ = try test.command(test.interactions.deleteInteraction) { $0.setName(second) }
    #expect(try list().interactions.count == 8)
    let archived = try list { $0.view = .archived }.interactions
    #expect(archived.map(\.name.string) == [first] && archived.first?.archiveTime != nil)
    let trashed = try list { $0.view = .trash }.interactions
    #expect(trashed.map(\.name.string) == [second] && trashed.first?.trashCause == .deleted)
  }

  @Test("A row shows drafts, pins, assignees and keywords")
  func details() throws {
    let name = try list(size: 1).interactions[0].name.string
    _ = try test.command(test.interactions.saveDraft) {
      $0.setName(name)
      $0.channel = .email
      $0.setText("x")
    }
    _ = try test.command(test.interactions.pinInteraction) { $0.setName(name) }
    _ = try test.command(test.interactions.assignUsers) {
      $0.setName(name)
      $0.users.append("workspaces/demo/users/editor")
    }
    _ = try test.command(test.interactions.modifyKeywords) {
      $0.setName(name)
      $0.addKeywords.append("workspaces/demo/keywords/service")
    }
    let row = try list(size: 1).interactions[0]
    #expect(row.hasDraft && row.pinned && row.assignees.map(\.string) == ["workspaces/demo/users/editor"])
    #expect(row.keywords.map(\.string) == ["workspaces/demo/keywords/service"])
    #expect(try list(size: 1, as: "users/viewer").interactions[0].pinned == false)
  }

  @Test("A page token is for its view, family and workspace")
  func tokens() throws {
    let token = try list(size: 2).nextPageToken.string
    for change: (ListInteractionsRequest) -> Void in [
      { $0.family = .review }, { $0.view = .archived },
    ] {
      #expect(throws: InboxError.pageTokenInvalid) { try list(token: token, change) }
    }
    #expect(throws: InboxError.pageTokenInvalid) {
      try test.query(test.inbox.listInteractions, in: "other") {
        $0.setParent("workspaces/other")
        $0.setPageToken(token)
      }
    }
    // The same list by another name for its view, and with another page size.
    #expect(try list(size: 3, token: token) { $0.view = .all }.interactions.count == 3)
  }

  @Test("Every condition of a filter narrows the list")
  func filters() throws {
    let name = try list(size: 1).interactions[0].name.string
    _ = try test.command(test.interactions.setStatus) {
      $0.setName(name)
      $0.status = .ignored
    }
    _ = try test.command(test.interactions.saveDraft) {
      $0.setName(name)
      $0.channel = .email
      $0.setText("x")
    }
    let customer = try list(size: 2).interactions[1].customer.string
    let minute = 60_000_000 as Int64
    let cases: [([Int], (InboxAPI.InteractionFilter) -> Void)] = [
      ([18], { $0.statuses.append(.ignored) }), ([], { $0.modes.append(.human) }), ([0], { $0.sources.append(.email) }),
      ([], { $0.makeRating().min = 5 }), ([0], { $0.unrated = true }),
      ([18, 16, 14, 12, 10], { $0.locations.append("workspaces/demo/locations/paris") }),
      ([18, 17, 16, 15, 14, 13, 12, 11, 10], { $0.brands.append("workspaces/demo/brands/bistro") }),
      (
        [17, 15, 13, 11],
        {
          $0.locations.append("workspaces/demo/locations/lyon")
          $0.locationGroups.append("workspaces/demo/locationGroups/france")
        }
      ),
      ([], { $0.keywords.append("workspaces/demo/keywords/service") }), ([], { $0.languages.append("fr") }),
      ([], { $0.assignees.append("workspaces/demo/users/editor") }),
      (
        [11, 10],
        {
          $0.unassigned = true
          let range = $0.makeActivityTime()
          range.makeStartTime().microseconds = TestInbox.minute(10)
          range.makeEndTime().microseconds = TestInbox.minute(12)
        }
      ),
      (
        [12],
        {
          let range = $0.makeSourceTime()
          range.makeStartTime().microseconds = TestInbox.minute(12)
          range.makeEndTime().microseconds = TestInbox.minute(12) + minute
        }
      ),
      ([18], { $0.hasDraft = true }),
      ([], { $0.attributes.append().setDefinition("workspaces/demo/attributeDefinitions/tier") }),
      (
        [17],
        {
          $0.waiting = true
          $0.makeSourceTime().makeStartTime().microseconds = TestInbox.minute(17)
          $0.customers.append(customer)
          $0.statuses.append(.pending)
        }
      ),
    ]
    for (index, (expected, fill)) in cases.enumerated() {
      #expect(minutes(try list { fill($0.makeFilter()) }) == expected, "case \(index)")
    }
  }

  @Test("A filter's fault is told by its field")
  func faults() throws {
    let cases: [(InboxError, (ListInteractionsRequest) -> Void)] = [
      (.fieldInvalid(field: "view", fault: "has the unknown value 99"), { $0.view = .unrecognized(99) }),
      (.fieldInvalid(field: "order", fault: "has the unknown value 9"), { $0.order = .unrecognized(9) }),
      (
        .fieldInvalid(field: "filter.statuses[0]", fault: "is not specified"),
        { $0.makeFilter().statuses.append(.unspecified) }
      ),
      (
        .nameInvalid(field: "filter.brands[0]", expected: "workspaces/{workspace}/brands/{id}"),
        { $0.makeFilter().brands.append("x") }
      ),
      (
        .notFound(name: "workspaces/other/brands/bistro"),
        { $0.makeFilter().brands.append("workspaces/other/brands/bistro") }
      ),
      (
        .fieldInvalid(field: "filter.rating", fault: "has min over max"),
        {
          let rating = $0.makeFilter().makeRating()
          rating.min = 4
          rating.max = 3
        }
      ),
      (
        .fieldInvalid(field: "filter.unrated", fault: "is given together with rating"),
        {
          let filter = $0.makeFilter()
          filter.makeRating().min = 4
          filter.unrated = true
        }
      ),
      (
        .fieldInvalid(field: "filter.languages[0]", fault: "is no BCP 47 tag"),
        { $0.makeFilter().languages.append("f r") }
      ),
      (
        .tooManyItems(field: "filter.modes", count: 101, limit: 100),
        {
          let filter = $0.makeFilter()
          for _ in 0...100 { filter.modes.append(.ai) }
        }
      ),
      (
        .notFound(name: "workspaces/demo/attributeDefinitions/none"),
        { $0.makeFilter().attributes.append().setDefinition("workspaces/demo/attributeDefinitions/none") }
      ),
    ]
    for (error, change) in cases {
      #expect(throws: error, "\(error)") { try list(change) }
    }
    #expect(throws: InboxError.actorInvalid) { try list(as: "workflows/w1") { $0.view = .mentions } }
    #expect(try list { _ = $0.makeFilter() }.interactions.count == 10)
  }

  @Test("Attributes are found by value, text without regard to case and accents")
  func attributes() throws {
    try test.push { item in
      item.source = .google
      item.setExternalID("with-values")
      let customer = item.makeCustomer()
      customer.setDisplayName("Val")
      item.makeSourceTime().microseconds = TestInbox.minute(60)
      let urgency = item.attributes.append()
      urgency.setDefinition("workspaces/demo/attributeDefinitions/urgency")
      urgency.setOptionID("high")
      let tier = customer.attributes.append()
      tier.setDefinition("workspaces/demo/attributeDefinitions/tier")
      tier.setText("Privilégié")
      let identity = customer.identities.append()
      identity.source = .google
      identity.setExternalID("val")
    }
    func found(_ fill: (AttributeFilter) -> Void) throws -> Int {
      try list { fill($0.makeFilter().attributes.append()) }.interactions.count
    }
    let (urgency, tier) = (
      "workspaces/demo/attributeDefinitions/urgency", "workspaces/demo/attributeDefinitions/tier"
    )
    for (count, definition, fill) in [
      (1, urgency, { $0.makeAnyOption().optionIDs.append("high") }),
      (0, urgency, { $0.makeAnyOption().optionIDs.append("low") }),
      (1, tier, { $0.setText("PRIVILEGIE") }), (0, tier, { $0.setText("priv") }), (1, tier, { _ in }),
      (10, tier, { $0.absent = true }), (10, urgency, { $0.absent = true }),
    ] as [(Int, String, (AttributeFilter) -> Void)] {
      let number = try found {
        $0.setDefinition(definition)
        fill($0)
      }
      #expect(number == count, "\(definition)")
    }
  }

  @Test("The longest waiting come first, then those that do not wait")
  func waitingOrder() throws {
    let names = try list().interactions.map(\.name.string)
    _ = try test.command(test.interactions.sendResponse) {
      $0.setName(names[9])
      $0.channel = .email
      $0.setText("Done")
    }
    var seen: [String] = []
    var token = ""
    repeat {
      let page = try list(size: 3, token: token) { $0.order = .longestWaiting }
      seen += page.interactions.map(\.name.string)
      token = page.nextPageToken.string
    } while !token.isEmpty
    #expect(seen == names[..<9].reversed() + [names[9]])
  }

  @Test("Counts are those of the lists, for whoever asks")
  func counts() throws {
    let names = try list().interactions.map(\.name.string)
    _ = try test.command(test.interactions.archiveInteraction) { $0.setName(names[0]) }
    _ = try test.command(test.interactions.assignUsers) {
      $0.setName(names[2])
      $0.users.append("workspaces/demo/users/editor")
    }
    for actor in ["users/admin", "users/editor", "users/watcher", "workflows/w1"] {
      let counts = try test.query(test.inbox.getCounts, as: actor) { $0.setParent("workspaces/demo") }.counts
      #expect(counts.count == 8)
      for view in counts where !actor.hasPrefix("workflows") || ![.myInbox, .mentions, .pinned].contains(view.view) {
        let rows = try list(size: 100, as: actor) { $0.view = view.view }.interactions
        #expect(view.total == Int64(rows.count), "\(actor) \(view.view)")
        #expect(view.reviews == Int64(rows.filter { $0.family == .review }.count))
        #expect(view.contacts == Int64(rows.filter { $0.family == .contact }.count))
      }
    }
  }

  @Test("Nothing of another workspace is listed")
  func otherWorkspace() throws {
    #expect(
      try test.query(test.inbox.listInteractions, in: "other") { $0.setParent("workspaces/other") }.interactions.isEmpty
    )
    #expect(throws: InboxError.notFound(name: "workspaces/other")) { try list { $0.setParent("workspaces/other") } }
  }

  @Test("A customer's history leaves out the trash and the one on the screen")
  func history() throws {
    let newest = try list(size: 1).interactions[0].name
    let panel = try test.query(test.interactions.getInteraction) { $0.setName(newest) }
    let customer = try #require(panel.interaction?.customer).name.string
    // The same customer writes again, about another visit.
    let again = try test.push { item in
      item.source = .google
      item.setExternalID("again")
      let identity = item.makeCustomer().identities.append()
      identity.source = .google
      identity.setExternalID("customer-r8")
      item.message("again-1", "Me again", minute: 30)
    }
    func history(_ more: (ListCustomerInteractionsRequest) -> Void = { _ in }) throws -> [String] {
      try test.query(test.interactions.listCustomerInteractions) {
        $0.setParent(customer)
        more($0)
      }.interactions.map(\.name.string)
    }
    let first = try #require(panel.interaction).name.string
    #expect(try history() == [again, first])
    #expect(try history { $0.setExcludedInteraction(again) } == [first])
    _ = try test.command(test.interactions.archiveInteraction) { $0.setName(first) }
    _ = try test.command(test.interactions.deleteInteraction) { $0.setName(again) }
    #expect(try history() == [first])
    #expect(throws: InboxError.notFound(name: customer)) {
      try test.query(test.interactions.listCustomerInteractions, in: "other") { $0.setParent(customer) }
    }
  }
}
