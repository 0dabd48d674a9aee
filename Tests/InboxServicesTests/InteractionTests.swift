import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("An interaction shows what its panel needs, to whoever may see it")
struct InteractionTests {
  /// The store.
  let test: TestInbox

  /// A fresh store.
  init() throws { test = try TestInbox() }

  /// The panel of an interaction.
  private func get(_ name: String, as actor: String = "users/admin", in workspace: String = "demo") throws
    -> GetInteractionResponse
  {
    try test.query(test.interactions.getInteraction, as: actor, in: workspace) { $0.setName(name) }
  }

  @Test("A review comes with customer, place, rating, channels and times")
  func review() throws {
    let name = try test.review("r1", minute: 5) {
      $0.setSourceURL("https://example.com/r1")
      $0.setSubject("Great")
    }
    let response = try get(name)
    let interaction = try #require(response.interaction)
    #expect(interaction.name == name)
    #expect(interaction.source == .google && interaction.family == .review)
    #expect(interaction.status == .pending && interaction.mode == .ai)
    #expect(interaction.rating == 4 && interaction.ratingMax == 5 && interaction.subject == "Great")
    #expect(interaction.location == "workspaces/demo/locations/paris" && interaction.locationDisplayName == "Paris")
    #expect(interaction.brand == "workspaces/demo/brands/bistro" && interaction.brandDisplayName == "Bistro")
    #expect(interaction.sourceURL == "https://example.com/r1" && interaction.externalID == "r1")
    #expect(interaction.lastActivityTime?.microseconds == TestInbox.minute(5))
    #expect(interaction.waitingSinceTime?.microseconds == TestInbox.minute(5))
    #expect(interaction.messageCount == 1 && interaction.noteCount == 0 && interaction.editable)
    #expect(interaction.archiveTime == nil && interaction.deleteTime == nil && interaction.trashCause == .unspecified)
    let customer = try #require(interaction.customer)
    #expect(customer.displayName == "Camille Customer" && customer.identities.map(\.externalID) == ["customer-r1"])
    #expect(customer.name.string.hasPrefix("workspaces/demo/customers/"))
    #expect(!response.latestMessagesPageToken.isEmpty && !interaction.etag.isEmpty)
  }

  @Test("The channels stand in order, say what they take, and one of them opens")
  func channels() throws {
    let channels = try #require(try get(test.review("r1")).interaction).channels
    #expect(channels.map(\.type) == [.provider, .email, .sms])
    #expect(channels.map(\.opens) == [true, false, false])
    #expect(channels.map(\.usable) == [true, false, false])
    #expect(channels.map(\.unusableReason) == [.unspecified, .customerEmailMissing, .customerPhoneMissing])
    #expect(channels.map(\.responsePolicy) == [.single, .append, .append])
    #expect(channels.map(\.textLengthMax) == [4096, 100_000, 1600])
    #expect(channels.map(\.htmlAllowed) == [false, true, false])
    #expect(channels.map(\.attachmentPolicy) == [.images, .any, .none])
    #expect(channels[0].recipient == "customer-r1" && channels[1].recipient.isEmpty)
    let mail = try #require(try get(test.email("e1")).interaction).channels
    #expect(mail.map(\.type) == [.email, .sms] && mail.map(\.usable) == [true, true])
    #expect(mail.map(\.recipient) == ["camille@example.com", "+33612345678"])
  }

  @Test("An absent rating and one of 0 differ")
  func rating() throws {
    let zero = try test.review("r0") { $0.rating = 0 }
    let none = try test.email("e1")
    #expect(try get(zero).interaction?.rating == 0)
    #expect(try #require(try get(none).interaction).rating == nil)
    #expect(try get(none).interaction?.location.isEmpty == true)
  }

  @Test("Detected keywords and attribute values are shown by their kind")
  func keywordsAndAttributes() throws {
    let name = try test.review("r1", text: "The waiter was kind") {
      let value = $0.attributes.append()
      value.setDefinition("workspaces/demo/attributeDefinitions/urgency")
      value.setOptionID("high")
    }
    let interaction = try #require(try get(name).interaction)
    #expect(interaction.keywords.map(\.keyword) == ["workspaces/demo/keywords/service"])
    #expect(interaction.keywords.first?.origin == .detected && interaction.keywords.first?.displayName == "Service")
    let value = try #require(interaction.attributes.first)
    #expect(value.optionID == "high" && value.displayName == "Urgency" && value.optionSet == nil)
  }

  @Test("A transaction is shown")
  func transaction() throws {
    let name = try test.review("r1") {
      let transaction = $0.makeTransaction()
      transaction.setExternalID("order-7")
      transaction.kind = .order
      transaction.amountMinor = 0
      transaction.setCurrency("EUR")
    }
    let transaction = try #require(try get(name).interaction?.transaction)
    #expect(transaction.kind == .order && transaction.externalID == "order-7")
    #expect(transaction.amountMinor == 0 && transaction.currency == "EUR")
  }

  @Test(
    "What is not there, lies in another workspace or at another location is not found; the three are not told apart")
  func notFound() throws {
    let foreign = try test.review("r1", in: "other")
    let lyon = try test.review("r2", at: "lyon")
    let nowhere = try test.email("e1")
    #expect(throws: InboxError.notFound(name: "workspaces/demo/interactions/0000000000001")) {
      try get("workspaces/demo/interactions/0000000000001")
    }
    // The id of another workspace's interaction under one's own name, and its own name.
    let stolen = foreign.replacing("workspaces/other", with: "workspaces/demo")
    #expect(throws: InboxError.notFound(name: stolen)) { try get(stolen) }
    #expect(throws: InboxError.notFound(name: foreign)) { try get(foreign) }
    for name in [lyon, nowhere] {
      #expect(throws: InboxError.notFound(name: name)) { try get(name, as: "users/editor") }
      #expect(try get(name, as: "users/watcher").interaction?.name.string == name)
    }
  }

  @Test("Whether one may change it is said")
  func editable() throws {
    let name = try test.review("r1")
    let expected = [
      "users/owner": true, "users/admin": true, "users/editor": true, "users/viewer": false, "users/watcher": false,
      "workflows/w1": true,
    ]
    for (actor, editable) in expected {
      #expect(try get(name, as: actor).interaction?.editable == editable, "\(actor)")
    }
  }

  @Test("A deactivated or unknown user is nobody", arguments: ["users/gone", "users/nobody"])
  func unknownActor(_ actor: String) throws {
    let name = try test.review("r1")
    #expect(throws: InboxError.actorUnknown(actor)) { try get(name, as: actor) }
  }

  @Test("A misspelt name is told")
  func misspelt() throws {
    for name in ["", "workspaces/demo", "workspaces/demo/interactions/", "workspaces/demo/interactions/ABC"] {
      #expect(
        throws: InboxError.nameInvalid(field: "name", expected: "workspaces/{workspace}/interactions/{id}")
      ) { try get(name) }
    }
  }
}
