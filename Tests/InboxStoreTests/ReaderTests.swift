import InboxModel
import InboxStore
import Testing

/// The reader's invariants, by their numbers in Reader.swift.
struct ReaderTests {
  /// Adds a brand.
  private func add(_ id: String, _ world: World) throws {
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      try tx.createBrand(Brand(id: BrandID(id), displayName: id), by: admin)
    }
  }

  /// Invariant 1: whoever was told of a commit reads it, and until then a turn sees one state.
  @Test func snapshotIsReusedOnlyWhileNothingWasCommitted() throws {
    let world = try World()
    let reader = try world.test.store.makeReader()
    func brands() throws -> [String] {
      try reader.snapshot().brands(after: "", limit: 10, for: world.admin).items.map(\.id.text)
    }
    #expect(try brands() == ["bistro"])
    try add("cafe", world)
    #expect(try brands() == ["bistro", "cafe"])
    reader.endTurn()
    #expect(try brands() == ["bistro", "cafe"])
    reader.endTurn()
    reader.endTurn()
  }

  /// Invariant 1 from the other side: a transaction already lent does not see a later commit.
  @Test func openSnapshotDoesNotMove() throws {
    let world = try World()
    let reader = try world.test.store.makeReader()
    let snapshot = try reader.snapshot()
    #expect(try snapshot.brands(after: "", limit: 10, for: world.admin).items.count == 1)
    try add("cafe", world)
    #expect(try snapshot.brands(after: "", limit: 10, for: world.admin).items.count == 1)
    reader.endTurn()
  }

  /// Invariant 3: what was cached of the directory goes with its generation.
  @Test func rightsFollowTheDirectory() throws {
    let world = try World()
    let reader = try world.test.store.makeReader()
    #expect(throws: InboxError.actorUnknown("users/new")) {
      try reader.snapshot().caller(workspace: "demo", actor: .user("new"))
    }
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      try tx.createUser(User(id: "new", displayName: "N", role: .observer), by: admin)
    }
    #expect(try reader.snapshot().caller(workspace: "demo", actor: .user("new")).reach == .observer)
    #expect(throws: InboxError.notFound(name: "workspaces/other")) {
      try reader.snapshot().caller(workspace: "other", actor: .user("new"))
    }
    reader.endTurn()
  }

  @Test func groupsGiveAccessToTheirLocations() throws {
    let world = try World()
    #expect(world.viewer.reach == .locations([World.paris: .viewer]))
    #expect(world.editor.reach == .locations([World.paris: .editor]))
    #expect(world.admin.isAdmin)
    #expect(!world.workflow.isAdmin)
  }
}
