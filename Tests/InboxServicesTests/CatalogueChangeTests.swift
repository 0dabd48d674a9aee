import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import Testing

@testable import InboxServices

@Suite("The catalogue changes, and interactions and customers with it")
struct CatalogueChangeTests {
  /// The store.
  let test: TestInbox
  /// The handlers.
  var directory: Directory { test.directoryService }

  /// A fresh store.
  init() throws { test = try TestInbox() }

  /// The panel of an interaction.
  func panel(_ name: String) throws -> InboxAPI.Interaction {
    try #require(try test.query(test.interactions.getInteraction) { $0.setName(name) }.interaction)
  }

  @Test("A renamed keyword shows its new name; new terms detect from then on; a deleted one is gone")
  func keywords() throws {
    let before = try test.review("r1", text: "The waiter was kind to our dog")
    #expect(try panel(before).keywords.map(\.displayName.string) == ["Service"])
    _ = try test.command(directory.updateKeyword) {
      $0.makeKeyword().setName("workspaces/demo/keywords/service")
      $0.keyword?.setDisplayName("Our service")
      $0.keyword?.terms.append("dog")
    }
    #expect(try panel(before).keywords.map(\.displayName.string) == ["Our service"])
    #expect(try panel(test.review("r2", text: "A waiter came")).keywords.isEmpty)
    let after = try test.review("r3", text: "Dogs welcome, my dog says")
    #expect(try panel(after).keywords.count == 1)
    _ = try test.command(directory.deleteKeyword) { $0.setName("workspaces/demo/keywords/service") }
    #expect(try panel(before).keywords.isEmpty && panel(after).keywords.isEmpty)
    #expect(try panel(test.review("r4", text: "the dog")).keywords.isEmpty)
    #expect(throws: InboxError.notFound(name: "workspaces/demo/keywords/service")) {
      try test.command(test.interactions.modifyKeywords) {
        $0.setName(before)
        $0.addKeywords.append("workspaces/demo/keywords/service")
      }
    }
    #expect(throws: InboxError.fieldInvalid(field: "keyword.color", fault: "is not #rrggbb")) {
      try test.command(directory.createKeyword) {
        $0.setParent("workspaces/demo")
        $0.makeKeyword().setDisplayName("Red")
        $0.keyword?.setColor("red")
      }
    }
  }

  /// Changes the options of the definition `urgency`.
  func setOptions(_ options: [(String, Bool)]) throws(InboxError) {
    _ = try test.command(directory.updateAttributeDefinition) { request in
      let definition = request.makeAttributeDefinition()
      definition.setName("workspaces/demo/attributeDefinitions/urgency")
      for (id, isRetired) in options {
        let option = definition.options.append()
        option.setId(id)
        option.setDisplayName(id.uppercased())
        option.retired = isRetired
      }
    }
  }

  @Test("An option that a value has may be retired, not left out; a deleted definition takes its values along")
  func options() throws {
    let review = try test.review("r1") { item in
      let value = item.attributes.append()
      value.setDefinition("workspaces/demo/attributeDefinitions/urgency")
      value.setOptionID("high")
    }
    #expect(
      throws: InboxError.resourceInUse(
        name: "workspaces/demo/attributeDefinitions/urgency",
        usedBy: "a value with the option 'high'; retire it instead")
    ) { try setOptions([("low", false)]) }
    try setOptions([("high", true)])
    #expect(try panel(review).attributes.first?.optionID == "high")
    #expect(throws: PushError.self) {
      try test.review("r2") { item in
        let value = item.attributes.append()
        value.setDefinition("workspaces/demo/attributeDefinitions/urgency")
        value.setOptionID("high")
      }
    }
    _ = try test.command(directory.deleteAttributeDefinition) {
      $0.setName("workspaces/demo/attributeDefinitions/urgency")
    }
    #expect(try panel(review).attributes.isEmpty)
    #expect(throws: PushError.self) {
      try test.review("r3") { item in
        let value = item.attributes.append()
        value.setDefinition("workspaces/demo/attributeDefinitions/urgency")
        value.setOptionID("high")
      }
    }
  }

  @Test("Type and target stay")
  func immutable() throws {
    func change(_ fill: @escaping (InboxAPI.AttributeDefinition) -> Void) throws(InboxError) {
      _ = try test.command(directory.updateAttributeDefinition) {
        let definition = $0.makeAttributeDefinition()
        definition.setName("workspaces/demo/attributeDefinitions/tier")
        fill(definition)
      }
    }
    #expect(throws: InboxError.fieldImmutable(field: "attribute_definition.type")) { try change { $0.type = .number } }
    #expect(throws: InboxError.fieldImmutable(field: "attribute_definition.target")) {
      try change { $0.target = .interaction }
    }
    try change {
      $0.type = .text
      $0.target = .customer
      $0.setDisplayName("Level")
    }
    let error = #expect(throws: InboxError.self) {
      try change {
        let option = $0.options.append()
        option.setId("a")
        option.setDisplayName("A")
      }
    }
    #expect(error?.field == "attribute_definition.options")
  }
}
