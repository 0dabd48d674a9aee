internal import SQLite
internal import InboxModel

// What a deleted keyword or attribute definition leaves on interactions and customers, taken off in small steps.
//
//     DeleteKeyword:  is_deleted = 1, one step, event        the answer: nobody sees it any more
//     the writer, when it looks after the house:  a step ... a step, the row itself
//
// A keyword may be on a million interactions. Taking it off all of them in the deleting transaction would hold every other
// command back for seconds; a step takes some milliseconds.
//
// Invariants
//  1. Every query of keywords and definitions, and every join with them, asks for `is_deleted = 0`: deleted is gone.
//  2. The row itself goes last, when nothing refers to it any more; until then its id cannot be taken again, its name can.
//  3. Few rows (one step) go in the deleting transaction, so that usually nothing is left to do.

/// Taking off what was deleted; the essay above tells the rules.
extension WriteTransaction {
  private static let deletedKeyword = Query(
    "SELECT workspace, keyword FROM keyword WHERE is_deleted = 1 LIMIT 1")

  private static let deletedDefinition = Query(
    "SELECT workspace, definition FROM attribute_definition WHERE is_deleted = 1 LIMIT 1")

  private static let removeFromInteractions = Query(
    removeSQL("interaction_keyword", owner: "interaction", of: "keyword"))
  private static let removeInteractionValues = Query(
    removeSQL("interaction_attribute", owner: "interaction", of: "definition"))
  private static let removeTransactionValues = Query(
    removeSQL("transaction_attribute", owner: "interaction", of: "definition"))
  private static let removeCustomerValues = Query(
    removeSQL("customer_attribute", owner: "customer", of: "definition"))

  private static let removeKeyword = Query("DELETE FROM keyword WHERE workspace = ? AND keyword = ?")
  private static let removeDefinition = Query(
    "DELETE FROM attribute_definition WHERE workspace = ? AND definition = ?")

  /// The statement that removes some rows of a table that refer to something deleted.
  private static func removeSQL(_ table: String, owner: String, of key: String) -> String {
    """
    DELETE FROM \(table)
    WHERE (workspace, \(owner), \(key)) IN (
      SELECT workspace, \(owner), \(key)
      FROM \(table)
      WHERE workspace = ? AND \(key) = ?
      LIMIT ?
    )
    """
  }

  /// Takes a step with something that was deleted; says how many rows went.
  func removeDeletedStep() throws(InboxError) -> Int {
    if let (workspace, id) = try deleted(Self.deletedKeyword) { return try removeStep(ofKeyword: id, in: workspace) }
    if let (workspace, id) = try deleted(Self.deletedDefinition) {
      return try removeStep(ofDefinition: id, in: workspace)
    }
    return 0
  }

  /// Takes a deleted keyword off some interactions, then away; says how many rows went.
  func removeStep(ofKeyword id: String, in workspace: Int64) throws(InboxError) -> Int {
    try removeStep([Self.removeFromInteractions], then: Self.removeKeyword, id, workspace)
  }

  /// Takes some values of a deleted definition off, then the definition away; says how many rows went.
  func removeStep(ofDefinition id: String, in workspace: Int64) throws(InboxError) -> Int {
    try removeStep(
      [Self.removeInteractionValues, Self.removeTransactionValues, Self.removeCustomerValues],
      then: Self.removeDefinition, id, workspace)
  }

  /// Removes rows up to the limit of a step; when none is left, the thing itself (invariant 2).
  private func removeStep(
    _ references: [Query], then thing: Query, _ id: String, _ workspace: Int64
  ) throws(InboxError) -> Int {
    var removed = 0
    for query in references {
      let limit = Limits.rowsRemovedPerStep - removed
      removed += try run(query) { cursor in
        cursor.bind(workspace)
        cursor.bind(id)
        cursor.bind(Int64(limit))
      }
      if removed >= Limits.rowsRemovedPerStep { return removed }
    }
    return try removed
      + run(thing) { cursor in
        cursor.bind(workspace)
        cursor.bind(id)
      }
  }

  /// The first that is deleted and not yet gone.
  private func deleted(_ query: Query) throws(InboxError) -> (workspace: Int64, id: String)? {
    try first(query) { _ in
    } _: {
      ($0.int64(), $0.text())
    }
  }
}
