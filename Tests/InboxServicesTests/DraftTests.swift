import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Drafts are saved by etag or by force, and nothing is lost")
struct DraftTests {
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

  /// Saves a draft.
  @discardableResult
  private func save(
    _ text: String, etag: String = "", on channel: ChannelType = .email, of name: String? = nil,
    as actor: String = "users/admin", _ more: (SaveDraftRequest) -> Void = { _ in }
  ) throws -> SaveDraftResponse {
    try test.command(test.interactions.saveDraft, as: actor) {
      $0.setName(name ?? mail)
      $0.channel = channel
      $0.setText(text)
      $0.setEtag(etag)
      more($0)
    }
  }

  /// The channels of an interaction.
  private func channels(of name: String) throws -> RepeatedView<InboxAPI.Channel> {
    try #require(try test.query(test.interactions.getInteraction) { $0.setName(name) }.interaction).channels
  }

  /// The former texts of the mail's draft.
  private func revisions(size: Int32 = 20, token: String = "") throws -> ListDraftRevisionsResponse {
    try test.query(test.interactions.listDraftRevisions) {
      $0.setParent(mail)
      $0.channel = .email
      $0.pageSize = size
      $0.setPageToken(token)
    }
  }

  @Test("A saved draft shows on its channel, which then opens")
  func saved() throws {
    let first = try save("Merci !", of: review) { $0.setSubject("Re: Dîner") }
    #expect(!first.etag.isEmpty && first.formerRevision == 0 && first.updateTime != nil)
    let channels = try channels(of: review)
    #expect(channels.map(\.opens) == [false, true, false] && channels.map(\.hasUnsent) == [false, true, false])
    let draft = try #require(channels[1].draft)
    #expect(draft.text == "Merci !" && draft.subject == "Re: Dîner" && draft.etag == first.etag)
    #expect(draft.channel == .email && draft.origin == .user && draft.updateActor == "users/admin")
    #expect(draft.interaction == review.text(in: test.arena) && draft.textFormat == .plain)
    #expect(channels[0].draft == nil)
  }

  @Test(
    "A save with the etag of the draft it was made from goes on; with another it is a conflict that brings the draft")
  func conflict() throws {
    let first = try save("one").etag.string
    let second = try save("two", etag: first).etag.string
    #expect(first != second)
    #expect(try revisions().revisions.isEmpty)
    let error = #expect(throws: InboxError.self) { try save("three", etag: first) }
    guard case .draftConflict(let current?) = error else {
      Issue.record("not a conflict: \(String(describing: error))")
      return
    }
    #expect(current.content.text == "two" && current.etag.description == second)
    #expect(throws: InboxError.self) { try save("three", etag: "not-an-etag") }
  }

  @Test("The etag none means: only if there is no draft")
  func noneEtag() throws {
    try save("one", etag: "none")
    #expect(throws: InboxError.self) { try save("two", etag: "none") }
  }

  @Test("A save without an etag wins and keeps what it replaced; saving the same changes nothing")
  func overwrite() throws {
    let first = try save("one").etag.string
    #expect(try save("one").etag.string == first)
    let second = try save("two")
    #expect(second.formerRevision == 1)
    let kept = try revisions().revisions
    #expect(kept.map(\.text.string) == ["one"] && kept.map(\.cause) == [.overwritten])
    #expect(kept.first?.author == "users/admin" && kept.first?.saveTime != nil && kept.first?.createTime != nil)
  }

  @Test("White space alone deletes the draft; its text is kept", arguments: ["", "  \n\t", "\u{00A0}"])
  func emptied(_ text: String) throws {
    try save("one")
    let emptied = try save(text)
    #expect(emptied.etag.isEmpty && emptied.formerRevision == 1)
    #expect(try channels(of: mail)[0].draft == nil)
  }

  @Test("Deleting keeps the text, and deleting again changes nothing")
  func deleted() throws {
    try save("one")
    let first = try test.command(test.interactions.deleteDraft) {
      $0.setName(mail)
      $0.channel = .email
    }
    #expect(first.formerRevision == 1)
    let second = try test.command(test.interactions.deleteDraft) {
      $0.setName(mail)
      $0.channel = .email
    }
    #expect(second.formerRevision == 0)
    #expect(try revisions().revisions.map(\.cause) == [.deleted])
  }

  @Test("Former texts are listed newest first, page by page, and can be restored")
  func restored() throws {
    for number in 1...5 { try save("text \(number)") }
    let page = try revisions(size: 3)
    #expect(page.revisions.map(\.text.string) == ["text 4", "text 3", "text 2"])
    let rest = try revisions(size: 3, token: page.nextPageToken.string)
    #expect(rest.revisions.map(\.text.string) == ["text 1"] && rest.nextPageToken.isEmpty)
    let restored = try test.command(test.interactions.restoreDraft) {
      $0.setName(mail)
      $0.channel = .email
      $0.revision = page.revisions[1].revision
    }
    #expect(restored.draft?.text == "text 3")
    let latest = try #require(try revisions().revisions.first)
    #expect(latest.text == "text 5" && latest.cause == .restored)
    #expect(throws: InboxError.notFound(name: "\(mail) revision 99")) {
      try test.command(test.interactions.restoreDraft) {
        $0.setName(mail)
        $0.channel = .email
        $0.revision = 99
      }
    }
  }

  @Test("Limits: the longest text is taken, one character more is refused; characters are counted, not bytes")
  func limits() throws {
    for (channel, limit, name) in [(ChannelType.email, 100_000, mail), (.sms, 1600, mail), (.provider, 4096, review)] {
      try save(String(repeating: "é", count: limit), on: channel, of: name)
      #expect(throws: InboxError.textTooLong(field: "text", length: limit + 1, limit: limit)) {
        try save(String(repeating: "é", count: limit + 1), on: channel, of: name)
      }
    }
    try save("x") { $0.setSubject(String(repeating: "s", count: 250)) }
    #expect(throws: InboxError.textTooLong(field: "subject", length: 251, limit: 250)) {
      try save("x") { $0.setSubject(String(repeating: "s", count: 251)) }
    }
    #expect(throws: InboxError.tooManyItems(field: "attachments", count: 21, limit: 20)) {
      try save("x") { request in
        for _ in 0..<21 { request.attachments.append("workspaces/demo/attachments/0000000000001") }
      }
    }
  }

  @Test("HTML goes on e-mail, and only its safe subset")
  func html() throws {
    try save("<p>Merci</p>") { $0.textFormat = .html }
    #expect(throws: InboxError.htmlNotAllowed(field: "text", element: "<script>")) {
      try save("<script>x</script>") { $0.textFormat = .html }
    }
    let refused = #expect(throws: InboxError.self) { try save("<p>x</p>", on: .sms) { $0.textFormat = .html } }
    #expect(refused?.reason == "HTML_NOT_ALLOWED")
  }

  @Test("A channel must be given, known and the source's")
  func channelRules() throws {
    #expect(throws: InboxError.fieldRequired(field: "channel")) { try save("x", on: .unspecified) }
    #expect(throws: InboxError.fieldInvalid(field: "channel", fault: "has the unknown value 7")) {
      try save("x", on: .unrecognized(7))
    }
    #expect(throws: InboxError.channelNotOffered(field: "channel", channel: .provider, source: .email)) {
      try save("x", on: .provider)
    }
    #expect(throws: InboxError.channelNotOffered(field: "channel", channel: .provider, source: .email)) {
      try test.query(test.interactions.listDraftRevisions) {
        $0.setParent(mail)
        $0.channel = .provider
      }
    }
  }

  @Test("Rights come before faults: not found, then not allowed, then what is wrong")
  func rights() throws {
    // A viewer sees the review and not the e-mail, which is at no location.
    for channel in [ChannelType.email, .unspecified] {
      #expect(throws: InboxError.notFound(name: mail)) { try save("x", on: channel, as: "users/viewer") }
      #expect(throws: InboxError.roleInsufficient(role: "VIEWER")) {
        try save("x", on: channel, of: review, as: "users/viewer")
      }
      #expect(throws: InboxError.roleInsufficient(role: "OBSERVER")) {
        try save("x", on: channel, of: review, as: "users/watcher")
      }
    }
    try save("x", of: review, as: "users/editor")
    #expect(throws: InboxError.notFound(name: mail)) {
      try test.query(test.interactions.listDraftRevisions, as: "users/viewer") { $0.setParent(mail) }
    }
  }

  @Test("An attachment of another workspace, or one that is not there, is not found")
  func foreignAttachments() throws {
    for workspace in ["demo", "other"] {
      let name = "workspaces/\(workspace)/attachments/0000000000001"
      #expect(throws: InboxError.notFound(name: name)) {
        try save("x") { $0.attachments.append(name) }
      }
    }
  }
}
