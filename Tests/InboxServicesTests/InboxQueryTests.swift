import InboxAPI
import InboxModel
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("The inbox is searched, and its figures are given")
struct InboxQueryTests {
  /// The store.
  let test: TestInbox

  /// Five reviews of two locations.
  init() throws {
    test = try TestInbox()
    for number in 0..<5 { try test.review("r\(number)", at: number % 2 == 0 ? "paris" : "lyon", minute: 10 + number) }
  }

  /// A page of results.
  private func search(
    _ query: String, as actor: String = "users/admin", _ more: (SearchInteractionsRequest) -> Void = { _ in }
  ) throws -> SearchInteractionsResponse {
    try test.query(test.inbox.searchInteractions, as: actor) {
      $0.setParent("workspaces/demo")
      $0.setQuery(query)
      more($0)
    }
  }

  @Test("A result is a row with the text around the words")
  func result() throws {
    let page = try search("eveni") { $0.pageSize = 1 }
    let result = try #require(page.results.first)
    #expect(result.interaction?.snippet == "Lovely evening" && result.matchedResource.string.contains("/messages/"))
    #expect(
      result.snippet.map(\.text.string) == ["Lovely ", "evening"] && result.snippet.map(\.marked) == [false, true])
    #expect(!page.nextPageToken.isEmpty)
    let customer = try #require(try search("camille").results.first)
    #expect(customer.matchedResource == customer.interaction?.customer)
  }

  @Test("Pages go on in both orders, and a token is for its search")
  func pages() throws {
    for order in [SearchOrder.relevance, .newest] {
      var seen: [String] = []
      var token = ""
      repeat {
        let page = try search("lovely") {
          $0.pageSize = 2
          $0.order = order
          $0.setPageToken(token)
        }
        seen += page.results.compactMap { $0.interaction?.name.string }
        token = page.nextPageToken.string
      } while !token.isEmpty
      #expect(seen.count == 5 && Set(seen).count == 5)
    }
    let token = try search("lovely") { $0.pageSize = 2 }.nextPageToken.string
    for change: (SearchInteractionsRequest) -> Void in [
      { $0.order = .newest }, { $0.view = .all }, { $0.setQuery("evening") },
    ] {
      #expect(throws: InboxError.pageTokenInvalid) {
        try search("lovely") {
          $0.setPageToken(token)
          change($0)
        }
      }
    }
  }

  @Test("Filters and rights narrow a search, and faults are told by field")
  func narrowing() throws {
    #expect(try search("lovely", as: "users/viewer").results.count == 3)
    #expect(
      try search("lovely") { $0.makeFilter().locations.append("workspaces/demo/locations/lyon") }.results.count == 2)
    #expect(throws: InboxError.fieldRequired(field: "query")) { try search("...") }
    #expect(throws: InboxError.actorInvalid) { try search("a", as: "workflows/w") { $0.view = .pinned } }
  }

  /// The figures of the day.
  private func figures(
    _ more: (QueryStatisticsRequest) -> Void = { _ in }
  ) throws -> QueryStatisticsResponse {
    try test.query(test.inbox.queryStatistics) {
      $0.setParent("workspaces/demo")
      let range = $0.makeRange()
      range.makeStartTime().microseconds = 1_795_305_600_000_000
      range.makeEndTime().microseconds = 1_795_305_600_000_000 + 86_400_000_000
      more($0)
    }
  }

  @Test("Figures come whole and split, in the order of the dimensions")
  func statistics() throws {
    let page = try figures {
      $0.dimensions.append(.location)
      $0.dimensions.append(.day)
    }
    #expect(page.total?.createdCount == 5 && page.total?.pendingCount == 5 && page.total?.handledRate == 0)
    #expect(page.total?.firstResponse?.count == 0 && page.total?.firstResponse?.median == nil)
    #expect(page.rows.map(\.location.string) == ["workspaces/demo/locations/lyon", "workspaces/demo/locations/paris"])
    #expect(page.rows.map { $0.figures?.createdCount } == [2, 3] && page.rows.allSatisfy { $0.day == "2026-11-22" })
  }

  @Test("What statistics cannot answer is told by field")
  func statisticsFaults() throws {
    for (error, change) in [
      (.fieldRequired(field: "range.start_time"), { _ = $0.makeRange() }),
      (.scopeTooLarge(field: "range", limit: 400), { $0.makeRange().fill(days: 401) }),
      (
        .fieldInvalid(field: "time_zone", fault: "is no time zone that this server knows"), { $0.setTimeZone("Mars/X") }
      ),
      (
        .fieldInvalid(field: "dimensions[1]", fault: "is given twice"),
        {
          $0.dimensions.append(.day)
          $0.dimensions.append(.day)
        }
      ),
    ] as [(InboxError, (QueryStatisticsRequest) -> Void)] {
      #expect(throws: error) { try figures(change) }
    }
  }
}

extension InboxAPI.TimeRange {
  /// A range of so many days.
  fileprivate func fill(days: Int64) {
    makeStartTime().microseconds = 1_700_000_000_000_000
    makeEndTime().microseconds = 1_700_000_000_000_000 + days * 86_400_000_000
  }
}
