@testable import InboxStore
import InboxModel
import SQLite
import Testing

/// Every query where the table can grow goes by an index named for it: no scan, no temporary sort.
struct PlanTests {
  /// Queries and the index each must go by ("PRIMARY KEY" for the clustered key).
  static let queries: [(sql: String, index: String)] = [
    (ListStatements.placeSQL, "list_by_activity"),
    (ListStatements.pendingSQL, "list_pending_by_activity"),
    (ListStatements.unassignedSQL, "list_unassigned_by_activity"),
    (ListStatements.scheduledSQL, "list_scheduled_by_activity"),
    (ListStatements.waitingSQL, "list_by_waiting"),
    (Transaction.sweepSQL, "SEARCH i USING PRIMARY KEY"),
    (ListStatements.entriesSQL, "SEARCH e USING PRIMARY KEY"),
    (ListStatements.assignedKeysSQL, "SEARCH e USING PRIMARY KEY"),
    (ListStatements.locationKeysSQL, "COVERING INDEX list_location_by_activity"),
    (OutboxDepth.countSQL, "COVERING INDEX deliveries_by_state (workspace=? AND state=?)"),
    (Transaction.nextEmailSQL, "INDEX ready_deliveries"),
    (Transaction.readyWorkspaceSQL, "INDEX ready_deliveries (channel=? AND workspace>?)"),
    (WriteTransaction.leftEmailsSQL, "INDEX expiring_leases"),
    (ListStatements.placeKeysSQL, "COVERING INDEX list_by_activity"),
    (ListStatements.sourceKeysSQL, "COVERING INDEX list_source_by_activity"),
    (Transaction.listingSQL(of: "e.interaction = ? AND", by: ["sequence"], descending: true), "events_of_interaction"),
    (Transaction.listingSQL(of: "", by: ["sequence"], descending: true), "SEARCH e USING PRIMARY KEY"),
    (Transaction.listingSQL(of: "", by: ["event_time", "sequence"], descending: false), "events_by_time"),
    (Transaction.statisticsSQL, "COVERING INDEX events_by_time"),
  ]

  @Test func listsGoByTheirIndexes() throws {
    let world = try World()
    let database = try Database(path: world.test.directory + "/inbox.sqlite", role: .reader)
    for (sql, index) in Self.queries {
      let plan = try database.plan(of: sql).joined(separator: "; ")
      #expect(plan.contains(index), "\(plan)")
      #expect(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "\(plan)")
    }
  }

  /// Goal: the connection that made a file knows as little of its size as one that opens it: what FTS5 does in its tables
  /// goes by their keys from the first day on.
  @Test func whoMadeTheFilePlansLikeOthers() throws {
    let world = try World()
    try world.write { (tx) throws(InboxError) in
      let plan = try? tx.database.plan(of: "DELETE FROM search_index_data WHERE id >= ? AND id <= ?")
      #expect(plan?.joined().contains("INTEGER PRIMARY KEY (rowid>? AND rowid<?)") == true)
    }
  }

  /// Goal: after a day's work through every operation, no statement that ran scans a table that grows or sorts.
  @Test func nothingThatRanScansOrSorts() throws {
    let world = try World()
    let admin = world.admin
    let id = try world.reviewed()
    try world.write { (tx) throws(InboxError) in
      _ = try tx.saveDraft(ResponseText("a"), on: .provider, of: id, by: admin)
      _ = try tx.saveDraft(ResponseText("b"), on: .provider, of: id, by: admin)
      _ = try tx.sendResponse(SendCommand(on: .provider), of: id, by: admin)
      _ = try tx.createNote(NoteDraft(body: "n", mentions: ["bob"]), on: id, by: admin)
      let note = try tx.createNote(NoteDraft(body: "m"), on: id, by: admin)
      _ = try tx.updateNote(note.id, of: id, NoteEdit(body: "o", mentions: ["bob"]), by: admin)
      _ = try tx.updateNote(note.id, of: id, NoteEdit(mentions: []), by: admin)
      _ = try tx.noteRevisions(of: note.id, of: id, before: nil, limit: 5, for: admin)
      _ = try tx.deleteNote(note.id, of: id, by: admin)
      _ = try tx.readyWorkspace(DeliveryWish(channels: [.provider]), after: .every, through: .everything)
      _ = try tx.updateUser("bob", by: admin) { (bob) throws(InboxError) in bob.email = "bob@bistro.example" }
      try tx.assign(["bob"], to: id, by: admin)
      let bob = try tx.caller(workspace: "demo", actor: .user("bob"))
      _ = try tx.notifications(before: nil, unreadOnly: false, limit: 5, for: bob)
      _ = try tx.notifications(before: nil, unreadOnly: true, limit: 5, for: bob)
      _ = try tx.notificationChanges(after: .start, limit: 5, for: bob)
      _ = try tx.lastNotificationChange(for: bob)
      _ = try tx.unreadNotificationCount(for: bob)
      _ = try tx.unreadNotificationCount(for: try tx.caller(workspace: "demo", actor: .user("eve")))
      try tx.markNotificationsRead([NotificationID(1)], by: bob)
      try tx.markNotificationsRead(until: tx.now, by: bob)
      try tx.pin(id, by: admin)
      try tx.unpin(id, by: admin)
      try tx.scheduleResponse(ResponseText("s"), on: .provider, of: id, at: tx.now + 1_000_000, by: admin)
      let system = Caller.system(in: admin.workspace, slug: "demo")
      for email in try tx.leaseEmails(leaseMicroseconds: 1, limit: 5, serverDomain: "a.example", by: system) {
        _ = try tx.email(of: email, for: system)
      }
      try tx.releaseEmails()
      _ = try tx.nextEmailTime(in: admin.workspace)
      try tx.trash(id, by: admin)
      _ = try tx.withInteraction(id, for: admin) { (_) throws(InboxError) in true }
      _ = try tx.notes(of: id, after: nil, limit: 5, for: admin)
      _ = try tx.listMessages(of: id, .latest, limit: 5, for: admin) { (_) throws(InboxError) in }
      _ = try tx.events(of: id, after: 0, limit: 5, for: admin)
      try Self.lookEverywhere(in: tx, as: [admin, world.editor])
      let statements = tx.database.preparedStatements
      for sql in statements where !sql.hasPrefix("PRAGMA") && !sql.contains("SAVEPOINT") {
        guard let plan = try? tx.database.plan(of: sql).joined(separator: "; ") else { continue }
        // The list of workspaces, and the house-keeping that steps through one workspace's oldest answers.
        // So are the segments and documents of the search index (counted once a start, and once in thousands of documents), what
        // waits to be indexed, what was deleted of small tables (looked for when the writer is idle), and what FTS5 does within
        // its own tables.
        let exempt = [
          "FROM workspace ORDER BY", "DELETE FROM request", "sqlite_", "FROM search_pending ORDER BY workspace DESC",
          "WHERE is_deleted = 1", "FROM search_index_idx", "SELECT COUNT(*) FROM search_document",
        ]
        if (exempt + ["'search_index_"]).contains(where: sql.contains) { continue }
        if sql.contains("search_index MATCH") {
          #expect(plan.contains("VIRTUAL TABLE INDEX") && !plan.contains("TEMP B-TREE"), "\(sql): \(plan)")
          continue
        }
        #expect(!plan.contains("SCAN"), "\(sql): \(plan)")
        let wholeWorkspace = plan.contains("(workspace=?)") && !plan.contains("SEARCH workspace")
        #expect(!wholeWorkspace || sql.contains("FROM keyword") || sql.contains("event_counter"), "\(sql): \(plan)")
        #expect(!plan.contains("TEMP B-TREE"), "\(sql): \(plan)")
      }
      #expect(statements.count > 30)
    }
  }

  /// Runs lists of every kind, counts, searches and statistics.
  private static func lookEverywhere(in tx: WriteTransaction, as callers: [Caller]) throws(InboxError) {
    for caller in callers {
      _ = try tx.counts(for: caller)
      for view in View.allCases {
        for order in [InteractionOrder.latestActivity, .longestWaiting] {
          for filter in filters {
            let query = InteractionListQuery(view: view, filter: filter, order: order, limit: 5)
            _ = try tx.listInteractions(query, for: caller) { (_) throws(InboxError) in }
          }
        }
      }
      for order in [SearchOrder.relevance, .newest] {
        var search = InteractionSearch(try SearchQuery("pizza gre", field: "query"), limit: 5)
        search.order = order
        _ = try tx.searchInteractions(search, for: caller) { (row) throws(InboxError) in
          _ = try tx.searchHit(search.query, in: row, for: caller)
        }
      }
      var query = StatisticsQuery(start: 0, end: tx.now + 1, dimensions: [.day, .brand, .user])
      query.filter = filters[1]
      _ = try tx.statistics(query, for: caller)
    }
  }

  /// A filter for each driver of lists, and for what only the matcher looks at.
  private static let filters: [InteractionFilter] = {
    var filters = [InteractionFilter](repeating: InteractionFilter(), count: 9)
    filters[1].statuses = [.pending]
    filters[2].sources = [.google, .email]
    filters[3].locations = [World.paris]
    filters[4].assignees = ["bob"]
    filters[5].isUnassigned = true
    filters[6].keywords = [KeywordID("pizza")]
    filters[7].customers = [CustomerID("nobody")]
    filters[8].brands = [BrandID("bistro")]
    filters[8].locationGroups = [LocationGroupID("north")]
    return filters
  }()
}
