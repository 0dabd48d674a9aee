import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("The directory is read by whoever belongs to the workspace, within what he may see")
struct DirectoryTests {
  /// The store.
  let test: TestInbox
  /// The handlers.
  var directory: Directory { test.directoryService }

  /// A fresh store.
  init() throws { test = try TestInbox() }

  @Test("The workspace comes with its settings")
  func workspace() throws {
    let response = try test.query(directory.getWorkspace) { $0.setName("workspaces/demo") }
    let workspace = try #require(response.workspace)
    #expect(workspace.name == "workspaces/demo")
    #expect(workspace.displayName == "Demo" && workspace.timeZone == "UTC" && workspace.language == "en")
    #expect(workspace.retention == nil && workspace.attachmentSizeMax == 26_214_400 && !workspace.etag.isEmpty)
  }

  @Test("A user comes with role and accesses")
  func user() throws {
    let response = try test.query(directory.getUser) { $0.setName("workspaces/demo/users/editor") }
    let user = try #require(response.user)
    #expect(user.name == "workspaces/demo/users/editor" && user.role == .restricted)
    #expect(user.accesses.map(\.location.string) == ["workspaces/demo/locations/paris"])
    #expect(user.accesses.map(\.level) == [.editor])
  }

  @Test("Users are listed by id, page by page, each once")
  func userPages() throws {
    var names: [String] = []
    var token = ""
    var pages = 0
    repeat {
      let response = try test.query(directory.listUsers) {
        $0.setParent("workspaces/demo")
        $0.pageSize = 2
        $0.setPageToken(token)
      }
      names += response.users.map { String($0.name.string.dropFirst(22)) }
      token = response.nextPageToken.string
      pages += 1
    } while !token.isEmpty && pages < 9
    #expect(names == ["admin", "editor", "gone", "owner", "viewer", "watcher"])
    #expect(pages == 3)
  }

  @Test("A page token of one list is refused by another, and with other parameters")
  func foreignTokens() throws {
    let token = try test.query(directory.listLocations) {
      $0.setParent("workspaces/demo")
      $0.pageSize = 1
    }.nextPageToken.string
    #expect(!token.isEmpty)
    #expect(throws: InboxError.pageTokenInvalid) {
      try test.query(directory.listUsers) {
        $0.setParent("workspaces/demo")
        $0.setPageToken(token)
      }
    }
    #expect(throws: InboxError.pageTokenInvalid) {
      try test.query(directory.listLocations) {
        $0.setParent("workspaces/demo")
        $0.setPageToken(token)
        $0.setBrand("workspaces/demo/brands/bistro")
      }
    }
    #expect(throws: InboxError.pageTokenInvalid) {
      try test.query(directory.listLocations, in: "other") {
        $0.setParent("workspaces/other")
        $0.setPageToken(token)
      }
    }
  }

  @Test("Page sizes: 0 is the default, more than the most is the most, less than 0 is refused")
  func pageSizes() throws {
    #expect(try PageSize.directory.rows(0) == 100)
    #expect(try PageSize.directory.rows(1000) == 1000 && PageSize.directory.rows(1001) == 1000)
    #expect(try PageSize.interactions.rows(0) == 25 && PageSize.interactions.rows(.max) == 100)
    #expect(try PageSize.thread.rows(0) == 50 && PageSize.thread.rows(201) == 200)
    #expect(throws: InboxError.fieldOutOfRange(field: "page_size", min: "0", max: "1000")) {
      try PageSize.directory.rows(-1)
    }
  }

  @Test("A restricted user sees his locations only; the others are not there")
  func restrictedLocations() throws {
    let listed = try test.query(directory.listLocations, as: "users/editor") { $0.setParent("workspaces/demo") }
    #expect(listed.locations.map(\.name.string) == ["workspaces/demo/locations/paris"])
    #expect(throws: InboxError.notFound(name: "workspaces/demo/locations/lyon")) {
      try test.query(directory.getLocation, as: "users/editor") { $0.setName("workspaces/demo/locations/lyon") }
    }
    let group = try test.query(directory.getLocationGroup, as: "users/editor") {
      $0.setName("workspaces/demo/locationGroups/france")
    }
    #expect(group.locationGroup?.locations.map(\.string) == ["workspaces/demo/locations/paris"])
  }

  @Test("An observer reads everything")
  func observer() throws {
    let listed = try test.query(directory.listLocations, as: "users/watcher") { $0.setParent("workspaces/demo") }
    #expect(listed.locations.map(\.displayName.string) == ["Lyon", "Paris"])
    #expect(listed.locations.first?.sourceIDs.map(\.externalID.string) == ["google-lyon"])
  }

  @Test("Locations are listed by brand")
  func locationsOfBrand() throws {
    let listed = try test.query(directory.listLocations) {
      $0.setParent("workspaces/demo")
      $0.setBrand("workspaces/demo/brands/bistro")
    }
    #expect(listed.locations.count == 2)
    #expect(throws: InboxError.notFound(name: "workspaces/other/brands/bistro")) {
      try test.query(directory.listLocations) {
        $0.setParent("workspaces/demo")
        $0.setBrand("workspaces/other/brands/bistro")
      }
    }
  }

  @Test("Attribute definitions are listed by target")
  func definitions() throws {
    let all = try test.query(directory.listAttributeDefinitions) { $0.setParent("workspaces/demo") }
    #expect(all.attributeDefinitions.map(\.displayName.string) == ["Tier", "Urgency"])
    let some = try test.query(directory.listAttributeDefinitions) {
      $0.setParent("workspaces/demo")
      $0.target = .interaction
      $0.pageSize = 1
    }
    #expect(some.attributeDefinitions.map(\.name.string) == ["workspaces/demo/attributeDefinitions/urgency"])
    #expect(some.attributeDefinitions.first?.options.map(\.id.string) == ["high", "low"])
    #expect(some.nextPageToken.isEmpty)
    #expect(throws: InboxError.fieldInvalid(field: "target", fault: "has the unknown value 9")) {
      try test.query(directory.listAttributeDefinitions) {
        $0.setParent("workspaces/demo")
        $0.target = .unrecognized(9)
      }
    }
  }

  @Test("Keywords, brands and groups are given and listed")
  func others() throws {
    let keyword = try test.query(directory.getKeyword) { $0.setName("workspaces/demo/keywords/service") }.keyword
    #expect(keyword?.terms.map(\.string) == ["waiter"] && keyword?.displayName == "Service")
    let keywords = try test.query(directory.listKeywords) { $0.setParent("workspaces/demo") }
    #expect(keywords.keywords.map(\.name.string) == ["workspaces/demo/keywords/service"])
    let brand = try test.query(directory.getBrand) { $0.setName("workspaces/demo/brands/bistro") }.brand
    #expect(brand?.displayName == "Bistro")
    #expect(try test.query(directory.listBrands) { $0.setParent("workspaces/demo") }.brands.count == 1)
    let groups = try test.query(directory.listLocationGroups) { $0.setParent("workspaces/demo") }.locationGroups
    #expect(groups.map(\.locations.count) == [2])
    let definition = try test.query(directory.getAttributeDefinition) {
      $0.setName("workspaces/demo/attributeDefinitions/tier")
    }
    #expect(definition.attributeDefinition?.target == .customer)
  }

  @Test("What is not there, is misspelt or lies in another workspace is told apart without a leak")
  func names() throws {
    #expect(throws: InboxError.notFound(name: "workspaces/demo/users/nobody")) {
      try test.query(directory.getUser) { $0.setName("workspaces/demo/users/nobody") }
    }
    // The adapter authorises by the request's address; a handler does not rely on it.
    #expect(throws: InboxError.notFound(name: "workspaces/other/users/admin")) {
      try test.query(directory.getUser) { $0.setName("workspaces/other/users/admin") }
    }
    for name in ["", "users/admin", "workspaces/demo/users/", "workspaces/demo/users/A", "workspaces/demo/users/a/b"] {
      #expect(throws: InboxError.nameInvalid(field: "name", expected: "workspaces/{workspace}/users/{user}")) {
        try test.query(directory.getUser) { $0.setName(name) }
      }
    }
    #expect(throws: InboxError.nameInvalid(field: "parent", expected: "workspaces/{workspace}")) {
      try test.query(directory.listUsers) { $0.setParent("workspaces/demo/users/admin") }
    }
    #expect(throws: InboxError.notFound(name: "workspaces/other")) {
      try test.query(directory.listUsers) { $0.setParent("workspaces/other") }
    }
  }
}
