import InboxModel
import InboxStore
import Testing

/// Drafts: etags, revisions, and that nothing else touches them.
struct DraftTests {
  /// Saves as someone.
  private func save(
    _ world: World, _ id: InteractionID, _ text: String, on channel: Channel = .provider,
    if condition: EtagCondition = .any, by caller: Caller? = nil
  ) throws -> DraftSave {
    let caller = caller ?? world.admin
    return try world.write { (tx) throws(InboxError) in
      try tx.saveDraft(ResponseText(text), on: channel, of: id, if: condition, by: caller)
    }
  }

  /// The former texts, newest first.
  private func revisions(_ world: World, _ id: InteractionID) throws -> [DraftRevision] {
    try world.test.read { (tx) throws(InboxError) in
      try tx.draftRevisions(on: .provider, of: id, before: nil, limit: 10, for: world.admin)
    }
  }

  @Test func saveWithTheCurrentEtagContinues() throws {
    let world = try World()
    let id = try world.reviewed()
    let first = try save(world, id, "Thank", if: .none)
    let second = try save(world, id, "Thank you", if: .version(try #require(first.etag)))
    #expect(second.etag != first.etag)
    #expect(second.formerRevision == nil)
    #expect(try revisions(world, id).isEmpty)
    #expect(try world.look(id).drafts == [.provider: "Thank you"])
  }

  @Test func saveWithAnotherEtagConflictsAndCarriesTheCurrentDraft() throws {
    let world = try World()
    let id = try world.reviewed()
    let first = try save(world, id, "one")
    let second = try save(world, id, "two", if: .version(try #require(first.etag)))
    for condition in [EtagCondition.version(try #require(first.etag)), .none] {
      let error = #expect(throws: InboxError.self) { try save(world, id, "three", if: condition) }
      guard case .draftConflict(let current?)? = error else {
        Issue.record("no conflict: \(String(describing: error))")
        return
      }
      #expect(current.content.text == "two")
      #expect(current.etag == second.etag)
    }
    #expect(throws: InboxError.draftConflict(current: nil)) {
      try save(world, id, "x", on: .email, if: .version(Etag(1)))
    }
  }

  @Test func saveWithoutEtagWinsAndKeepsWhatItReplaced() throws {
    let world = try World()
    let id = try world.reviewed()
    _ = try save(world, id, "one")
    let second = try save(world, id, "two", by: world.editor)
    #expect(second.formerRevision == 1)
    let again = try save(world, id, "two", by: world.editor)
    #expect(again.etag == second.etag)
    #expect(again.formerRevision == nil)
    let kept = try revisions(world, id)
    #expect(kept.map(\.content.text) == ["one"])
    #expect(kept[0].cause == .overwritten)
    #expect(kept[0].actor == "users/admin")
  }

  @Test func emptyingDeletes() throws {
    let world = try World()
    let id = try world.reviewed()
    _ = try save(world, id, "one")
    #expect(try save(world, id, " \n").etag == nil)
    #expect(try world.look(id).drafts.isEmpty)
    #expect(try revisions(world, id).map(\.cause) == [.deleted])
    #expect(try save(world, id, "").formerRevision == nil)
  }

  @Test func draftDecidesTheOpeningChannel() throws {
    let world = try World()
    let id = try world.reviewed()
    #expect(try world.look(id).opening == .provider)
    _ = try save(world, id, "sms", on: .sms)
    #expect(try world.look(id).opening == .sms)
    _ = try save(world, id, "mail", on: .email)
    #expect(try world.look(id).opening == .email)
    _ = try save(world, id, "answer")
    #expect(try world.look(id).opening == .provider)
  }

  @Test func nothingElseTouchesADraft() throws {
    let world = try World()
    let id = try world.reviewed()
    let saved = try save(world, id, "one")
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      try tx.assign(["bob"], to: id, by: admin)
      try tx.setStatus(.ignored, of: id, by: admin)
      try tx.setMode(.human, of: id, by: admin)
      try tx.archive(id, by: admin)
      _ = try tx.createNote(NoteDraft(body: "note"), on: id, by: admin)
    }
    try world.push(World.review("r1", "changed", rating: 1, at: 1_700_000_100_000_000, version: 1_700_000_200_000_000))
    let draft = try world.test.read { (tx) throws(InboxError) in try tx.draft(on: .provider, of: id, for: admin) }
    #expect(draft?.etag == saved.etag)
  }

  /// Saves of one actor within a minute are one event; another actor's is another.
  @Test func eventsOfSavesAreShared() throws {
    let world = try World()
    let id = try world.reviewed()
    let before = try world.events(id).count
    var etag = try #require(save(world, id, "a").etag)
    etag = try #require(save(world, id, "ab", if: .version(etag)).etag)
    etag = try #require(save(world, id, "abc", if: .version(etag)).etag)
    #expect(try world.events(id).count == before + 1)
    etag = try #require(save(world, id, "abcd", if: .version(etag), by: world.editor).etag)
    #expect(try world.events(id).count == before + 2)
    world.test.clock.advance(seconds: 61)
    _ = try save(world, id, "abcde", if: .version(etag), by: world.editor)
    #expect(try world.events(id).count == before + 3)
  }

  @Test func whoMayNotIsToldSo() throws {
    let world = try World()
    let id = try world.reviewed()
    #expect(throws: InboxError.roleInsufficient(role: "OBSERVER")) { try save(world, id, "x", by: world.observer) }
    #expect(throws: InboxError.roleInsufficient(role: "VIEWER")) { try save(world, id, "x", by: world.viewer) }
    #expect(throws: InboxError.channelNotOffered(field: "channel", channel: .provider, source: .survey)) {
      try save(world, try world.reviewed("s1", source: .survey), "x")
    }
  }
}
