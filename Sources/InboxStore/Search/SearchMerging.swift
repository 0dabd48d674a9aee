internal import SQLite
internal import InboxModel

// Merging: the engine writes its index in segments, as it comes, and merges four of a level into one when it has them. Each
// word of a search is looked up in each segment; a begun word that stands for eighty words is eighty times as many. A
// writer with nothing else to do merges two of a level already, in passes of a few pages at a time:
//
//     idle --> is a pass due? --> merge `mergedPagesPerStep` pages --> again, until there is nothing to merge
//
// Invariants
//  1. A step writes a bounded number of pages; a command that comes meanwhile waits for one step.
//  2. A pass is due when an eighth as many documents as there are were indexed since the last one, and no fewer than
//     `IndexMerging.indexedMin`; after a start, when there are `segmentsMin` segments. So what passes write is in
//     proportion to what is indexed: a level says nothing of a size, and a pass may rewrite the largest segment.
//
// The road not taken: merging whenever something was indexed (a response would cost a fifth more, and in a large workspace
// the whole index would be written anew after a hundred notes); merging to a single segment ('optimize').

/// When the search index is merged.
struct IndexMerging {
  /// Below so many documents a pass is not worth its while.
  static let indexedMin = 4096
  /// From so many segments on the first quiet moment after a start begins a pass.
  static let segmentsMin = 8

  /// Whether a pass is under way.
  private(set) var isUnderWay = false
  /// How many documents were indexed since the last pass; nil before the first quiet moment.
  private var indexed: Int?
  /// At how many the documents are counted.
  private var countsAt = Self.indexedMin

  /// Takes note of documents that were indexed.
  mutating func didIndex(_ documents: Int) { if let indexed { self.indexed = indexed + documents } }

  /// Whether to merge now.
  mutating func isWanted(
    segments: () throws(InboxError) -> Int, documents: () throws(InboxError) -> Int
  ) throws(InboxError) -> Bool {
    if isUnderWay { return true }
    guard let indexed else {
      self.indexed = 0
      isUnderWay = try segments() >= Self.segmentsMin
      return isUnderWay
    }
    guard indexed >= countsAt else { return false }
    countsAt = max(try documents() / 8, Self.indexedMin)
    isUnderWay = indexed >= countsAt
    return isUnderWay
  }

  /// Ends a pass.
  mutating func didEnd() {
    self = IndexMerging()
    indexed = 0
  }
}

extension WriteTransaction {
  private static let mergeQuery = Query("INSERT INTO search_index (search_index, rank) VALUES ('merge', ?)")

  private static let segmentsQuery = Query("SELECT COUNT(DISTINCT segid) FROM search_index_idx")

  private static let documentsQuery = Query("SELECT COUNT(*) FROM search_document")

  /// Merges some pages of the index if a pass is due or under way; false if none is.
  func mergeIndexIfDue() throws(InboxError) -> Bool {
    func count(_ query: Query) throws(InboxError) -> Int {
      try first(query) { _ in
      } _: {
        $0.int()
      } ?? 0
    }
    let isWanted = try indexMerging.isWanted(
      segments: { () throws(InboxError) in try count(Self.segmentsQuery) },
      documents: { () throws(InboxError) in try count(Self.documentsQuery) })
    guard isWanted else { return false }
    if try mergeIndexStep() { return true }
    indexMerging.didEnd()
    return false
  }

  /// Merges some pages of the index; false when nothing is left to merge.
  func mergeIndexStep() throws(InboxError) -> Bool {
    let before = database.totalChanges
    try run(Self.mergeQuery) { $0.bind(Int64(Limits.mergedPagesPerStep)) }
    // The command counts as a change itself (SQLite's FTS5, 6.8: "The 'merge' Command").
    return database.totalChanges - before >= 2
  }
}
