internal import SQLite
internal import InboxModel

// Merging: the engine writes its index in segments, as it comes, and merges four of a size into one when it has them. Each
// word of a search is looked up in each segment; a begun word that stands for eighty words is eighty times as many. A
// writer with nothing else to do merges two of a size already, a few pages at a time:
//
//     idle --> indexed something since? --> merge `mergedPagesPerStep` pages --> again, until there is nothing to merge
//
// Invariants
//  1. A step writes a bounded number of pages; a command that comes meanwhile waits for one step.
//  2. Merging ends: it begins anew only after something was indexed. Each word is then rewritten as often as sizes double.
//
// The road not taken: merging to a single segment ('optimize'): every change of a text would in the end rewrite all of it.
extension WriteTransaction {
  private static let mergeQuery = Query("INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)")

  /// Merges some pages of the index. False, at no cost, when nothing is left to merge.
  func mergeIndexStep() throws(InboxError) -> Bool {
    guard indexMayMerge else { return false }
    let before = database.totalChanges
    try run(Self.mergeQuery) { $0.bind(Int64(Limits.mergedPagesPerStep)) }
    // The command counts as a change itself (SQLite's FTS5, 6.8: "The 'merge' Command").
    indexMayMerge = database.totalChanges - before >= 2
    return indexMayMerge
  }
}
