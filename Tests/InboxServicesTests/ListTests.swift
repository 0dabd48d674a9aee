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

  @Test("What is not answered yet is said by the field's name, and never passed over")
  func unanswered() throws {
    let method = "inbox.v1.InboxService/ListInteractions"
    let cases: [(String, (ListInteractionsRequest) -> Void)] = [
      ("view", { $0.view = .myInbox }), ("view", { $0.view = .scheduled }),
      ("order", { $0.order = .longestWaiting }),
      ("filter.statuses", { $0.makeFilter().statuses.append(.pending) }),
      ("filter.modes", { $0.makeFilter().modes.append(.ai) }),
      ("filter.sources", { $0.makeFilter().sources.append(.google) }),
      ("filter.rating", { $0.makeFilter().makeRating().min = 0 }),
      ("filter.unrated", { $0.makeFilter().unrated = true }),
      ("filter.brands", { $0.makeFilter().brands.append("x") }),
      ("filter.locations", { $0.makeFilter().locations.append("x") }),
      ("filter.location_groups", { $0.makeFilter().locationGroups.append("x") }),
      ("filter.keywords", { $0.makeFilter().keywords.append("x") }),
      ("filter.languages", { $0.makeFilter().languages.append("fr") }),
      ("filter.assignees", { $0.makeFilter().assignees.append("x") }),
      ("filter.unassigned", { $0.makeFilter().unassigned = true }),
      ("filter.customers", { $0.makeFilter().customers.append("x") }),
      ("filter.activity_time", { _ = $0.makeFilter().makeActivityTime() }),
      ("filter.source_time", { _ = $0.makeFilter().makeSourceTime() }),
      ("filter.attributes", { $0.makeFilter().attributes.append() }),
      ("filter.has_draft", { $0.makeFilter().hasDraft = true }), ("filter.waiting", { $0.makeFilter().waiting = true }),
    ]
    for (field, change) in cases {
      #expect(throws: InboxError.methodUnimplemented("\(field) in \(method)"), "\(field)") { try list(change) }
    }
    #expect(try list { _ = $0.makeFilter() }.interactions.count == 10)
    #expect(throws: InboxError.fieldInvalid(field: "view", fault: "has the unknown value 99")) {
      try list { $0.view = .unrecognized(99) }
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
