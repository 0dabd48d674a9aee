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

  /// The rows of the view MENTIONS, in order.
  private func mentioned(_ world: World) throws -> [String] {
    let database = try Database(path: world.test.directory + "/inbox.sqlite", role: .reader)
    var cursor = try database.use(Query("SELECT user_id, kind FROM note_mention ORDER BY user_id, note"))
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

  @Test func editTellsOnlyThoseNeverMentionedBefore() throws {
    let world = try World()
    let id = try world.reviewed()
    let first = try note(world, id, "look", mentions: ["eve"])
    func edit(_ mentions: [String]) throws {
      try world.write { (tx) throws(InboxError) in
        _ = try tx.updateNote(first.id, of: id, NoteEdit(mentions: mentions), by: world.admin)
      }
    }
    try edit(["eve", "bob", "admin"])
    #expect(try mentioned(world) == ["admin 1", "bob 1", "eve 1"])
    try edit([])
    #expect(try mentioned(world) == [])
    try edit(["eve", "bob", "vic"])
    #expect(try told(world) == ["eve 2", "bob 2", "vic 2"])
    #expect(try mentioned(world) == ["bob 1", "eve 1", "vic 1"])
  }

  @Test func deletionTakesMentionsAndRevisionsAlong() throws {
    let world = try World()
    let id = try world.reviewed()
    let first = try note(world, id, "look", mentions: ["eve"])
    let reply = try note(world, id, "yes", replyTo: first.id, by: world.editor)
    #expect(try mentioned(world) == ["admin 2", "eve 1"])
    try world.write { (tx) throws(InboxError) in
      _ = try tx.updateNote(first.id, of: id, NoteEdit(body: "see"), by: world.admin)
      _ = try tx.deleteNote(first.id, of: id, by: world.admin)
    }
    #expect(try mentioned(world) == ["admin 2"])
    #expect(
      try world.test.read { (tx) throws(InboxError) in
        try tx.noteRevisions(of: first.id, of: id, before: nil, limit: 9, for: world.admin)
      }.isEmpty)
    try world.write { (tx) throws(InboxError) in _ = try tx.deleteNote(reply.id, of: id, by: world.editor) }
    #expect(try mentioned(world) == [] && world.look(id).noteCount == 0)
    #expect(try world.events(id).suffix(3) == [.noteUpdated, .noteDeleted, .noteDeleted])
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
