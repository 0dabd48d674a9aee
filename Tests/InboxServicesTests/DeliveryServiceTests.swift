import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Connectors carry out what the team sends, and report")
struct DeliveryServiceTests {
  /// The store.
  let test: TestInbox
  /// A review.
  let review: String
  /// The handlers.
  let deliveries = Deliveries()

  /// A fresh store with one response on its way.
  init() throws {
    test = try TestInbox()
    review = try test.review("r1")
    _ = try test.command(test.interactions.sendResponse) { [review] in
      $0.setName(review)
      $0.channel = .provider
      $0.setText("Merci")
    }
  }

  /// Leases what is ready, as the stream does, and gives its names and tokens.
  private func lease() throws -> [(name: String, token: Int64)] {
    try test.write { (transaction) throws(InboxError) in
      let connector = try transaction.caller(workspace: "demo", actor: Actor(kind: .connector, id: "google"))
      return try transaction.leaseDeliveries(DeliveryWish(channels: [.provider]), limit: 9, by: connector)
        .map { ("workspaces/demo/deliveries/\($0.id)", $0.fencingToken) }
    }
  }

  /// Reports.
  private func report(
    _ outcome: InboxAPI.DeliveryOutcome, _ name: String, token: Int64 = 0, as actor: String = "connectors/google",
    _ more: (ReportDeliveryRequest) -> Void = { _ in }
  ) throws -> ReportDeliveryResponse {
    try test.command(deliveries.reportDelivery, as: actor) {
      $0.setName(name)
      $0.fencingToken = token
      $0.outcome = outcome
      more($0)
    }
  }

  /// Lists.
  private func list(
    as actor: String = "users/admin", _ more: (ListDeliveriesRequest) -> Void = { _ in }
  ) throws -> ListDeliveriesResponse {
    try test.query(deliveries.listDeliveries, as: actor) {
      $0.setParent("workspaces/demo")
      more($0)
    }
  }

  @Test("What waits is listed with its text, its reader and its ids")
  func listed() throws {
    let delivery = try #require(try list().deliveries.first)
    #expect(delivery.state == .queued && delivery.kind == .response && delivery.channel == .provider)
    #expect(delivery.text == "Merci" && delivery.recipient == "customer-r1")
    #expect(delivery.interactionExternalID == "r1" && delivery.replyToExternalID == "r1-1")
    #expect(delivery.locationExternalID == "google-paris" && delivery.interaction == review.text(in: test.arena))
    #expect(delivery.attempt == 0 && delivery.fencingToken == 0 && delivery.giveUpTime == nil)
    #expect(try list { $0.states.append(.sent) }.deliveries.isEmpty)
    #expect(try list { $0.channels.append(.sms) }.deliveries.isEmpty)
    #expect(try list { $0.setInteraction(review) }.deliveries.count == 1)
    #expect(try list { $0.kind = .notification }.deliveries.isEmpty)
  }

  @Test("Pages go on where the one before ended")
  func pages() throws {
    for number in 2...5 {
      let name = try test.review("r\(number)")
      _ = try test.command(test.interactions.sendResponse) {
        $0.setName(name)
        $0.channel = .provider
        $0.setText("Merci")
      }
    }
    var names: [String] = []
    var token = ""
    repeat {
      let page = try list {
        $0.pageSize = 2
        $0.setPageToken(token)
        $0.states.append(.queued)
      }
      names += page.deliveries.map(\.name.string)
      token = page.nextPageToken.string
    } while !token.isEmpty
    #expect(names.count == 5 && names == names.sorted(by: >))
  }

  @Test("A report moves delivery and message; a later one needs no token")
  func reported() throws {
    let leased = try lease()[0]
    #expect(try report(.sent, leased.name, token: leased.token) { $0.setExternalID("g-1") }.state == .sent)
    let byProvider = try report(.published, "workspaces/demo/deliveries/-") {
      $0.source = .google
      $0.setExternalID("g-1")
    }
    #expect(byProvider.state == .published)
    let thread = try test.query(test.interactions.listMessages) { $0.setParent(review) }
    #expect(thread.messages.last?.state == .published && thread.messages.last?.externalID == "g-1")
  }

  @Test("What cannot be reported says why")
  func refused() throws {
    let leased = try lease()[0]
    #expect(throws: InboxError.leaseLost) { try report(.sent, leased.name, token: leased.token + 1) }
    #expect(throws: InboxError.leaseLost) { try report(.sent, leased.name) }
    #expect(throws: InboxError.fieldRequired(field: "outcome")) { try report(.unspecified, leased.name) }
    #expect(throws: InboxError.actorNotAllowed) { try report(.sent, leased.name, as: "users/admin") }
    #expect(throws: InboxError.fieldRequired(field: "external_id")) {
      try report(.published, "workspaces/demo/deliveries/-") { $0.source = .google }
    }
    let long = #expect(throws: InboxError.self) {
      try report(.failedPermanently, leased.name, token: leased.token) {
        $0.setFailureReason(String(repeating: "x", count: 501))
      }
    }
    #expect(long?.reason == "TEXT_TOO_LONG" && long?.field == "failure_reason")
    let late = #expect(throws: InboxError.self) {
      try report(.failedTemporarily, leased.name, token: leased.token) { $0.makeRetryDelay().seconds = 90_000 }
    }
    #expect(late?.field == "retry_delay")
    #expect(throws: InboxError.self) { try report(.sent, "workspaces/demo/deliveries/0000000000001") }
  }

  @Test("A dead letter is tried again by an admin")
  func retried() throws {
    let leased = try lease()[0]
    #expect(try report(.failedPermanently, leased.name, token: leased.token).state == .failed)
    #expect(try list { $0.states.append(.failed) }.deliveries.map(\.name.string) == [leased.name])
    func retry(as actor: String) throws -> InboxAPI.DeliveryState? {
      try test.command(deliveries.retryDelivery, as: actor) { $0.setName(leased.name) }.delivery?.state
    }
    #expect(throws: InboxError.roleInsufficient(role: "RESTRICTED")) { try retry(as: "users/editor") }
    #expect(throws: InboxError.actorNotAllowed) { try retry(as: "workflows/w1") }
    #expect(try retry(as: "users/admin") == .queued)
    #expect(try lease().map(\.name) == [leased.name])
  }

  @Test("Only connectors and admins see the outbox")
  func rights() throws {
    #expect(try list(as: "connectors/google").deliveries.count == 1)
    #expect(throws: InboxError.roleInsufficient(role: "RESTRICTED")) { try list(as: "users/editor") }
    #expect(throws: InboxError.roleInsufficient(role: "OBSERVER")) { try list(as: "users/watcher") }
    #expect(throws: InboxError.actorNotAllowed) { try list(as: "workflows/w1") }
  }
}
