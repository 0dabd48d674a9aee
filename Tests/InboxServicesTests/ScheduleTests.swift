import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("A response is scheduled, moved, edited, listed and taken back")
struct ScheduleTests {
  /// The store.
  let test: TestInbox
  /// An e-mail conversation.
  let mail: String

  /// A fresh store.
  init() throws {
    test = try TestInbox()
    mail = try test.email("e1")
  }

  /// Schedules a text so many minutes after the clock's beginning.
  private func schedule(
    _ text: String = "", minutes: Int64 = 60, as actor: String = "users/admin", of name: String? = nil,
    _ more: (ScheduleResponseRequest) -> Void = { _ in }
  ) throws -> InboxAPI.ScheduledResponse {
    let response = try test.command(test.interactions.scheduleResponse, as: actor) {
      $0.setName(name ?? mail)
      $0.channel = .email
      $0.setText(text)
      $0.makeScheduleTime().microseconds = Self.beginning + minutes * 60_000_000
      more($0)
    }
    return try #require(response.scheduledResponse)
  }

  /// About when the clock begins.
  private static let beginning: Int64 = 1_795_348_800_000_000

  /// The e-mail channel as the panel shows it.
  private func channel(_ name: String? = nil) throws -> InboxAPI.Channel {
    try #require(try test.query(test.interactions.getInteraction) { $0.setName(name ?? mail) }.interaction).channels[0]
  }

  @Test("What is scheduled is shown on its channel, and counts as unsent")
  func scheduled() throws {
    let answer = try schedule("Merci")
    #expect(answer.text == "Merci" && answer.channel == .email && !answer.automatic)
    #expect(answer.actor == "users/admin" && answer.origin == .user)
    #expect(answer.interaction == mail.text(in: test.arena))
    let shown = try channel()
    #expect(shown.hasUnsent && shown.scheduledResponse?.etag == answer.etag)
    #expect(try schedule("auto", as: "workflows/w1").automatic)
  }

  @Test("The draft is taken and cleared; its etag is checked")
  func draft() throws {
    let saved = try test.command(test.interactions.saveDraft) {
      $0.setName(mail)
      $0.channel = .email
      $0.setText("from the draft")
    }
    let conflict = #expect(throws: InboxError.self) { try schedule { $0.setDraftEtag("none") } }
    #expect(conflict?.reason == "DRAFT_CONFLICT")
    #expect(try schedule { $0.setDraftEtag(saved.etag) }.text == "from the draft")
    #expect(try channel().draft == nil)
  }

  @Test("Moving keeps the text, an etag that is not current is refused")
  func moved() throws {
    let first = try schedule("Merci")
    let moved = try schedule(minutes: 90) { $0.keepScheduledText = true }
    #expect(moved.text == "Merci" && moved.etag != first.etag)
    #expect(moved.scheduleTime?.microseconds == Self.beginning + 90 * 60_000_000)
    let error = #expect(throws: InboxError.self) { try schedule("x") { $0.setEtag(first.etag) } }
    #expect(error?.reason == "ETAG_MISMATCH")
    #expect(throws: InboxError.self) { try schedule("x") { $0.setEtag("none") } }
  }

  @Test("What cannot be scheduled says why")
  func refused() throws {
    let past = #expect(throws: InboxError.self) { try schedule("x", minutes: 0) }
    #expect(past?.reason == "SCHEDULE_TIME_PAST")
    let far = #expect(throws: InboxError.self) { try schedule("x", minutes: 367 * 24 * 60) }
    #expect(far?.reason == "FIELD_OUT_OF_RANGE")
    #expect(throws: InboxError.responseEmpty) { try schedule() }
    #expect(throws: InboxError.responseEmpty) { try schedule(" ") }
    #expect(throws: InboxError.actorNotAllowed) { try schedule("x", as: "connectors/google") }
    let both = #expect(throws: InboxError.self) { try schedule("x") { $0.keepScheduledText = true } }
    #expect(both?.field == "keep_scheduled_text")
    #expect(throws: InboxError.fieldRequired(field: "schedule_time")) {
      try test.command(test.interactions.scheduleResponse) {
        $0.setName(mail)
        $0.channel = .email
        $0.setText("x")
      }
    }
    #expect(throws: InboxError.fieldInvalid(field: "subject", fault: "is given without text and attachments")) {
      try schedule { $0.setSubject("x") }
    }
    let elsewhere = #expect(throws: InboxError.self) { try schedule("x") { $0.channel = .provider } }
    #expect(elsewhere?.reason == "CHANNEL_NOT_OFFERED")
  }

  @Test("validate_only answers as if done and changes nothing")
  func validated() throws {
    #expect(try schedule("x") { $0.validateOnly = true }.text == "x")
    #expect(try channel().scheduledResponse == nil)
    #expect(throws: InboxError.responseEmpty) { try schedule { $0.validateOnly = true } }
  }

  @Test("The list is ordered by time, paged, narrowed, and shows what the caller sees")
  func listed() throws {
    let review = try test.review("r1")
    _ = try schedule("second", minutes: 20)
    _ = try schedule("first", minutes: 10, of: review) { $0.channel = .provider }
    let other = try test.email("e2")
    _ = try schedule("third", minutes: 30, of: other)
    func list(
      as actor: String = "users/admin", _ more: (ListScheduledResponsesRequest) -> Void = { _ in }
    ) throws -> ListScheduledResponsesResponse {
      try test.query(test.inbox.listScheduledResponses, as: actor) {
        $0.setParent("workspaces/demo")
        more($0)
      }
    }
    #expect(try list().scheduledResponses.map(\.text.string) == ["first", "second", "third"])
    var texts: [String] = []
    var token = ""
    repeat {
      let page = try list {
        $0.pageSize = 1
        $0.setPageToken(token)
      }
      texts += page.scheduledResponses.map(\.text.string)
      token = page.nextPageToken.string
    } while !token.isEmpty
    #expect(texts == ["first", "second", "third"])
    let narrowed = try list {
      $0.makeScheduleTime().makeStartTime().microseconds = Self.beginning + 20 * 60_000_000
      $0.scheduleTime?.makeEndTime().microseconds = Self.beginning + 30 * 60_000_000
    }
    #expect(narrowed.scheduledResponses.map(\.text.string) == ["second"])
    #expect(try list(as: "users/editor").scheduledResponses.map(\.text.string) == ["first"])
    #expect(throws: InboxError.pageTokenInvalid) { try list { $0.setPageToken("x") } }
  }

  @Test("The mode is set by users and workflows; the same again changes nothing")
  func mode() throws {
    func set(_ mode: InteractionMode, as actor: String = "users/admin") throws -> InteractionSummary {
      try #require(
        try test.command(test.interactions.setMode, as: actor) {
          $0.setName(mail)
          $0.mode = mode
        }.interaction)
    }
    _ = try schedule("auto", as: "workflows/w1")
    let human = try set(.human, as: "workflows/w1")
    #expect(human.mode == .human && human.hasDraft && human.scheduleTime == nil)
    #expect(try set(.human).etag == human.etag)
    #expect(try channel().draft?.returnReason == .automationBlocked)
    #expect(throws: InboxError.fieldRequired(field: "mode")) { try set(.unspecified) }
    #expect(throws: InboxError.actorNotAllowed) { try set(.ai, as: "connectors/google") }
    #expect(throws: InboxError.roleInsufficient(role: "OBSERVER")) { try set(.ai, as: "users/watcher") }
  }

  @Test("Attributes are set and cleared by name, whatever they belong to; all or none")
  func attributes() throws {
    typealias Fill = (InboxAPI.AttributeValue) -> Void
    func update(_ values: Fill...) throws -> [String] {
      let response = try test.command(test.interactions.updateAttributes) { request in
        request.setName(mail)
        for fill in values { fill(request.values.append()) }
      }
      return response.values.map { "\($0.displayName.string) \($0.text?.string ?? "")\($0.optionID?.string ?? "")" }
    }
    func urgency(_ option: String) -> Fill {
      {
        $0.setDefinition("workspaces/demo/attributeDefinitions/urgency"); $0.setOptionID(option)
      }
    }
    func tier(_ text: String) -> Fill {
      {
        $0.setDefinition("workspaces/demo/attributeDefinitions/tier"); $0.setText(text)
      }
    }
    #expect(try update(urgency("high"), tier("gold")) == ["Urgency high", "Tier gold"])
    let unknown = #expect(throws: InboxError.self) { try update(tier("silver"), urgency("never")) }
    #expect(unknown?.reason == "ATTRIBUTE_OPTION_UNKNOWN")
    #expect(try update(tier("gold")) == ["Urgency high", "Tier gold"], "all or none")
    #expect(try update { $0.setDefinition("workspaces/demo/attributeDefinitions/urgency") } == ["Tier gold"])
    let mismatch = #expect(throws: InboxError.self) {
      try update {
        tier("")($0); $0.number = 1
      }
    }
    #expect(mismatch?.reason == "ATTRIBUTE_TYPE_MISMATCH" && mismatch?.field == "values[0]")
    #expect(throws: InboxError.self) { try update { $0.setDefinition("workspaces/demo/attributeDefinitions/none") } }
    #expect(throws: InboxError.fieldInvalid(field: "values[1].definition", fault: "is given twice")) {
      try update(tier("a"), tier("b"))
    }
    #expect(throws: InboxError.fieldRequired(field: "values")) { try update() }
  }
}
