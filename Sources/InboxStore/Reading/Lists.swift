internal import SQLite
public import InboxModel

/// What a list shows.
public struct InteractionListQuery: Sendable, Hashable {
  /// Which interactions: the inbox (view ALL), the archive, the trash.
  public var place: Place
  /// One tab, or all.
  public var family: Family?
  /// Where the page before ended; nil for the first page.
  public var after: PagePosition?
  /// The most rows.
  public var limit: Int

  /// A list of the latest activity first.
  public init(place: Place = .inbox, family: Family? = nil, after: PagePosition? = nil, limit: Int) {
    self.place = place
    self.family = family
    self.after = after
    self.limit = limit
  }
}

/// Lists by latest activity, newest first, page by page. A page follows from the last row's (time, id): rows that move up
/// meanwhile are neither missed below nor shown twice.
///
/// Who sees everything reads one index in order. Who sees some locations reads the same order of each location and
/// merges them: the cost grows with the page, not with what the locations hold.
extension Transaction {
  private static let listQuery = Query(listSQL(family: false))
  private static let listFamilyQuery = Query(listSQL(family: true))
  private static let keysQuery = Query(keysSQL(family: false))
  private static let keysFamilyQuery = Query(keysSQL(family: true))
  private static let rowQuery = Query(
    "SELECT \(InteractionRow.columns) FROM interaction i WHERE i.workspace = ? AND i.interaction = ?")

  /// The query of a page over everything.
  static func listSQL(family: Bool) -> String {
    """
    SELECT \(InteractionRow.columns)
    FROM interaction i
    WHERE i.workspace = ? AND i.place = ?\(family ? " AND i.family = ?" : "")
      AND (i.activity_time, i.interaction) < (?, ?)
    ORDER BY i.activity_time DESC, i.interaction DESC
    LIMIT ?
    """
  }

  /// The query of one location's order, from the index alone.
  static func keysSQL(family: Bool) -> String {
    """
    SELECT i.activity_time, i.interaction
    FROM interaction i
    WHERE i.workspace = ? AND i.location = ? AND i.place = ?\(family ? " AND i.family = ?" : "")
      AND (i.activity_time, i.interaction) < (?, ?)
    ORDER BY i.activity_time DESC, i.interaction DESC
    LIMIT ?
    """
  }

  /// Lends the rows of a page to a callback, in order, and gives where the next page begins; nil after the last page.
  public func listInteractions(
    _ query: InteractionListQuery, for caller: Caller,
    _ body: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) -> PagePosition? {
    if let locations = caller.visibleLocations {
      return try listMerged(query, locations, caller, body)
    }
    var count = 0
    var last: PagePosition?
    var next: PagePosition?
    try forEach(query.family == nil ? Self.listQuery : Self.listFamilyQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      Self.bind(query, from: query.after, limit: query.limit + 1, &cursor)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      if count == query.limit {
        next = last
        return
      }
      let row = InteractionRow(&cursor)
      try body(row)
      count += 1
      last = PagePosition(time: row.activityTime, id: row.id.rawValue)
    }
    return next
  }

  /// Binds what both queries share.
  private static func bind(
    _ query: InteractionListQuery, from position: PagePosition?, limit: Int, _ cursor: inout Cursor
  ) {
    cursor.bind(Int64(query.place.rawValue))
    if let family = query.family { cursor.bind(Int64(family.rawValue)) }
    cursor.bind(position?.time ?? Int64.max)
    cursor.bind(position?.id ?? Int64.max)
    cursor.bind(Int64(limit))
  }

  /// The same for some locations: merges the order of each.
  private func listMerged(
    _ query: InteractionListQuery, _ locations: [LocationID], _ caller: Caller,
    _ body: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) -> PagePosition? {
    // Each location gives a few keys at a time, more when the merge has used them up.
    let chunk = max(4, 2 * query.limit / max(1, locations.count))
    var merge = LocationMerge()
    for location in locations {
      merge.add(try keys(of: location, query, from: query.after, limit: chunk, caller), of: location, chunk: chunk)
    }
    var last: PagePosition?
    var count = 0
    while let key = merge.popGreatest() {
      if count == query.limit { return last }
      try withRow(InteractionID(key.position.id), caller, body)
      last = key.position
      count += 1
      if key.needsMore {
        let more = try keys(of: key.location, query, from: key.position, limit: chunk, caller)
        merge.add(more, of: key.location, chunk: chunk)
      }
    }
    return nil
  }

  /// Some keys of one location below a place.
  private func keys(
    of location: LocationID, _ query: InteractionListQuery, from position: PagePosition?, limit: Int, _ caller: Caller
  ) throws(InboxError) -> [PagePosition] {
    try all(query.family == nil ? Self.keysQuery : Self.keysFamilyQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(location.text)
      Self.bind(query, from: position, limit: limit, &cursor)
    } _: {
      PagePosition(time: $0.int64(), id: $0.int64())
    }
  }

  /// Lends one row.
  private func withRow(
    _ id: InteractionID, _ caller: Caller, _ body: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) {
    try forEach(Self.rowQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      try body(InteractionRow(&cursor))
    }
  }
}
