import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Names in requests lead nowhere but into the caller's workspace, and to things of their kind")
struct HostileNamesTests {
  /// A field that holds a name.
  struct Field: Sendable, CustomTestStringConvertible {
    /// Its path.
    let path: String
    /// Where such things are, with an id that is nowhere.
    let collection: String
    /// Whether a name of the right kind that is nowhere is `notFound`; a filter just matches nothing.
    var isLookedUp = true
    /// Makes a request with a name in the field, on an interaction.
    let call: @Sendable (TestInbox, String, String) throws -> Void
    /// The path.
    var testDescription: String { path }
  }

  /// A list with a filter.
  private static func filtered(
    _ field: String, _ collection: String, _ fill: @escaping @Sendable (InboxAPI.InteractionFilter, String) -> Void
  ) -> Field {
    Field(path: "filter." + field, collection: collection, isLookedUp: false) { test, _, name in
      _ = try test.query(test.inbox.listInteractions) {
        $0.setParent("workspaces/demo")
        $0.view = .all
        fill($0.makeFilter(), name)
      }
    }
  }

  /// Fields of interactions and notes.
  private static let handling = [
    Field(path: "users[0]", collection: "users/nobody") { test, review, name in
      _ = try test.command(test.interactions.assignUsers) {
        $0.setName(review)
        $0.users.append(name)
      }
    },
    Field(path: "users[0]", collection: "users/nobody", isLookedUp: false) { test, review, name in
      _ = try test.command(test.interactions.unassignUsers) {
        $0.setName(review)
        $0.users.append(name)
      }
    },
    Field(path: "add_keywords[0]", collection: "keywords/none") { test, review, name in
      _ = try test.command(test.interactions.modifyKeywords) {
        $0.setName(review)
        $0.addKeywords.append(name)
      }
    },
    Field(path: "remove_keywords[0]", collection: "keywords/none", isLookedUp: false) { test, review, name in
      _ = try test.command(test.interactions.modifyKeywords) {
        $0.setName(review)
        $0.removeKeywords.append(name)
      }
    },
    Field(path: "mentions[0]", collection: "users/nobody") { test, review, name in
      _ = try test.command(test.notes.createNote) {
        $0.setParent(review)
        $0.setBody("Look")
        $0.mentions.append(name)
      }
    },
  ]

  /// Fields of the directory.
  private static let directory = [
    Field(path: "location.brand", collection: "brands/none") { test, _, name in
      _ = try test.command(test.directoryService.updateLocation) {
        $0.makeLocation().setName("workspaces/demo/locations/paris")
        $0.location?.setBrand(name)
      }
    },
    Field(path: "location_group.locations[0]", collection: "locations/none") { test, _, name in
      _ = try test.command(test.directoryService.updateLocationGroup) {
        $0.makeLocationGroup().setName("workspaces/demo/locationGroups/france")
        $0.locationGroup?.locations.append(name)
      }
    },
    Field(path: "customer.attributes[0].definition", collection: "attributeDefinitions/none") { test, _, name in
      _ = try test.command(test.directoryService.createCustomer) {
        $0.setParent("workspaces/demo")
        let value = $0.makeCustomer().attributes.append()
        value.setDefinition(name)
        value.setText("x")
      }
    },
    Field(path: "brand", collection: "brands/none", isLookedUp: false) { test, _, name in
      _ = try test.query(test.directoryService.listLocations) {
        $0.setParent("workspaces/demo")
        $0.setBrand(name)
      }
    },
  ]

  /// Fields of filters.
  private static let filters = [
    filtered("brands[0]", "brands/none") { $0.brands.append($1) },
    filtered("locations[0]", "locations/none") { $0.locations.append($1) },
    filtered("location_groups[0]", "locationGroups/none") { $0.locationGroups.append($1) },
    filtered("keywords[0]", "keywords/none") { $0.keywords.append($1) },
    filtered("assignees[0]", "users/nobody") { $0.assignees.append($1) },
    filtered("customers[0]", "customers/none") { $0.customers.append($1) },
    filtered("attributes[0].definition", "attributeDefinitions/none") { $0.attributes.append().setDefinition($1) },
  ]

  @Test(
    "What is of another workspace or nowhere is not found, what is of another kind is refused by its field",
    arguments: handling + directory + filters)
  func names(_ field: Field) throws {
    let test = try TestInbox()
    let review = try test.review("r1")
    let foreign = "workspaces/other/" + field.collection
    #expect(throws: InboxError.notFound(name: foreign)) { try field.call(test, review, foreign) }
    let nowhere = "workspaces/demo/" + field.collection
    if field.isLookedUp {
      #expect(throws: InboxError.notFound(name: nowhere)) { try field.call(test, review, nowhere) }
    }
    for wrong in [
      "workspaces/demo", "workspaces/demo/apiKeys/0000000000001", field.collection, nowhere + "/", nowhere + "/x",
      "workspaces//" + field.collection, "/" + nowhere, nowhere.uppercased(), " " + nowhere,
    ] {
      let error = #expect(throws: InboxError.self) { try field.call(test, review, wrong) }
      #expect(error?.reason == "NAME_INVALID" && error?.field == field.path, "\(wrong): \(String(describing: error))")
    }
  }

  @Test("Lists over their limit are refused before anything of them is looked at")
  func hugeLists() throws {
    let test = try TestInbox()
    let review = try test.review("r1")
    func check(_ field: String, _ limit: Int, _ call: () throws -> Void) {
      let error = #expect(throws: InboxError.self) { try call() }
      #expect(error == .tooManyItems(field: field, count: limit + 1, limit: limit))
    }
    check("users", 50) {
      _ = try test.command(test.interactions.assignUsers) { request in
        request.setName(review)
        for _ in 0...50 { request.users.append("nonsense") }
      }
    }
    check("location_group.locations", 10_000) {
      _ = try test.command(test.directoryService.createLocationGroup) { request in
        request.setParent("workspaces/demo")
        let group = request.makeLocationGroup()
        for _ in 0...10_000 { group.locations.append("nonsense") }
      }
    }
    check("user.accesses", 1000) {
      _ = try test.command(test.directoryService.createUser) { request in
        request.setParent("workspaces/demo")
        let user = request.makeUser()
        user.role = .restricted
        for _ in 0...1000 { user.accesses.append() }
      }
    }
    check("attribute_definition.options", 200) {
      _ = try test.command(test.directoryService.createAttributeDefinition) { request in
        request.setParent("workspaces/demo")
        let definition = request.makeAttributeDefinition()
        definition.type = .singleSelect
        definition.target = .customer
        for _ in 0...200 { definition.options.append() }
      }
    }
    check("keyword.terms", 100) {
      _ = try test.command(test.directoryService.createKeyword) { request in
        request.setParent("workspaces/demo")
        let keyword = request.makeKeyword()
        for _ in 0...100 { keyword.terms.append("x") }
      }
    }
  }

  @Test("An etag of something else, of another workspace or of nothing is not current")
  func foreignEtags() throws {
    let test = try TestInbox()
    let other = try test.query(test.directoryService.getBrand, in: "other") {
      $0.setName("workspaces/other/brands/bistro")
    }.brand
    let location = try test.query(test.directoryService.getLocation) {
      $0.setName("workspaces/demo/locations/paris")
    }.location
    for etag in [other?.etag.string, location?.etag.string, "none", "x", String(repeating: "9", count: 5000)] {
      #expect(throws: InboxError.etagMismatch(name: "workspaces/demo/brands/bistro")) {
        try test.command(test.directoryService.updateBrand) {
          $0.makeBrand().setName("workspaces/demo/brands/bistro")
          $0.brand?.setEtag(etag ?? "")
          $0.brand?.setVoice("x")
        }
      }
    }
  }
}
