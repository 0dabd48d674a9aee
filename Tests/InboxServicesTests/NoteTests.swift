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

  @Test("Files on notes are not answered yet, and say so")
  func attachments() throws {
    #expect(throws: InboxError.methodUnimplemented("attachments in inbox.v1.NotesService/CreateNote")) {
      try write("x") { $0.attachments.append("workspaces/demo/attachments/0000000000001") }
    }
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
}
