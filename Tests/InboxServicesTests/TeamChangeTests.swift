import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Changing the team changes what it may do, from the next call on")
struct TeamChangeTests {
  /// The store.
  let test: TestInbox
  /// The handlers.
  var directory: Directory { test.directoryService }

  /// A fresh store.
  init() throws { test = try TestInbox() }

  /// Changes a user.
  @discardableResult
  func update(
    _ id: String, as actor: String = "users/owner", _ paths: [String]? = nil, _ fill: (InboxAPI.User) -> Void
  ) throws(InboxError) -> InboxAPI.User {
    let response = try test.command(directory.updateUser, as: actor) { request in
      let user = request.makeUser()
      user.setName("workspaces/demo/users/\(id)")
      fill(user)
      if let paths {
        let mask = request.makeUpdateMask()
        for path in paths { mask.paths.append(path) }
      }
    }
    return response.user!
  }

  /// The locations a user sees.
  func seen(by id: String) throws -> [String] {
    try test.query(directory.listLocations, as: "users/\(id)") { $0.setParent("workspaces/demo") }
      .locations.map(\.displayName.string)
  }

  @Test("Accesses come and go with the user, the group and the location")
  func accesses() throws {
    #expect(try seen(by: "viewer") == ["Paris"])
    let user = try update("viewer", as: "users/admin") {
      for (place, level) in [
        ("locationGroups/france", AccessLevel.viewer), ("locations/lyon", .viewer), ("locations/lyon", .editor),
      ] {
        let access = $0.accesses.append()
        access.setLocation("workspaces/demo/\(place)")
        access.level = level
      }
    }
    #expect(user.accesses.map(\.level) == [.editor, .viewer])
    #expect(try seen(by: "viewer") == ["Lyon", "Paris"])
    _ = try test.command(directory.updateLocationGroup) {
      $0.makeLocationGroup().setName("workspaces/demo/locationGroups/france")
      $0.makeUpdateMask().paths.append("locations")
    }
    #expect(try seen(by: "viewer") == ["Lyon"])
    _ = try test.command(directory.deleteLocation) { $0.setName("workspaces/demo/locations/lyon") }
    #expect(try seen(by: "viewer") == [])
    _ = try test.command(directory.deleteLocationGroup) { $0.setName("workspaces/demo/locationGroups/france") }
    let left = try test.query(directory.getUser) { $0.setName("workspaces/demo/users/viewer") }.user
    #expect(left?.accesses.isEmpty == true && left?.etag != user.etag)
  }

  @Test("A place of another workspace is not found, something that is no place is refused, by its index")
  func places() throws {
    for (place, error) in [
      ("workspaces/other/locations/paris", InboxError.notFound(name: "workspaces/other/locations/paris")),
      ("workspaces/demo/locations/rome", .notFound(name: "workspaces/demo/locations/rome")),
      ("workspaces/demo/locationGroups/spain", .notFound(name: "workspaces/demo/locationGroups/spain")),
      (
        "workspaces/demo/brands/bistro",
        .nameInvalid(
          field: "user.accesses[0].location",
          expected: "workspaces/{workspace}/locations/{id} or workspaces/{workspace}/locationGroups/{id}")
      ),
    ] {
      #expect(throws: error) {
        try update("viewer") {
          let access = $0.accesses.append()
          access.setLocation(place)
          access.level = .viewer
        }
      }
    }
  }

  @Test("A role change counts at once, and takes the accesses along")
  func roles() throws {
    let promoted = try update("editor") { $0.role = .admin }
    #expect(promoted.accesses.isEmpty && promoted.role == .admin)
    #expect(try seen(by: "editor") == ["Lyon", "Paris"])
    try update("editor") { $0.role = .restricted }
    #expect(try seen(by: "editor") == [])
    try update("editor") { $0.deactivated = true }
    #expect(throws: InboxError.actorUnknown("users/editor")) { try seen(by: "editor") }
    try update("editor", ["deactivated"]) { _ in }
    #expect(try seen(by: "editor") == [])
    #expect(throws: InboxError.fieldInvalid(field: "user.accesses", fault: "are for RESTRICTED users only")) {
      try update("admin") {
        let access = $0.accesses.append()
        access.setLocation("workspaces/demo/locations/paris")
        access.level = .viewer
      }
    }
  }

  @Test("Admins neither make, change nor delete owners")
  func owners() throws {
    #expect(throws: InboxError.roleInsufficient(role: "ADMIN")) {
      try update("editor", as: "users/admin") { $0.role = .owner }
    }
    #expect(throws: InboxError.roleInsufficient(role: "ADMIN")) {
      try update("owner", as: "users/admin") { $0.setDisplayName("Mallory") }
    }
    #expect(throws: InboxError.roleInsufficient(role: "ADMIN")) {
      try test.command(directory.deleteUser) { $0.setName("workspaces/demo/users/owner") }
    }
    #expect(throws: InboxError.roleInsufficient(role: "ADMIN")) {
      try test.command(directory.createUser) {
        $0.setParent("workspaces/demo")
        $0.makeUser().setDisplayName("Mallory")
        $0.user?.role = .owner
      }
    }
    try update("admin", as: "users/owner") { $0.role = .owner }
    try update("owner", as: "users/admin") { $0.setDisplayName("Olivia") }
  }

  @Test("The last active owner stays one")
  func lastOwner() throws {
    #expect(throws: InboxError.lastOwner) { try update("owner") { $0.role = .admin } }
    #expect(throws: InboxError.lastOwner) { try update("owner") { $0.deactivated = true } }
    #expect(throws: InboxError.lastOwner) {
      try test.command(directory.deleteUser, as: "users/owner") { $0.setName("workspaces/demo/users/owner") }
    }
    try update("gone") { $0.role = .owner }
    #expect(throws: InboxError.lastOwner) { try update("owner") { $0.role = .admin } }
    try update("admin") { $0.role = .owner }
    try update("owner") { $0.role = .admin }
    #expect(throws: InboxError.roleInsufficient(role: "ADMIN")) { try update("admin") { $0.role = .admin } }
  }

  @Test(
    "Who never did anything can be deleted; whom the trail names cannot", arguments: ["acted", "assigned", "mentioned"])
  func deletedUsers(_ how: String) throws {
    _ = try test.command(directory.createUser) {
      $0.setParent("workspaces/demo")
      $0.setUserID("new")
      $0.makeUser().setDisplayName("Nina New")
      $0.user?.role = .admin
    }
    _ = try test.command(directory.deleteUser) { $0.setName("workspaces/demo/users/new") }
    #expect(throws: InboxError.actorUnknown("users/new")) { try seen(by: "new") }
    _ = try test.command(directory.createUser) {
      $0.setParent("workspaces/demo")
      $0.setUserID("new")
      $0.makeUser().setDisplayName("Nina New")
      $0.user?.role = .admin
    }
    let review = try test.review("r1")
    switch how {
    case "acted":
      _ = try test.command(test.interactions.setStatus, as: "users/new") {
        $0.setName(review)
        $0.status = .ignored
      }
    case "assigned":
      _ = try test.command(test.interactions.assignUsers) {
        $0.setName(review)
        $0.users.append("workspaces/demo/users/new")
      }
      _ = try test.command(test.interactions.unassignUsers) {
        $0.setName(review)
        $0.users.append("workspaces/demo/users/new")
      }
    default:
      _ = try test.command(test.notes.createNote) {
        $0.setParent(review)
        $0.setBody("Look, Nina")
        $0.mentions.append("workspaces/demo/users/new")
      }
    }
    #expect(throws: InboxError.resourceInUse(name: "workspaces/demo/users/new", usedBy: "the audit trail")) {
      try test.command(directory.deleteUser) { $0.setName("workspaces/demo/users/new") }
    }
    #expect(throws: InboxError.resourceInUse(name: "workspaces/demo/locations/paris", usedBy: "an interaction")) {
      try test.command(directory.deleteLocation) { $0.setName("workspaces/demo/locations/paris") }
    }
  }

  @Test("A location's new brand shows on its interactions at once")
  func brandOfLocation() throws {
    let review = try test.review("r1")
    _ = try test.command(directory.createBrand) {
      $0.setParent("workspaces/demo")
      $0.setBrandID("bar")
      $0.makeBrand().setDisplayName("Bar")
    }
    _ = try test.command(directory.updateLocation) {
      $0.makeLocation().setName("workspaces/demo/locations/paris")
      $0.location?.setBrand("workspaces/demo/brands/bar")
      $0.location?.setDisplayName("Paris Nord")
    }
    let shown = try test.query(test.interactions.getInteraction) { $0.setName(review) }.interaction
    #expect(shown?.brand == "workspaces/demo/brands/bar" && shown?.brandDisplayName == "Bar")
    #expect(shown?.locationDisplayName == "Paris Nord")
    let listed = try test.query(test.inbox.listInteractions) {
      $0.setParent("workspaces/demo")
      $0.view = .all
    }.interactions.first
    #expect(listed?.brand == "workspaces/demo/brands/bar" && listed?.brandDisplayName == "Bar")
    _ = try test.command(directory.updateLocation) {
      $0.makeLocation().setName("workspaces/demo/locations/lyon")
      $0.location?.setBrand("workspaces/demo/brands/bar")
    }
    _ = try test.command(directory.deleteBrand) { $0.setName("workspaces/demo/brands/bistro") }
  }
}
