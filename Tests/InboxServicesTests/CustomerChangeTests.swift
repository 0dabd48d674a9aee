import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

@testable import InboxServices

@Suite("Customers are made, changed and found by the team, within what it sees")
struct CustomerChangeTests {
  /// The store.
  let test: TestInbox
  /// The handlers.
  var directory: Directory { test.directoryService }

  /// A fresh store.
  init() throws { test = try TestInbox() }

  /// Creates a customer.
  func create(
    _ id: String = "", as actor: String = "users/admin", _ fill: (InboxAPI.Customer) -> Void
  ) throws(InboxError) -> InboxAPI.Customer {
    let response = try test.command(directory.createCustomer, as: actor) {
      $0.setParent("workspaces/demo")
      $0.setCustomerID(id)
      fill($0.makeCustomer())
    }
    return response.customer!
  }

  /// Changes a customer.
  @discardableResult
  func update(
    _ name: String, as actor: String = "users/admin", _ paths: [String]? = nil, _ fill: (InboxAPI.Customer) -> Void
  ) throws(InboxError) -> InboxAPI.Customer {
    let response = try test.command(directory.updateCustomer, as: actor) { request in
      let customer = request.makeCustomer()
      customer.setName(name)
      fill(customer)
      if let paths {
        let mask = request.makeUpdateMask()
        for path in paths { mask.paths.append(path) }
      }
    }
    return response.customer!
  }

  /// The customer of an interaction.
  func customer(of interaction: String) throws -> String {
    let panel = try test.query(test.interactions.getInteraction) { $0.setName(interaction) }
    return try #require(panel.interaction?.customer).name.string
  }

  /// Finds customers.
  func find(as actor: String = "users/admin", _ fill: (ListCustomersRequest) -> Void) throws -> [String] {
    try test.query(directory.listCustomers, as: actor) {
      $0.setParent("workspaces/demo")
      fill($0)
    }.customers.map(\.displayName.string)
  }

  @Test("He is found by address, number and identity, one at a time")
  func keys() throws {
    _ = try create("marie") {
      $0.setGivenName("Marie")
      $0.setFamilyName("Dubois")
      $0.setEmail("Marie@Example.com")
      $0.setPhone("+33612345678")
      let identity = $0.identities.append()
      identity.source = .whatsapp
      identity.setExternalID("w-1")
    }
    #expect(try find { $0.setEmail("marie@example.COM") } == ["Marie Dubois"])
    #expect(try find { $0.setEmail("marie@example.org") } == [])
    #expect(try find { $0.setPhone("+33612345678") } == ["Marie Dubois"])
    #expect(
      try find {
        $0.makeIdentity().source = .whatsapp; $0.identity?.setExternalID("w-1")
      } == ["Marie Dubois"])
    #expect(
      try find {
        $0.makeIdentity().source = .facebook; $0.identity?.setExternalID("w-1")
      } == [])
    #expect(throws: InboxError.fieldInvalid(field: "phone", fault: "cannot be asked for together with email")) {
      try find {
        $0.setEmail("a@b.c")
        $0.setPhone("+33612345678")
      }
    }
    #expect(throws: InboxError.fieldRequired(field: "identity.external_id")) {
      try find { $0.makeIdentity().source = .google }
    }
    // Restricted users find those who wrote to their locations.
    #expect(try find(as: "users/editor") { $0.setEmail("marie@example.com") } == [])
    _ = try test.push { item in
      item.source = .google
      item.setExternalID("r1")
      item.setLocation("workspaces/demo/locations/paris")
      item.makeCustomer().setEmail("marie@example.com")
      item.message("m1", "Hello", minute: 0)
    }
    #expect(try find(as: "users/editor") { $0.setEmail("marie@example.com") } == ["Marie Dubois"])
  }

  @Test("An identity belongs to one customer; whose it is, is told to those who see him")
  func identities() throws {
    let review = try test.review("r1", at: "lyon")
    let owner = try customer(of: review)
    func give(_ customer: InboxAPI.Customer) {
      let identity = customer.identities.append()
      identity.source = .google
      identity.setExternalID("customer-r1")
    }
    let field = "customer.identities[0].external_id"
    #expect(throws: InboxError.alreadyExists(field: field, name: owner)) { try create("", give) }
    #expect(throws: InboxError.alreadyExists(field: field, name: "customer-r1")) {
      try create(as: "users/editor", give)
    }
    #expect(try find { _ in } == ["Camille Customer"])
    #expect(throws: InboxError.alreadyExists(field: "customer_id", name: owner)) {
      try create(String(owner.dropFirst("workspaces/demo/customers/".count))) { _ in }
    }
  }

  @Test("A new name shows everywhere, and the interactions' events say which fields changed")
  func renamed() throws {
    let review = try test.review("r1")
    let name = try customer(of: review)
    let changed = try update(name, as: "users/editor") {
      $0.setDisplayName("Camille C.")
      $0.setEmail("camille@example.com")
      let value = $0.attributes.append()
      value.setDefinition("workspaces/demo/attributeDefinitions/tier")
      value.setText("gold")
    }
    #expect(changed.attributes.first?.text == "gold" && changed.identities.count == 1)
    let listed = try test.query(test.inbox.listInteractions) {
      $0.setParent("workspaces/demo")
      $0.view = .all
    }.interactions.first
    #expect(listed?.customerDisplayName == "Camille C.")
    let last = try test.write { (transaction) throws(InboxError) in
      let caller = try transaction.caller(workspace: "demo", actor: .user("admin"))
      return try transaction.events(in: caller.workspace, after: 0, limit: 1000).suffix(2)
    }
    #expect(last.map(\.type) == [.directoryChanged, .customerChanged])
    #expect(last.first?.details.directory?.fields == ["display_name", "email", "attributes"])
    #expect(last.map(\.actor) == ["users/editor", "users/editor"])
    // Nothing changes twice.
    #expect(try update(name) { $0.setDisplayName("Camille C.") }.etag == changed.etag)
  }

  @Test("A new address has not bounced; an emptied name is derived; consent can be taken back")
  func rules() throws {
    let made = try create {
      $0.setEmail("a@example.com")
      $0.emailBounced = true
      $0.setGivenName("Ada")
      $0.emailConsent = .optedOut
    }
    #expect(made.emailBounced && made.displayName == "Ada")
    let name = made.name.string
    #expect(try update(name) { $0.setEmail("b@example.com") }.emailBounced == false)
    #expect(try update(name) { $0.setDisplayName("Countess") }.displayName == "Countess")
    #expect(try update(name, ["display_name"]) { _ in }.displayName == "Ada")
    #expect(try update(name, ["email_consent"]) { _ in }.emailConsent == .unspecified)
    #expect(
      throws: InboxError.fieldInvalid(
        field: "customer.phone", fault: "is no phone number in E.164, such as +33612345678")
    ) {
      try update(name) { $0.setPhone("0612345678") }
    }
    #expect(throws: InboxError.updateMaskInvalid(field: "erase_time")) { try update(name, ["erase_time"]) { _ in } }
  }

  @Test("Viewers and observers change none, editors those at their places")
  func access() throws {
    let paris = try customer(of: test.review("r1"))
    let lyon = try customer(of: test.review("r2", at: "lyon"))
    #expect(throws: InboxError.notFound(name: lyon)) { try update(lyon, as: "users/editor", ["x"]) { _ in } }
    #expect(throws: InboxError.roleInsufficient(role: "VIEWER")) {
      try update(paris, as: "users/viewer", ["x"]) { _ in }
    }
    #expect(throws: InboxError.roleInsufficient(role: "OBSERVER")) {
      try update(paris, as: "users/watcher", ["x"]) { _ in }
    }
    #expect(throws: InboxError.roleInsufficient(role: "VIEWER")) {
      try create(as: "users/viewer") { $0.setEmail("no") }
    }
    try update(paris, as: "users/editor") { $0.setPhone("+33612345678") }
    try update(lyon, as: "workflows/w1") { $0.setPhone("+33612345678") }
  }
}
