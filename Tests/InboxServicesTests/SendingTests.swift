import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("A response is sent in one step: message, draft, status")
struct SendingTests {
  /// The store.
  let test: TestInbox
  /// An e-mail conversation; a review.
  let mail, review: String

  /// A fresh store.
  init() throws {
    test = try TestInbox()
    mail = try test.email("e1")
    review = try test.review("r1")
  }

  /// Sends.
  private func send(
    _ text: String, on channel: ChannelType = .email, of name: String? = nil, as actor: String = "users/admin",
    _ more: (SendResponseRequest) -> Void = { _ in }
  ) throws -> SendResponseResponse {
    try test.command(test.interactions.sendResponse, as: actor) {
      $0.setName(name ?? mail)
      $0.channel = channel
      $0.setText(text)
      more($0)
    }
  }

  /// Saves a draft and gives its etag.
  private func save(_ text: String, on channel: ChannelType = .email, of name: String? = nil) throws -> String {
    try test.command(test.interactions.saveDraft) {
      $0.setName(name ?? mail)
      $0.channel = channel
      $0.setText(text)
    }.etag.string
  }

  /// An interaction's panel.
  private func panel(_ name: String) throws -> InboxAPI.Interaction {
    try #require(try test.query(test.interactions.getInteraction) { $0.setName(name) }.interaction)
  }

  @Test("Sending the draft queues it, clears it and sets the status")
  func draft() throws {
    let etag = try save("Merci !")
    let sent = try send("") { $0.setDraftEtag(etag) }
    #expect(sent.outcome == .queued && sent.status == .processed && sent.draft == nil)
    let message = try #require(sent.message)
    #expect(message.text == "Merci !" && message.state == .queued && message.direction == .outbound)
    #expect(message.author == "users/admin" && message.authorDisplayName == "Ada Admin" && !message.automatic)
    #expect(message.channel == .email && message.origin == .user)
    let after = try panel(mail)
    #expect(after.status == .processed && after.channels[0].draft == nil && after.waitingSinceTime == nil)
    #expect(after.etag == sent.interactionEtag && after.messageCount == 2)
  }

  @Test("Text given goes before the draft, which is kept as a revision if it is other text")
  func givenText() throws {
    _ = try save("draft")
    #expect(try send("given").message?.text == "given")
    let kept = try test.query(test.interactions.listDraftRevisions) {
      $0.setParent(mail)
      $0.channel = .email
    }.revisions
    #expect(kept.map(\.text.string) == ["draft"] && kept.map(\.cause) == [.superseded])
  }

  @Test("A second response to a review replaces the first in place")
  func replacement() throws {
    let first = try #require(try send("one", on: .provider, of: review).message)
    let second = try #require(try send("two", on: .provider, of: review).message)
    #expect(first.name == second.name)
    let thread = try test.query(test.interactions.listMessages) { $0.setParent(review) }
    #expect(thread.messages.count == 2)
    let shown = try #require(thread.messages.last)
    #expect(shown.text == "two" || shown.replacement?.text == "two")
  }

  @Test("Nothing to send is told")
  func empty() throws {
    #expect(throws: InboxError.responseEmpty) { try send("") }
    #expect(throws: InboxError.responseEmpty) { try send(" \n ") }
  }

  @Test("An unusable channel says why, and the text stays")
  func unusable() throws {
    let etag = try save("x", of: review)
    #expect(throws: InboxError.channelUnusable(channel: .email, reason: .customerEmailMissing)) {
      try send("", of: review)
    }
    #expect(throws: InboxError.channelUnusable(channel: .sms, reason: .customerPhoneMissing)) {
      try send("x", on: .sms, of: review)
    }
    #expect(try panel(review).channels[1].draft?.etag == etag.text(in: test.arena))
  }

  @Test("A draft that changed is not sent")
  func conflict() throws {
    let old = try save("one")
    _ = try save("two")
    let error = #expect(throws: InboxError.self) { try send("") { $0.setDraftEtag(old) } }
    #expect(error?.reason == "DRAFT_CONFLICT")
    #expect(try panel(mail).status == .pending)
  }

  @Test("validate_only tells what would happen and changes nothing")
  func validateOnly() throws {
    let etag = try save("x")
    let before = try panel(mail)
    let answer = try send("") { $0.validateOnly = true }
    #expect(answer.outcome == .queued && answer.status == .processed && answer.message == nil)
    let after = try panel(mail)
    #expect(after.etag == before.etag && after.status == .pending && after.messageCount == 1)
    #expect(after.channels[0].draft?.etag == etag.text(in: test.arena))
    #expect(throws: InboxError.responseEmpty) { try send("", on: .sms) { $0.validateOnly = true } }
    // What is sent for real afterwards has its events in order.
    #expect(try send("").outcome == .queued)
  }

  @Test("Fields that contradict each other are refused")
  func contradictions() throws {
    #expect(
      throws: InboxError.fieldInvalid(
        field: "send_scheduled", fault: "is given together with text or attachments")
    ) { try send("x") { $0.sendScheduled = true } }
    #expect(throws: InboxError.fieldInvalid(field: "subject", fault: "is given without text and attachments")) {
      try send("") { $0.setSubject("x") }
    }
    #expect(throws: InboxError.fieldInvalid(field: "scheduled_etag", fault: "is given without send_scheduled")) {
      try send("x") { $0.setScheduledEtag("x") }
    }
    #expect(throws: InboxError.responseEmpty) { try send("") { $0.sendScheduled = true } }
  }

  @Test("In the trash nothing is sent")
  func trashed() throws {
    _ = try test.command(test.interactions.deleteInteraction) { $0.setName(mail) }
    #expect(throws: InboxError.interactionTrashed) { try send("x") }
  }

  @Test("A workflow's send is automatic, and blocked into a draft while the mode is HUMAN")
  func automation() throws {
    #expect(try send("auto", as: "workflows/w1").message?.automatic == true)
    let id = try #require(InteractionID(String(mail.suffix(13))))
    try test.write { (transaction) throws(InboxError) in
      let admin = try transaction.caller(workspace: "demo", actor: .user("admin"))
      try transaction.setMode(.human, of: id, by: admin)
    }
    let blocked = try send("auto again", as: "workflows/w1")
    #expect(blocked.outcome == .blocked && blocked.message == nil)
    #expect(blocked.draft?.text == "auto again" && blocked.draft?.returnReason == .automationBlocked)
    #expect(try send("by hand").outcome == .queued)
  }

  @Test("Rights come before faults", arguments: ["", "x"])
  func rights(_ text: String) throws {
    #expect(throws: InboxError.notFound(name: mail)) { try send(text, on: .unspecified, as: "users/editor") }
    #expect(throws: InboxError.roleInsufficient(role: "OBSERVER")) {
      try send(text, on: .unspecified, as: "users/watcher")
    }
    #expect(throws: InboxError.roleInsufficient(role: "VIEWER")) {
      try send(text, on: .provider, of: review, as: "users/viewer")
    }
  }
}
