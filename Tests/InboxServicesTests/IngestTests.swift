import GRPC
import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Connectors push, and each item answers for itself")
struct IngestTests {
  /// The store.
  let test: TestInbox

  /// A fresh store.
  init() throws { test = try TestInbox() }

  /// Pushes a batch.
  private func push(
    as actor: String = "connectors/google", _ fill: (IngestInteractionsRequest) -> Void
  ) throws -> RepeatedView<InboxAPI.IngestResult> {
    try test.command(test.ingest.ingestInteractions, as: actor) {
      $0.setParent("workspaces/demo")
      fill($0)
    }.results
  }

  /// A complete item.
  private func fill(_ item: InboxAPI.IngestItem, _ externalID: String) {
    item.source = .google
    item.setExternalID(externalID)
    let identity = item.makeCustomer().identities.append()
    identity.source = .google
    identity.setExternalID("customer-" + externalID)
    item.message(externalID + "-1", "Hello", minute: 1)
  }

  /// The error of the only item.
  private func failure(_ change: (InboxAPI.IngestItem) -> Void) throws -> (code: Int32, reason: String, field: String) {
    let results = try push { request in
      let item = request.items.append()
      fill(item, "bad")
      change(item)
    }
    let error = try #require(results.first?.error)
    #expect(results[0].outcome == .failed && results[0].interaction.isEmpty && !error.message.isEmpty)
    return (error.code, error.reason.string, error.field.string)
  }

  @Test("The same external ids again make no second one")
  func repeated() throws {
    let first = try push { fill($0.items.append(), "r1") }
    #expect(first[0].outcome == .created && first[0].createdMessageCount == 1 && first[0].error == nil)
    #expect(first[0].customer.string.hasPrefix("workspaces/demo/customers/"))
    let second = try push { fill($0.items.append(), "r1") }
    #expect(second[0].outcome == .unchanged && second[0].interaction == first[0].interaction)
    let third = try push { request in
      let item = request.items.append()
      fill(item, "r1")
      item.message("r1-2", "One more", minute: 2)
    }
    #expect(third[0].outcome == .updated && third[0].createdMessageCount == 1)
  }

  @Test("A failing item leaves the others stored, each with its place")
  func partly() throws {
    let results = try push { request in
      fill(request.items.append(), "r1")
      request.items.append().source = .google
      fill(request.items.append(), "r3")
      let item = request.items.append()
      fill(item, "r4")
      item.setLocation("workspaces/demo/locations/nowhere")
    }
    #expect(results.map(\.outcome) == [.created, .failed, .created, .failed])
    #expect(results.map(\.index) == [0, 1, 2, 3])
    #expect(results[1].error?.reason == "FIELD_REQUIRED" && results[1].error?.field == "external_id")
    #expect(results[3].error?.code == Int32(StatusCode.notFound.rawValue))
    let listed = try test.query(test.inbox.listInteractions) { $0.setParent("workspaces/demo") }
    #expect(listed.interactions.count == 2)
  }

  @Test("What is wrong with an item is told by its path within the item")
  func paths() throws {
    let invalid = Int32(StatusCode.invalidArgument.rawValue)
    #expect(try failure { $0.source = .unspecified } == (invalid, "FIELD_REQUIRED", "source"))
    #expect(try failure { $0.source = .unrecognized(99) } == (invalid, "FIELD_INVALID", "source"))
    #expect(try failure { $0.rating = 6 } == (invalid, "FIELD_OUT_OF_RANGE", "rating"))
    #expect(
      try failure { _ = $0.messages.append() } == (invalid, "FIELD_REQUIRED", "messages[1].message_time"))
    #expect(
      try failure { $0.message("", "x", minute: 2) } == (invalid, "FIELD_REQUIRED", "messages[1].external_id"))
    #expect(
      try failure { $0.customer?.identities[0].source = .unspecified }
        == (invalid, "FIELD_REQUIRED", "customer.identities[0].source"))
    #expect(
      try failure { $0.makeSourceTime().nanos = -1 } == (invalid, "FIELD_INVALID", "source_time"))
    #expect(
      try failure { $0.message("m", String(repeating: "é", count: 100_001), minute: 2) }
        == (invalid, "TEXT_TOO_LONG", "messages[1].text"))
    #expect(
      try failure { item in for _ in 0..<200 { item.message("m", "x", minute: 2) } }
        == (invalid, "TOO_MANY_ITEMS", "messages"))
    #expect(
      try failure {
        $0.setLocation("workspaces/demo/locations/paris")
        $0.setLocationExternalID("google-paris")
      } == (invalid, "FIELD_INVALID", "location_external_id"))
  }

  @Test("An item joins the interaction whose message it continues")
  func joining() throws {
    let first = try push { fill($0.items.append(), "r1") }
    let answer = try push { request in
      let item = request.items.append()
      fill(item, "thread")
      item.replyToExternalIDs.append("nobody's")
      item.replyToExternalIDs.append("r1-1")
    }
    #expect(answer[0].outcome == .updated && answer[0].interaction == first[0].interaction.string)
    let error = try failure { $0.replyToExternalIDs.append("") }
    #expect(error.reason == "FIELD_REQUIRED" && error.field == "reply_to_external_ids[0]")
  }

  @Test("Attribute values of a customer are checked and shown")
  func customerAttributes() throws {
    let name = try test.review("r1") { item in
      let value = item.customer?.attributes.append()
      value?.setDefinition("workspaces/demo/attributeDefinitions/tier")
      value?.setText("gold")
    }
    let panel = try test.query(test.interactions.getInteraction) { $0.setName(name) }
    #expect(panel.interaction?.customer?.attributes.map(\.text) == ["gold"])
    let invalid = Int32(StatusCode.invalidArgument.rawValue)
    let error = try failure { $0.customer?.attributes.append() }
    #expect(error == (invalid, "NAME_INVALID", "customer.attributes[0].definition"))
  }

  @Test("A time in the far future is refused; a source's clock may be a little ahead")
  func futureTimes() throws {
    let invalid = Int32(StatusCode.invalidArgument.rawValue)
    let hour: Int64 = 3_600_000_000
    let late = try failure { $0.messages[0].makeMessageTime().microseconds = self.test.clock.now() + 25 * hour }
    #expect(late == (invalid, "FIELD_OUT_OF_RANGE", "messages[0].message_time"))
    _ = try test.review("ahead") { $0.messages[0].makeMessageTime().microseconds = self.test.clock.now() + 23 * hour }
  }

  @Test("A name of another workspace is not found")
  func foreignNames() throws {
    let notFound = Int32(StatusCode.notFound.rawValue)
    let error = try failure { $0.setLocation("workspaces/other/locations/paris") }
    #expect(error.code == notFound && error.reason == "RESOURCE_NOT_FOUND")
    let attachment = try failure { $0.messages[0].attachments.append("workspaces/other/attachments/0000000000001") }
    #expect(attachment.code == notFound)
  }

  @Test("validate_only answers as if stored, and stores nothing")
  func validateOnly() throws {
    let results = try push { request in
      request.validateOnly = true
      fill(request.items.append(), "r1")
      request.items.append().source = .google
    }
    #expect(results.map(\.outcome) == [.created, .failed])
    #expect(try test.query(test.inbox.listInteractions) { $0.setParent("workspaces/demo") }.interactions.isEmpty)
    #expect(try push { fill($0.items.append(), "r1") }[0].outcome == .created)
  }

  @Test("A batch has 1 to 500 items")
  func batchSize() throws {
    #expect(throws: InboxError.fieldRequired(field: "items")) { try push { _ in } }
    #expect(throws: InboxError.tooManyItems(field: "items", count: 501, limit: 500)) {
      try push { request in for number in 0..<501 { fill(request.items.append(), "r\(number)") } }
    }
  }

  @Test("Connectors and admins push; others may not, whatever they send")
  func rights() throws {
    #expect(try push(as: "users/admin") { fill($0.items.append(), "r1") }[0].outcome == .created)
    for actor in ["users/editor", "users/watcher", "users/viewer"] {
      let error = #expect(throws: InboxError.self) { try push(as: actor) { _ in } }
      #expect(error?.reason == "ROLE_INSUFFICIENT", "\(actor)")
    }
    #expect(throws: InboxError.notFound(name: "workspaces/other")) { try push { $0.setParent("workspaces/other") } }
  }

  @Test("Customers are found in the directory, by those who see an interaction of theirs")
  func customers() throws {
    let paris = try test.review("r1") {
      let value = $0.attributes.append()
      value.setDefinition("workspaces/demo/attributeDefinitions/urgency")
      value.setOptionID("low")
    }
    try test.review("r2", at: "lyon")
    let directory = test.directoryService
    let all = try test.query(directory.listCustomers) { $0.setParent("workspaces/demo") }.customers
    let some = try test.query(directory.listCustomers, as: "users/viewer") { $0.setParent("workspaces/demo") }.customers
    #expect(all.count == 2 && some.map(\.identities.first?.externalID) == ["customer-r1"])
    let panel = try test.query(test.interactions.getInteraction) { $0.setName(paris) }
    let name = try #require(panel.interaction?.customer).name
    let customer = try test.query(directory.getCustomer, as: "users/viewer") { $0.setName(name) }.customer
    #expect(customer?.displayName == "Camille Customer" && customer?.name == name)
    let hidden = try #require(all.first { $0.name != name }).name.string
    #expect(throws: InboxError.notFound(name: hidden)) {
      try test.query(directory.getCustomer, as: "users/viewer") { $0.setName(hidden) }
    }
  }
}
