import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Erasing a customer takes all that is his, and leaves what is counted")
struct ErasureTests {
  /// The store.
  let test: TestInbox
  /// The handlers.
  var directory: Directory { test.directoryService }

  /// A fresh store.
  init() throws { test = try TestInbox() }

  /// Erases.
  func erase(
    _ name: String, as actor: String = "users/admin", validateOnly: Bool = false, etag: String = ""
  ) throws(InboxError) -> [Int64] {
    let response = try test.command(directory.eraseCustomer, as: actor) {
      $0.setName(name)
      $0.setEtag(etag)
      $0.validateOnly = validateOnly
    }
    return [response.interactionCount, response.messageCount, response.noteCount, response.draftCount]
  }

  /// The panel of an interaction.
  func panel(_ name: String) throws -> InboxAPI.Interaction {
    try #require(try test.query(test.interactions.getInteraction) { $0.setName(name) }.interaction)
  }

  @Test("What is said of him is gone from every table; status, rating and times stay; a rehearsal changes nothing")
  func erased() throws {
    let review = try test.review("secret-review", text: "Secret words about a waiter") {
      $0.setSubject("Secret subject")
      $0.setSourceURL("https://secret.example/1")
    }
    let name = try #require(panel(review).customer).name.string
    let mail = try test.email("secret-mail", messages: 2, address: "secret@example.com")
    _ = try test.command(test.interactions.saveDraft) {
      $0.setName(review)
      $0.channel = .provider
      $0.setText("Secret draft")
    }
    _ = try test.command(test.interactions.saveDraft) {
      $0.setName(review)
      $0.channel = .provider
      $0.setText("Secret second draft")
    }
    for body in ["Secret: see \(name), please", "See \(name)-the-second"] {
      _ = try test.command(test.notes.createNote) {
        $0.setParent(mail)
        $0.setBody(body)
      }
    }
    let before = try panel(review)
    #expect(try erase(name, validateOnly: true) == [1, 1, 1, 1])
    #expect(try panel(review).etag == before.etag.string.text(in: test.arena))
    #expect(try erase(name) == [1, 1, 1, 1])
    #expect(try erase(name) == [0, 0, 0, 0])
    let after = try panel(review)
    #expect(
      after.rating == before.rating && after.status == before.status
        && after.sourceTime?.seconds == before.sourceTime?.seconds)
    #expect(after.customer?.eraseTime != nil && after.customer?.displayName == "")
    #expect(after.channels.allSatisfy { $0.draft == nil })
    // The other customer's mail keeps what it has.
    #expect(try panel(mail).subject == "Table for two")
    #expect(throws: InboxError.customerErased) {
      try test.command(directory.updateCustomer) {
        $0.makeCustomer().setName(name)
        $0.customer?.setDisplayName("Back")
      }
    }
    // A later push is another customer's other interaction.
    let again = try test.review("secret-review")
    #expect(again != review)
    #expect(try #require(panel(again).customer).name.string != name)
  }

  @Test("Admins only; what one does not see is not there; the etag counts")
  func rights() throws {
    let review = try test.review("r1")
    let name = try #require(panel(review).customer).name.string
    for (actor, role) in [("users/editor", "RESTRICTED"), ("users/watcher", "OBSERVER"), ("workflows/w", "EDITOR")] {
      #expect(throws: InboxError.roleInsufficient(role: role)) { try erase(name, as: actor) }
    }
    let lyon = try #require(panel(test.review("r2", at: "lyon")).customer).name.string
    #expect(throws: InboxError.notFound(name: lyon)) { try erase(lyon, as: "users/editor") }
    #expect(throws: InboxError.etagMismatch(name: name)) { try erase(name, etag: "stale") }
  }
}
