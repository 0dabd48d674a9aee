import InboxModel
import InboxStore
import Testing

/// Attribute values that come with ingested items: of the interaction, its customer, its transaction.
struct IngestAttributeTests {
  /// A world with a definition for each target.
  private func makeWorld() throws -> World {
    let world = try World()
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      for target in [AttributeTarget.interaction, .customer, .transaction] {
        let definition = AttributeDefinition(
          id: AttributeDefinitionID("number-of-\(target)"), displayName: "Number of \(target)", type: .number,
          target: target, options: [])
        _ = try tx.createAttributeDefinition(definition, by: admin)
      }
    }
    return world
  }

  /// A number for the attribute of a target; nil clears it.
  private func value(_ target: AttributeTarget, _ number: Double?) -> AttributeValue {
    AttributeValue(
      definition: AttributeDefinitionID("number-of-\(target)"), content: number.map { .number($0) })
  }

  /// What the panel shows: interaction, customer, transaction.
  private func shown(_ id: InteractionID, in world: World) throws -> [[AttributeValue.Content?]] {
    try world.test.read { (tx) throws(InboxError) in
      try tx.withInteraction(id, for: world.admin) { (panel) throws(InboxError) in
        [panel.attributes, panel.customerAttributes, panel.transactionAttributes].map { $0.map(\.value.content) }
      }
    }
  }

  @Test func eachGoesWhereItBelongs() throws {
    let world = try makeWorld()
    var item = World.review("r1")
    item.attributes = [value(.interaction, 1)]
    item.customer?.attributes = [value(.customer, 2)]
    item.transaction = TransactionInfo()
    item.transactionAttributes = [value(.transaction, 3)]
    let id = try world.push(item)[0].interaction
    #expect(try shown(id, in: world) == [[.number(1)], [.number(2)], [.number(3)]])
    #expect(try world.push(item)[0].outcome == .unchanged)
    item.attributes = []
    item.customer?.attributes = [value(.customer, nil)]
    item.transactionAttributes = [value(.transaction, 4)]
    #expect(try world.push(item)[0].outcome == .updated)
    #expect(try shown(id, in: world) == [[.number(1)], [], [.number(4)]])
  }

  @Test func aDefinitionForSomethingElseIsRefused() throws {
    let world = try makeWorld()
    var item = World.review("r1")
    item.customer?.attributes = [value(.interaction, 2)]
    let items = [item]
    let connector = world.connector
    let results = try world.write { (tx) throws(InboxError) in try tx.ingest(items, by: connector) }
    #expect(throws: InboxError.attributeTargetMismatch(definition: "number-of-interaction")) { try results[0].get() }
  }
}
