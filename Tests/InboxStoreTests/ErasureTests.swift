@testable import InboxStore
import InboxModel
import SQLite
import Testing

/// What is erased is in no row of any table any more.
struct StoreErasureTests {
  /// Every text of every table.
  private static func dump(_ tx: Transaction) throws(InboxError) -> String {
    // The search index is made anew from the texts, when the writer finds the time; searches pass the old one over.
    let tables = try tx.all(
      Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_%'")
    ) { _ in
    } _: {
      $0.text()
    }
    var dump = ""
    for table in tables {
      let columns = try tx.all(Query("SELECT name FROM pragma_table_info('\(table)')")) { _ in
      } _: {
        $0.text()
      }
      let row = columns.map { "coalesce(CAST(\"\($0)\" AS TEXT), '')" }.joined(separator: " || ' ' || ")
      let rows = try tx.all(Query("SELECT \(row) FROM \"\(table)\"")) { _ in
      } _: {
        $0.text()
      }
      dump += rows.map { "\(table): \($0)\n" }.joined()
    }
    return dump
  }

  @Test func nothingOfHimIsLeft() throws {
    let world = try World()
    let admin = world.admin
    var item = World.review("hidden-1", "Hidden words about pizza")
    item.subject = "Hidden subject"
    item.sourceURL = "https://hidden.example/1"
    item.customer?.profile.displayName = "Hidden Name"
    item.customer?.profile.email = "hidden@example.com"
    let remark = AttributeDefinitionID("remark")
    try world.write { (tx) throws(InboxError) in
      _ = try tx.createAttributeDefinition(
        AttributeDefinition(id: remark, displayName: "Remark", type: .text, target: .interaction, options: []),
        by: admin)
    }
    item.attributes = [AttributeValue(definition: remark, content: .text("Hidden remark"))]
    let id = try world.push(item)[0].interaction
    try world.push(World.review("kept-1", "Kept words"))
    try world.write { (tx) throws(InboxError) in
      _ = try tx.sendResponse(SendCommand(on: .provider, text: ResponseText("Hidden answer")), of: id, by: admin)
      _ = try tx.saveDraft(ResponseText("Hidden draft"), on: .provider, of: id, by: admin)
      _ = try tx.saveDraft(ResponseText("Hidden second"), on: .provider, of: id, by: admin)
      try tx.scheduleResponse(ResponseText("Hidden later"), on: .email, of: id, at: tx.now + 1_000_000, by: admin)
    }
    let erasure = try world.write { (tx) throws(InboxError) in
      let customer = try tx.customers(.email("hidden@example.com"), after: "", limit: 1, for: admin).items[0].id
      #expect(try tx.eraseCustomer(customer, isRehearsal: true, by: admin).messages == 2)
      #expect(try Self.dump(tx).contains("Hidden words"))
      return try tx.eraseCustomer(customer, by: admin)
    }
    #expect(erasure == Erasure(interactions: 1, messages: 2, notes: 0, drafts: 2, attachments: 0))
    try world.write { (tx) throws(InboxError) in
      let dump = try Self.dump(tx).lowercased()
      #expect(dump.split(separator: "\n").filter { $0.contains("hidden") } == [])
      #expect(dump.contains("kept words") && dump.contains("c-kept-1"))
      // Counts follow: nothing is scheduled any more, and what was on its way does not go.
      #expect(try tx.counts(for: admin)[.scheduled, .review] == 0)
      let waiting = try tx.first(Query("SELECT count(*) FROM delivery WHERE state IN (1, 2)")) { _ in
      } _: {
        $0.int()
      }
      #expect(waiting == 0)
    }
    #expect(try world.events(id).last == .customerErased)
    #expect(try world.look(id).rating == 4)
  }
}
