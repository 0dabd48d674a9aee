@testable import InboxStore
import InboxModel
import SQLite
import Testing

/// What deleted keywords and definitions leave goes in bounded steps; for whoever looks it is gone at once.
struct DirectoryRemovalTests {
  /// How many rows of a table there are.
  private static func count(_ table: String, _ tx: Transaction) throws(InboxError) -> Int {
    try tx.first(Query("SELECT count(*) FROM \(table)")) { _ in
    } _: {
      $0.int()
    } ?? -1
  }

  @Test func aKeywordOnManyInteractionsGoesInSteps() throws {
    let world = try World()
    let (admin, connector) = (world.admin, world.connector)
    let many = Limits.rowsRemovedPerStep + 50
    let first = try world.reviewed("r-0")
    try world.write { (tx) throws(InboxError) in
      let items = (1..<many).map { World.review("r-\($0)") }
      for result in try tx.ingest(items, by: connector) { _ = try result.get() }
    }
    #expect(try world.look(first).keywords == ["Pizza"])
    try world.write { (tx) throws(InboxError) in
      try tx.deleteKeyword(KeywordID("pizza"), by: admin)
      #expect(try Self.count("interaction_keyword", tx) == 50)
    }
    #expect(try world.look(first).keywords == [])
    // The name is free at once, the id when the last row is gone.
    try world.write { (tx) throws(InboxError) in
      #expect(throws: InboxError.notFound(name: "workspaces/demo/keywords/pizza")) {
        try tx.keyword(KeywordID("pizza"), for: admin)
      }
      try tx.createKeyword(Keyword(id: KeywordID("pizza-2"), displayName: "Pizza"), by: admin)
      #expect(throws: InboxError.alreadyExists(field: "keyword_id", name: "workspaces/demo/keywords/pizza")) {
        try tx.createKeyword(Keyword(id: KeywordID("pizza"), displayName: "Pizze"), by: admin)
      }
      #expect(try tx.removeDeletedStep() == 51)
      #expect(try tx.removeDeletedStep() == 0)
      try tx.createKeyword(Keyword(id: KeywordID("pizza"), displayName: "Pizze"), by: admin)
    }
    #expect(try world.look(first).keywords == [])
  }

  /// Goal: deleting costs a seek for each row of the step, whatever the size of the tables.
  @Test func stepsGoByTheIndexes() throws {
    let world = try World()
    let admin = world.admin
    try world.write { (tx) throws(InboxError) in
      let options = [AttributeOption(id: "a", displayName: "A"), AttributeOption(id: "b", displayName: "B")]
      for target in [AttributeTarget.interaction, .customer, .transaction] {
        let id = AttributeDefinitionID("d-\(target)")
        try tx.createAttributeDefinition(
          AttributeDefinition(id: id, displayName: "D", type: .multipleSelect, target: target, options: options),
          by: admin)
        try tx.updateAttributeDefinition(id, by: admin) { $0.options.removeLast() }
        try tx.deleteAttributeDefinition(id, by: admin)
      }
      try tx.deleteKeyword(KeywordID("pizza"), by: admin)
      try tx.updateUser("bob", by: admin) { $0.role = .owner }
      try tx.updateUser("bob", by: admin) { $0.role = .admin }
      try tx.createLocation(Location(id: LocationID("nice"), displayName: "Nice", brand: BrandID("bistro")), by: admin)
      try tx.deleteLocation(LocationID("nice"), by: admin)
      try tx.deleteLocationGroup(LocationGroupID("north"), by: admin)
      try tx.createBrand(Brand(id: BrandID("bar"), displayName: "Bar"), by: admin)
      try tx.deleteBrand(BrandID("bar"), by: admin)
      for sql in tx.database.preparedStatements
      where sql.contains("DELETE") || sql.contains("min(") || sql.contains("LIMIT 1") {
        let plan = try? tx.database.plan(of: sql).joined(separator: "; ")
        #expect(plan?.contains("SCAN") != true || sql.contains("is_deleted = 1"), "\(sql): \(plan ?? "")")
        #expect(plan?.contains("TEMP B-TREE") != true, "\(sql): \(plan ?? "")")
      }
    }
  }
}
