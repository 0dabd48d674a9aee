import InboxModel
import InboxStore
import SQLite
import Testing

/// Notes: who is told, what they leave alone, who may.
struct NoteTests {
  /// Writes a note as someone.
  private func note(
    _ world: World, _ id: InteractionID, _ body: String, mentions: [String] = [], replyTo: NoteID? = nil,
    by caller: Caller? = nil
  ) throws -> Note {
    let caller = caller ?? world.admin
    return try world.write { (tx) throws(InboxError) in
      try tx.createNote(NoteDraft(body: body, mentions: mentions, replyTo: replyTo), on: id, by: caller)
    }
  }

  /// Who was told what, in order.
  private func told(_ world: World) throws -> [String] {
    let database = try Database(path: world.test.directory + "/inbox.sqlite", role: .reader)
    var cursor = try database.use(Query("SELECT user_id, type FROM notification ORDER BY notification"))
    var rows: [String] = []
    while try cursor.step() { rows.append("\(cursor.text()) \(cursor.int())") }
    return rows
  }

  @Test func notesListOldestFirstByPages() throws {
    let world = try World()
    let id = try world.reviewed()
    let written = try (1...5).map { try note(world, id, "note \($0)") }
    func page(after: NoteID?) throws -> ([String], Bool) {
      let page = try world.test.read { (tx) throws(InboxError) in
        try tx.notes(of: id, after: after, limit: 2, for: world.viewer)
      }
      return (page.notes.map(\.body), page.hasMore)
    }
    #expect(try page(after: nil) == (["note 1", "note 2"], true))
    #expect(try page(after: written[3].id) == (["note 5"], false))
    #expect(try world.look(id).noteCount == 5)
    #expect(written[0].authorDisplayName == "Ada")
  }

  @Test func mentionedAndRepliedToAreToldOnceAndNeverOneself() throws {
    let world = try World()
    let id = try world.reviewed()
    let first = try note(world, id, "look", mentions: ["eve", "admin", "eve"])
    _ = try note(world, id, "yes", mentions: ["admin"], replyTo: first.id, by: world.editor)
    _ = try note(world, id, "and", replyTo: first.id, by: world.editor)
    _ = try note(world, id, "self", replyTo: first.id)
    #expect(try told(world) == ["eve 2", "admin 2", "admin 3"])
  }

  @Test func noteLeavesTheInteractionAlone() throws {
    let world = try World()
    let id = try world.reviewed()
    let before = try world.look(id)
    world.test.clock.advance(seconds: 60)
    _ = try note(world, id, "internal")
    var after = try world.look(id)
    after.noteCount = 0
    #expect(after == before)
  }

  @Test func refusals() throws {
    let world = try World()
    let id = try world.reviewed()
    let lyon = try world.push(World.review("l1", source: .tripadvisor))[0].interaction
    #expect(throws: InboxError.roleInsufficient(role: "OBSERVER")) { try note(world, id, "x", by: world.observer) }
    #expect(throws: InboxError.roleInsufficient(role: "VIEWER")) { try note(world, id, "x", by: world.viewer) }
    #expect(throws: InboxError.notFound(name: "workspaces/demo/interactions/\(lyon)")) {
      try note(world, lyon, "x", by: world.editor)
    }
    #expect(throws: InboxError.userWithoutAccess(user: "eve")) { try note(world, lyon, "x", mentions: ["eve"]) }
    #expect(throws: InboxError.notFound(name: "workspaces/demo/users/nobody")) {
      try note(world, id, "x", mentions: ["nobody"])
    }
    #expect(throws: InboxError.fieldRequired(field: "body")) { try note(world, id, " ") }
    #expect(throws: InboxError.self) { try note(world, id, "x", replyTo: NoteID(1)) }
  }
}
