import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("The directory is changed by admins, field by field, and says so")
struct DirectoryChangeTests {
  /// The store.
  let test: TestInbox
  /// The handlers.
  var directory: Directory { test.directoryService }

  /// A fresh store.
  init() throws { test = try TestInbox() }

  /// The changes of the directory since a sequence: who, what happened to what, which fields.
  func changes(after sequence: Int64) throws -> [String] {
    try test.write { (transaction) throws(InboxError) in
      let caller = try transaction.caller(workspace: "demo", actor: .user("admin"))
      return try transaction.events(in: caller.workspace, after: sequence, limit: 100).map { event in
        let change = event.details.directory!
        let resource = change.resource.dropFirst("workspaces/demo/".count)
        return ([event.actor, "\(change.action)", String(resource)] + change.fields).joined(separator: " ")
      }
    }
  }

  /// The last sequence of the workspace.
  func lastSequence() throws -> Int64 {
    try test.write { (transaction) throws(InboxError) in
      let caller = try transaction.caller(workspace: "demo", actor: .user("admin"))
      return try transaction.events(in: caller.workspace, after: 0, limit: 1000).last?.sequence ?? 0
    }
  }

  /// Changes the brand of the test.
  @discardableResult
  func updateBrand(
    as actor: String = "users/admin", _ paths: [String]? = nil, etag: String = "", _ fill: (InboxAPI.Brand) -> Void
  ) throws(InboxError) -> InboxAPI.Brand {
    let response = try test.command(directory.updateBrand, as: actor) { request in
      let brand = request.makeBrand()
      brand.setName("workspaces/demo/brands/bistro")
      brand.setEtag(etag)
      fill(brand)
      if let paths {
        let mask = request.makeUpdateMask()
        for path in paths { mask.paths.append(path) }
      }
    }
    return response.brand!
  }

  @Test("Without a mask what is set changes, with one what it names, with * everything")
  func masks() throws {
    try updateBrand { $0.setSignature("Kind regards") }
    var brand = try updateBrand { $0.setVoice("warm") }
    #expect(brand.displayName == "Bistro" && brand.signature == "Kind regards" && brand.voice == "warm")
    brand = try updateBrand(["signature"]) { $0.setVoice("not named") }
    #expect(brand.signature.isEmpty && brand.voice == "warm")
    brand = try updateBrand(["*"]) { $0.setDisplayName("Bistro") }
    #expect(brand.displayName == "Bistro" && brand.voice.isEmpty)
    brand = try updateBrand([]) { $0.setVoice("brisk") }
    #expect(brand.voice == "brisk" && brand.displayName == "Bistro")
  }

  @Test("A mask that names what cannot be changed is refused", arguments: ["name", "etag", "create_time", "Voice", ""])
  func wrongMasks(_ path: String) throws {
    #expect(throws: InboxError.updateMaskInvalid(field: path)) {
      try updateBrand([path, "voice"]) { $0.setVoice("x") }
    }
    #expect(try updateBrand([]) { _ in }.voice.isEmpty)
  }

  @Test("What changes nothing leaves the etag and writes no event; what changes gives a new etag and one event")
  func etags() throws {
    let before = try updateBrand { _ in }
    let start = try lastSequence()
    #expect(try updateBrand { $0.setDisplayName("Bistro") }.etag == before.etag)
    #expect(try changes(after: start) == [])
    let changed = try updateBrand(etag: before.etag.string) {
      $0.setDisplayName("Brasserie")
      $0.setVoice("warm")
    }
    #expect(changed.etag != before.etag)
    #expect(try changes(after: start) == ["users/admin updated brands/bistro display_name voice"])
    #expect(throws: InboxError.etagMismatch(name: "workspaces/demo/brands/bistro")) {
      try updateBrand(etag: before.etag.string) { $0.setVoice("brisk") }
    }
    #expect(throws: InboxError.etagMismatch(name: "workspaces/demo/brands/bistro")) {
      try test.command(directory.deleteBrand) {
        $0.setName("workspaces/demo/brands/bistro")
        $0.setEtag("stale")
      }
    }
  }

  @Test("Only admins and owners change it, and that is decided before anything else of the request")
  func roles() throws {
    for (actor, role) in [("users/watcher", "OBSERVER"), ("users/editor", "RESTRICTED"), ("workflows/w1", "EDITOR")] {
      #expect(throws: InboxError.roleInsufficient(role: role)) {
        try updateBrand(as: actor, ["nonsense"]) { $0.setDisplayName("") }
      }
      #expect(throws: InboxError.roleInsufficient(role: role)) {
        try test.command(directory.createBrand, as: actor) { $0.setParent("workspaces/demo") }
      }
      #expect(throws: InboxError.roleInsufficient(role: role)) {
        try test.command(directory.deleteUser, as: actor) { $0.setName("workspaces/demo/users/nobody") }
      }
    }
  }

  @Test("A brand goes when no location has it")
  func deletedBrand() throws {
    #expect(throws: InboxError.resourceInUse(name: "workspaces/demo/brands/bistro", usedBy: "a location")) {
      try test.command(directory.deleteBrand) { $0.setName("workspaces/demo/brands/bistro") }
    }
    let made = try test.command(directory.createBrand) {
      $0.setParent("workspaces/demo")
      $0.makeBrand().setDisplayName("Bar")
    }
    let name = try #require(made.brand).name.string
    #expect(name.count == "workspaces/demo/brands/".count + 13)
    _ = try test.command(directory.deleteBrand) { $0.setName(name) }
    #expect(throws: InboxError.notFound(name: name)) { try test.command(directory.deleteBrand) { $0.setName(name) } }
    #expect(throws: InboxError.notFound(name: name)) { try test.query(directory.getBrand) { $0.setName(name) } }
  }

  @Test("What is taken is told by the field it is given in")
  func taken() throws {
    #expect(throws: InboxError.alreadyExists(field: "brand_id", name: "workspaces/demo/brands/bistro")) {
      try test.command(directory.createBrand) {
        $0.setParent("workspaces/demo")
        $0.setBrandID("bistro")
        $0.makeBrand().setDisplayName("Bistro")
      }
    }
    #expect(
      throws: InboxError.alreadyExists(field: "keyword.display_name", name: "workspaces/demo/keywords/service")
    ) {
      try test.command(directory.createKeyword) {
        $0.setParent("workspaces/demo")
        $0.makeKeyword().setDisplayName("SÉRVICE")
      }
    }
    #expect(
      throws: InboxError.alreadyExists(
        field: "location.source_ids[1].external_id", name: "workspaces/demo/locations/lyon")
    ) {
      try test.command(directory.updateLocation) { request in
        let location = request.makeLocation()
        location.setName("workspaces/demo/locations/paris")
        for id in ["new-id", "google-lyon"] {
          let sourceID = location.sourceIDs.append()
          sourceID.source = .google
          sourceID.setExternalID(id)
        }
      }
    }
    #expect(
      throws: InboxError.alreadyExists(
        field: "attribute_definition.display_name", name: "workspaces/demo/attributeDefinitions/tier")
    ) {
      try test.command(directory.createAttributeDefinition) {
        $0.setParent("workspaces/demo")
        let definition = $0.makeAttributeDefinition()
        definition.setDisplayName("Tier")
        definition.type = .number
        definition.target = .customer
      }
    }
  }

  @Test("Settings are checked one by one", arguments: 0..<8)
  func settings(_ number: Int) throws {
    let cases: [(String, (InboxAPI.Workspace) -> Void)] = [
      ("workspace.time_zone", { $0.setTimeZone("Paris, France") }),
      ("workspace.language", { $0.setLanguage("français") }),
      ("workspace.link_template", { $0.setLinkTemplate("https://x.test/{customer}") }),
      ("workspace.link_template", { $0.setLinkTemplate("javascript:alert(1)") }),
      ("workspace.retention", { $0.makeRetention().seconds = 29 * 86_400 }),
      ("workspace.retention", { $0.makeRetention().seconds = 30 * 86_400 + 1 }),
      ("workspace.sender_email", { $0.setSenderEmail("a@b\r\nc") }),
      ("workspace.writing_instructions", { $0.setWritingInstructions(String(repeating: "x", count: 4001)) }),
    ]
    let (field, fill) = cases[number]
    let error = #expect(throws: InboxError.self) {
      try test.command(directory.updateWorkspace) {
        $0.makeWorkspace().setName("workspaces/demo")
        fill($0.makeWorkspace())
        $0.workspace?.setName("workspaces/demo")
      }
    }
    #expect(error?.field == field)
  }

  @Test("Settings in order are kept, and retention ends with the mask")
  func kept() throws {
    let changed = try test.command(directory.updateWorkspace) {
      let workspace = $0.makeWorkspace()
      workspace.setName("workspaces/demo")
      workspace.setTimeZone("Europe/Paris")
      workspace.setLinkTemplate("https://inbox.test/{workspace}/{interaction}#{note}")
      workspace.makeRetention().seconds = 400 * 86_400
    }
    #expect(changed.workspace?.retention?.seconds == 400 * 86_400 && changed.workspace?.displayName == "Demo")
    let again = try test.command(directory.updateWorkspace) {
      $0.makeWorkspace().setName("workspaces/demo")
      $0.makeUpdateMask().paths.append("retention")
    }
    #expect(again.workspace?.retention == nil && again.workspace?.timeZone == "Europe/Paris")
    #expect(throws: InboxError.fieldRequired(field: "workspace.time_zone")) {
      try test.command(directory.updateWorkspace) {
        $0.makeWorkspace().setName("workspaces/demo")
        $0.makeUpdateMask().paths.append("time_zone")
      }
    }
  }
}
