import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Notes are internal, flat, oldest first")
struct NoteTests {
  /// The store.
  let test: TestInbox
  /// A review in Paris.
  let review: String

  /// A fresh store.
  init() throws {
    test = try TestInbox()
    review = try test.review("r1")
  }

  /// Writes a note.
  @discardableResult
  private func write(
    _ body: String, on parent: String? = nil, as actor: String = "users/admin",
    _ more: (CreateNoteRequest) -> Void = { _ in }
  ) throws -> InboxAPI.Note {
    let response = try test.command(test.notes.createNote, as: actor) {
      $0.setParent(parent ?? review)
      $0.setBody(body)
      more($0)
    }
    return try #require(response.note)
  }

  @Test("A note says who wrote it, whom it mentions and what it replies to")
  func written() throws {
    let first = try write("Who takes this?") { $0.mentions.append("workspaces/demo/users/editor") }
    #expect(first.name.string.hasPrefix(review + "/notes/") && first.author == "users/admin")
    #expect(first.authorDisplayName == "Ada Admin" && first.mentions.map(\.string) == ["workspaces/demo/users/editor"])
    #expect(first.updateTime == nil && first.revisionCount == 0 && !first.etag.isEmpty && first.deleteTime == nil)
    let reply = try write("I do", as: "users/editor") { $0.setReplyTo(first.name) }
    #expect(reply.replyTo == first.name)
    let read = try test.query(test.notes.getNote, as: "users/viewer") { $0.setName(first.name) }
    #expect(read.note?.body == "Who takes this?")
    let panel = try test.query(test.interactions.getInteraction) { $0.setName(review) }
    #expect(panel.interaction?.noteCount == 2 && panel.interaction?.messageCount == 1)
  }

  @Test("Notes are listed page by page")
  func listed() throws {
    for number in 0..<5 { try write("note \(number)") }
    var bodies: [String] = []
    var token = ""
    repeat {
      let page = try test.query(test.notes.listNotes) {
        $0.setParent(review)
        $0.pageSize = 2
        $0.setPageToken(token)
      }
      bodies += page.notes.map(\.body.string)
      token = page.nextPageToken.string
    } while !token.isEmpty && bodies.count < 9
    #expect(bodies == (0..<5).map { "note \($0)" })
  }

  @Test("A body is needed, and 10,000 characters are the most")
  func limits() throws {
    #expect(throws: InboxError.fieldRequired(field: "body")) { try write(" \n") }
    try write(String(repeating: "é", count: 10_000))
    #expect(throws: InboxError.textTooLong(field: "body", length: 10_001, limit: 10_000)) {
      try write(String(repeating: "é", count: 10_001))
    }
    #expect(throws: InboxError.tooManyItems(field: "mentions", count: 51, limit: 50)) {
      try write("x") { request in for _ in 0..<51 { request.mentions.append("workspaces/demo/users/admin") } }
    }
  }

  @Test("Mentions are of this workspace's active users who see the interaction")
  func mentions() throws {
    let lyon = try test.review("r2", at: "lyon")
    func mention(_ name: String, on parent: String) throws {
      try write("x", on: parent) { $0.mentions.append(name) }
    }
    #expect(throws: InboxError.notFound(name: "workspaces/demo/users/nobody")) {
      try mention("workspaces/demo/users/nobody", on: review)
    }
    #expect(throws: InboxError.notFound(name: "workspaces/other/users/admin")) {
      try mention("workspaces/other/users/admin", on: review)
    }
    #expect(throws: InboxError.userDeactivated(user: "gone")) { try mention("workspaces/demo/users/gone", on: review) }
    #expect(throws: InboxError.userWithoutAccess(user: "editor")) {
      try mention("workspaces/demo/users/editor", on: lyon)
    }
    #expect(throws: InboxError.nameInvalid(field: "mentions[0]", expected: "workspaces/{workspace}/users/{user}")) {
      try mention("users/admin", on: review)
    }
  }

  @Test("A reply is to a note of the same interaction")
  func replies() throws {
    let lyon = try test.review("r2", at: "lyon")
    let elsewhere = try write("x", on: lyon).name.string
    #expect(throws: InboxError.notFound(name: elsewhere)) { try write("x") { $0.setReplyTo(elsewhere) } }
    let missing = review + "/notes/0000000000001"
    #expect(throws: InboxError.notFound(name: missing)) { try write("x") { $0.setReplyTo(missing) } }
  }

  @Test("A file that is not there is not put on a note")
  func attachments() throws {
    let missing = "workspaces/demo/attachments/0000000000001"
    #expect(throws: InboxError.notFound(name: missing)) { try write("x") { $0.attachments.append(missing) } }
    #expect(throws: InboxError.fieldRequired(field: "body")) { try write("") }
  }

  @Test("Viewers and observers read; what is out of sight is not found, faults or not")
  func rights() throws {
    let lyon = try test.review("r2", at: "lyon")
    let note = try write("x", on: lyon).name.string
    for body in ["", "x"] {
      #expect(throws: InboxError.roleInsufficient(role: "VIEWER")) { try write(body, as: "users/viewer") }
      #expect(throws: InboxError.roleInsufficient(role: "OBSERVER")) { try write(body, as: "users/watcher") }
      #expect(throws: InboxError.notFound(name: lyon)) { try write(body, on: lyon, as: "users/editor") }
    }
    #expect(throws: InboxError.notFound(name: lyon)) {
      try test.query(test.notes.getNote, as: "users/viewer") { $0.setName(note) }
    }
    #expect(throws: InboxError.notFound(name: lyon)) {
      try test.query(test.notes.listNotes, as: "users/viewer") {
        $0.setParent(lyon)
        $0.setPageToken("nonsense")
      }
    }
    #expect(try test.query(test.notes.listNotes, as: "users/watcher") { $0.setParent(lyon) }.notes.count == 1)
  }

  @Test("In the trash nothing is written")
  func trashed() throws {
    _ = try test.command(test.interactions.deleteInteraction) { $0.setName(review) }
    #expect(throws: InboxError.interactionTrashed) { try write("x") }
  }

  /// Edits a note.
  private func edit(
    _ note: InboxAPI.Note, as actor: String = "users/admin", _ fill: (UpdateNoteRequest) -> Void
  ) throws -> InboxAPI.Note {
    let response = try test.command(test.notes.updateNote, as: actor) {
      $0.setName(note.name)
      fill($0)
    }
    return try #require(response.note)
  }

  /// Deletes a note.
  private func delete(_ note: InboxAPI.Note, as actor: String = "users/admin", etag: String = "") throws
    -> InboxAPI.Note
  {
    let response = try test.command(test.notes.deleteNote, as: actor) {
      $0.setName(note.name)
      $0.setEtag(etag)
    }
    return try #require(response.note)
  }

  /// The former texts of a note, page by page.
  private func revisions(of note: InboxAPI.Note, as actor: String = "users/admin", pageSize: Int32 = 2) throws
    -> [String]
  {
    var bodies: [String] = []
    var token = ""
    repeat {
      let page = try test.query(test.notes.listNoteRevisions, as: actor) {
        $0.setParent(note.name)
        $0.pageSize = pageSize
        $0.setPageToken(token)
      }
      bodies += page.revisions.map { "\($0.revision) \($0.body.string)" }
      token = page.nextPageToken.string
    } while !token.isEmpty
    return bodies
  }

  @Test("An edit keeps the former text, and changing nothing keeps the etag")
  func edited() throws {
    let first = try write("one") { $0.mentions.append("workspaces/demo/users/editor") }
    let second = try edit(first) { $0.setBody("two") }
    #expect(second.body == "two" && second.revisionCount == 1 && second.updateTime != nil && second.etag != first.etag)
    #expect(second.mentions.count == 1 && second.createTime?.microseconds == first.createTime?.microseconds)
    #expect(try edit(second) { $0.setBody("two") }.etag == second.etag)
    let third = try edit(second) {
      $0.setEtag(second.etag)
      $0.makeUpdateMask().paths.append("mentions")
      $0.setBody("passed over")
    }
    #expect(third.body == "two" && third.mentions.isEmpty && third.revisionCount == 2)
    #expect(throws: InboxError.etagMismatch(name: first.name.string)) {
      try edit(third) {
        $0.setBody("three")
        $0.setEtag(first.etag)
      }
    }
    _ = try edit(third) { $0.setBody("three") }
    #expect(try revisions(of: first) == ["3 two", "2 two", "1 one"])
  }

  @Test("Only the author edits; the author and admins delete; viewers and observers do neither")
  func whoMayChange() throws {
    let note = try write("mine", as: "users/editor")
    #expect(throws: InboxError.noteNotYours) { try edit(note, as: "users/admin") { $0.setBody("yours") } }
    #expect(throws: InboxError.noteNotYours) { try delete(write("the admin's"), as: "users/editor") }
    for (actor, role) in [("users/viewer", "VIEWER"), ("users/watcher", "OBSERVER")] {
      #expect(throws: InboxError.roleInsufficient(role: role)) { try edit(note, as: actor) { $0.setBody("") } }
      #expect(throws: InboxError.roleInsufficient(role: role)) { try delete(note, as: actor) }
    }
    #expect(try delete(note, as: "users/admin").deleteActor == "users/admin")
  }

  @Test("A deleted note is a tombstone in its place, without text, mentions or former texts")
  func deleted() throws {
    let note = try write("secret") { $0.mentions.append("workspaces/demo/users/editor") }
    let reply = try write("reply", as: "users/editor") { $0.setReplyTo(note.name) }
    let edited = try edit(note) { $0.setBody("secret two") }
    #expect(throws: InboxError.etagMismatch(name: note.name.string)) { try delete(note, etag: note.etag.string) }
    let gone = try delete(note, etag: edited.etag.string)
    #expect(gone.body.isEmpty && gone.mentions.isEmpty && gone.revisionCount == 0 && gone.deleteTime != nil)
    #expect(gone.author == "users/admin" && gone.createTime?.microseconds == note.createTime?.microseconds)
    #expect(try delete(note).etag == gone.etag)
    #expect(try revisions(of: note).isEmpty)
    let listed = try test.query(test.notes.listNotes) { $0.setParent(review) }.notes
    #expect(listed.map(\.name.string) == [note.name.string, reply.name.string] && listed[0].body.isEmpty)
    #expect(throws: InboxError.noteDeleted) { try edit(note) { $0.setBody("again") } }
    #expect(throws: InboxError.noteDeleted) { try write("x") { $0.setReplyTo(note.name) } }
  }

  @Test("An edit is judged as the note was: text, mentions, mask, trash")
  func editRefusals() throws {
    let note = try write("x")
    #expect(throws: InboxError.fieldRequired(field: "body")) {
      try edit(note) { $0.makeUpdateMask().paths.append("body") }
    }
    #expect(throws: InboxError.updateMaskInvalid(field: "author")) {
      try edit(note) { $0.makeUpdateMask().paths.append("author") }
    }
    #expect(throws: InboxError.userDeactivated(user: "gone")) {
      try edit(note) { $0.mentions.append("workspaces/demo/users/gone") }
    }
    _ = try test.command(test.interactions.deleteInteraction) { $0.setName(review) }
    #expect(throws: InboxError.interactionTrashed) { try edit(note) { $0.setBody("y") } }
    #expect(throws: InboxError.interactionTrashed) { try delete(note) }
  }

  @Test("What is said in notes reaches nobody who may not read them, on any way")
  func hidden() throws {
    let lyon = try test.review("r2", at: "lyon")
    let note = try write("the codeword is heron", on: lyon)
    _ = try edit(note) { $0.setBody("the codeword is egret") }
    for actor in ["users/editor", "users/viewer"] {
      #expect(throws: InboxError.notFound(name: lyon)) { try revisions(of: note, as: actor) }
      #expect(throws: InboxError.notFound(name: lyon)) { try edit(note, as: actor) { $0.setBody("z") } }
      #expect(throws: InboxError.notFound(name: lyon)) { try delete(note, as: actor) }
    }
    #expect(throws: InboxError.notFound(name: note.name.string)) {
      try test.query(test.notes.getNote, in: "other") { $0.setName(note.name) }
    }
    let thread = try test.query(test.interactions.listMessages) { $0.setParent(lyon) }
    #expect(!thread.messages.contains { $0.text.string.contains("codeword") })
    let row = try test.query(test.inbox.listInteractions) { $0.setParent("workspaces/demo") }.interactions
    #expect(!row.contains { $0.snippet.string.contains("codeword") })
  }
}
