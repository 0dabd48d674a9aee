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

  /// What the search index has: its documents and the words that occur.
  private static func words(_ tx: Transaction) throws(InboxError) -> [String] {
    try tx.all(
      Query("SELECT customer || messages || notes FROM search_index UNION ALL SELECT term FROM search_term")
    ) { _ in
    } _: {
      $0.text()
    }
  }

  /// Leaves what is easily forgotten: a former text, a note about him elsewhere that somebody was told of, the answer to a
  /// request, and what a relay said of his address.
  private static func leaveTraces(in world: World, of id: InteractionID, _ item: IngestItem) throws {
    let admin = world.admin
    var changed = item
    changed.messages[0].text = "Hidden words about pasta"
    changed.messages[0].updateTime = 1_700_000_100_000_000
    changed.updateTime = 1_700_000_100_000_000
    try world.push(changed)
    let other = try world.push(World.review("kept-2", "Kept too"))[0].interaction
    try world.write { (tx) throws(InboxError) in
      let customer = try tx.customers(.email("hidden@example.com"), after: "", limit: 1, for: admin).items[0].id
      try tx.createNote(
        NoteDraft(body: "customers/\(customer.text) is hidden-grandson", mentions: ["bob"]), on: other, by: admin)
      let former = try tx.createNote(NoteDraft(body: "customers/\(customer.text) was hidden"), on: other, by: admin)
      _ = try tx.updateNote(former.id, of: other, NoteEdit(body: "Names nobody now"), by: admin)
      let answer = Array("..workspaces/demo/interactions/\(id)..Hidden answer".utf8)
      try tx.remember("r1", method: "m", fingerprint: [1], response: answer.span, for: admin)
      let foreign = Array("..workspaces/demo/interactions/\(other)..kept answer".utf8)
      try tx.remember("r2", method: "m", fingerprint: [1], response: foreign.span, for: admin)
      _ = try tx.run(
        Query("UPDATE delivery SET state = 8, failure_reason = '550 <hidden@example.com>', external_id = 'hidden-9'")
      ) { _ in }
      while try tx.indexPending(max: 100) > 0 {}
    }
  }

  /// Goal: a long thread is emptied in steps of few rows, and is in the end as if it had been at once.
  @Test func aLongThreadIsEmptiedInSmallSteps() throws {
    let world = try World()
    let admin = world.admin
    var ids: [InteractionID] = []
    for number in 0..<2 {
      var item = World.review("long-\(number)")
      item.messages = (0..<50).map { IngestMessage("m-\(number)-\($0)", .inbound, "Word \($0)", at: Int64($0) + 1) }
      ids.append(try world.push(item)[0].interaction)
    }
    try world.write { [ids] (tx) throws(InboxError) in
      for id in ids {
        for number in 0..<30 {
          _ = try tx.createNote(NoteDraft(body: "Word \(number)", mentions: []), on: id, by: admin)
        }
      }
    }
    var steps = 0
    for (id, rowsPerStep) in [(ids[0], Int.max), (ids[1], 7)] {
      var place = EmptyingPlace(id, withNotes: true)
      var isDone = false
      while !isDone {
        steps += 1
        (place, isDone) = try world.write { [place] (tx) throws(InboxError) in
          var (place, rows, erasure) = (place, rowsPerStep, Erasure())
          let isDone = try tx.empty(&place, rows: &rows, &erasure, admin)
          #expect(rows >= 0)
          return (place, isDone)
        }
      }
    }
    // 50 messages, as many events or more, 30 notes.
    #expect(steps > 1 + 130 / 7)
    try world.write { (tx) throws(InboxError) in
      let left = try tx.first(
        Query(
          """
          SELECT (SELECT COUNT(*) FROM message WHERE body <> '' OR external_id IS NOT NULL)
            + (SELECT COUNT(*) FROM note WHERE body <> '')
          """)
      ) { _ in
      } _: {
        $0.int()
      }
      #expect(left == 0)
    }
    #expect(try world.look(ids[0]).messageCount == 50 && world.look(ids[1]).messageCount == 50)
    for id in ids { #expect(try world.events(id).last == .customerErased) }
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
    try Self.leaveTraces(in: world, of: id, item)
    let erasure = try world.write { (tx) throws(InboxError) in
      let customer = try tx.customers(.email("hidden@example.com"), after: "", limit: 1, for: admin).items[0].id
      #expect(try tx.eraseCustomer(customer, isRehearsal: true, by: admin).messages == 2)
      #expect(try Self.dump(tx).contains("Hidden words"))
      return try tx.eraseCustomer(customer, by: admin)
    }
    #expect(erasure == Erasure(interactions: 1, messages: 2, notes: 1, drafts: 2, attachments: 0))
    try world.write { (tx) throws(InboxError) in
      #expect(try Self.words(tx).contains { $0.contains("hidden") })
      while try tx.indexPending(max: 100) > 0 {}
      #expect(try Self.words(tx).filter { $0.contains("hidden") } == [])
      #expect(try Self.words(tx).contains { $0.contains("kept") })
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
