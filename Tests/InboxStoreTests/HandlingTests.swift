import InboxModel
import InboxStore
import Testing

/// Status, mode, place, pins, assignments, keywords.
struct HandlingTests {
  @Test func everyStatusFollowsEveryOther() throws {
    let world = try World()
    let id = try world.reviewed()
    let admin = world.admin
    for before in Status.allCases {
      for after in Status.allCases {
        try world.write { (tx) throws(InboxError) in try tx.setStatus(before, of: id, by: admin) }
        let events = try world.events(id).count
        try world.write { (tx) throws(InboxError) in try tx.setStatus(after, of: id, by: admin) }
        #expect(try world.look(id).status == after)
        #expect(try world.events(id).count == events + (before == after ? 0 : 1))
      }
    }
  }

  /// Archive and trash are independent: undoing restores exactly the former place.
  @Test func undoRestoresTheFormerPlace() throws {
    let world = try World()
    let id = try world.reviewed()
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      try tx.archive(id, by: admin)
      try tx.trash(id, by: admin)
      try tx.trash(id, by: admin)
    }
    #expect(try world.look(id).trashCause == .deleted)
    try world.write { (tx) throws(InboxError) in try tx.undelete(id, by: admin) }
    #expect(try world.look(id).isArchived)
    try world.write { (tx) throws(InboxError) in
      try tx.unarchive(id, by: admin)
      try tx.unarchive(id, by: admin)
    }
    #expect(try !world.look(id).isArchived)
    #expect(try world.events(id).suffix(4) == [.archived, .trashed, .undeleted, .unarchived])
  }

  @Test func pinsAreEachUsersOwn() throws {
    let world = try World()
    let id = try world.reviewed()
    let (observer, workflow) = (world.observer, world.workflow)
    try world.write { (tx) throws(InboxError) in
      try tx.pin(id, by: observer)
      try tx.pin(id, by: observer)
    }
    #expect(try world.look(id, as: observer).isPinned)
    #expect(try !world.look(id).isPinned)
    #expect(throws: InboxError.actorInvalid) {
      try world.write { (tx) throws(InboxError) in try tx.pin(id, by: workflow) }
    }
    try world.write { (tx) throws(InboxError) in try tx.unpin(id, by: observer) }
    #expect(try !world.look(id, as: observer).isPinned)
    #expect(try world.events(id).suffix(2) == [.pinned, .unpinned])
  }

  @Test func assigningIsIdempotentAndChecksTheUser() throws {
    let world = try World()
    let id = try world.reviewed()
    let other = try world.reviewed("t1", source: .tripadvisor)
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      try tx.assign(["bob", "eve"], to: id, by: admin)
      try tx.assign(["eve"], to: id, by: admin)
    }
    #expect(try world.look(id).assignees.sorted() == ["bob", "eve"])
    #expect(try world.events(id).filter { $0 == .usersAssigned }.count == 1)
    let refusals: [(String, InteractionID, InboxError)] = [
      ("ole", id, .userIsObserver(user: "ole")), ("vic", id, .userWithoutAccess(user: "vic")),
      ("eve", other, .userWithoutAccess(user: "eve")), ("nn", id, .notFound(name: "workspaces/demo/users/nn")),
    ]
    for (user, interaction, error) in refusals {
      #expect(throws: error) {
        try world.write { (tx) throws(InboxError) in try tx.assign([user], to: interaction, by: admin) }
      }
    }
    try world.write { (tx) throws(InboxError) in try tx.unassign(["eve", "nn"], from: id, by: admin) }
    #expect(try world.look(id).assignees == ["bob"])
  }

  /// A removed detected keyword does not come back at the next detection; adding it by hand does bring it back.
  @Test func removedKeywordsStayRemoved() throws {
    let world = try World()
    let id = try world.reviewed()
    let admin = world.admin
    #expect(try world.look(id).keywords == ["Pizza"])
    try world.write { (tx) throws(InboxError) in
      try tx.modifyKeywords(of: id, adding: [KeywordID("service")], removing: [KeywordID("pizza")], by: admin)
    }
    try world.push(World.review("r1", "Pizza again", at: 1_700_000_000_000_000, version: 1_700_000_900_000_000))
    #expect(try world.look(id).keywords == ["Service"])
    try world.write { (tx) throws(InboxError) in
      try tx.modifyKeywords(of: id, adding: [KeywordID("pizza")], removing: [], by: admin)
    }
    #expect(try world.look(id).keywords == ["Pizza", "Service"])
    #expect(throws: InboxError.notFound(name: "workspaces/demo/keywords/x")) {
      try world.write { (tx) throws(InboxError) in
        try tx.modifyKeywords(of: id, adding: [KeywordID("x")], removing: [], by: admin)
      }
    }
  }

  @Test func staleEtagIsRefused() throws {
    let world = try World()
    let id = try world.reviewed()
    let admin = world.admin
    #expect(throws: InboxError.etagMismatch(name: "workspaces/demo/interactions/\(id)")) {
      try world.write { (tx) throws(InboxError) in try tx.setStatus(.ignored, of: id, if: .version(Etag(1)), by: admin)
      }
    }
  }

  /// Sequences are gapless, also across commands that failed.
  @Test func eventSequencesHaveNoGaps() throws {
    let world = try World()
    let id = try world.reviewed()
    let admin = world.admin
    for index in 0..<10 {
      _ = try? world.write { (tx) throws(InboxError) in
        try tx.setStatus(index % 2 == 0 ? .ignored : .pending, of: id, by: admin)
        if index % 3 == 0 { throw .responseEmpty }
      }
    }
    let sequences = try world.test.read { (tx) throws(InboxError) in
      try tx.events(in: admin.workspace, after: 0, limit: 1000)
    }.map(\.sequence)
    #expect(sequences == Array(1...Int64(sequences.count)))
  }
}
