internal import SQLite
public import InboxModel

/// Locations.
extension Transaction {
  private static let columns =
    "location, display_name, brand, address, time_zone, language, etag, create_time, update_time"

  private static let getQuery = Query("SELECT \(columns) FROM location WHERE workspace = ? AND location = ?")

  private static let listQuery = Query(
    "SELECT \(columns) FROM location WHERE workspace = ? AND location > ? ORDER BY location LIMIT ?")

  private static let listOfBrandQuery = Query(
    """
    SELECT \(columns)
    FROM location
    WHERE workspace = ? AND brand = ? AND location > ?
    ORDER BY location
    LIMIT ?
    """)

  private static let sourceIDsQuery = Query(
    """
    SELECT source, external_id
    FROM location_source_id
    WHERE workspace = ? AND location = ?
    ORDER BY source, external_id
    """)

  private static let placeQuery = Query(
    """
    SELECT l.display_name, l.brand, b.display_name
    FROM location l
    JOIN brand b ON b.workspace = l.workspace AND b.brand = l.brand
    WHERE l.workspace = ? AND l.location = ?
    """)

  private static let bySourceIDQuery = Query(
    "SELECT location FROM location_source_id WHERE workspace = ? AND source = ? AND external_id = ?")

  /// A location the caller sees; throws `notFound`.
  public func location(_ id: LocationID, for caller: Caller) throws(InboxError) -> Location {
    var found = try first(Self.getQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      Self.location(&$0)
    }
    found?.sourceIDs = try sourceIDs(of: id, caller)
    guard let found, caller.sees(id) else {
      throw .notFound(name: LocationName(workspace: caller.workspaceSlug, id: id).description)
    }
    return found
  }

  /// The locations by id that the caller sees, of one brand or of all.
  public func locations(
    of brand: BrandID?, after id: String, limit: Int, for caller: Caller
  ) throws(InboxError) -> Page<Location> {
    var seen: [Location] = []
    var after = id
    while seen.count <= limit {
      let position = after
      let rows = try all(brand == nil ? Self.listQuery : Self.listOfBrandQuery) { cursor in
        cursor.bind(caller.workspace.rawValue)
        if let brand { cursor.bind(brand.text) }
        cursor.bind(position)
        cursor.bind(Int64(limit + 1))
      } _: {
        Self.location(&$0)
      }
      seen += rows.filter { caller.sees($0.id) }
      guard rows.count == limit + 1, let last = rows.last else { break }
      after = last.id.text
    }
    for index in seen.indices { seen[index].sourceIDs = try sourceIDs(of: seen[index].id, caller) }
    return Page(seen, limit: limit) { $0.id.text }
  }

  /// Throws `notFound` unless the caller sees a location.
  func requireLocation(_ id: LocationID, for caller: Caller) throws(InboxError) {
    guard caller.sees(id), try place(id, in: caller.workspace) != nil else {
      throw .notFound(name: LocationName(workspace: caller.workspaceSlug, id: id).description)
    }
  }

  /// The location that a source knows by an id; nil if none.
  func location(_ source: Source, _ externalID: String, in workspace: WorkspaceID) throws(InboxError) -> LocationID? {
    try first(Self.bySourceIDQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(Int64(source.rawValue))
      cursor.bind(externalID)
    } _: {
      LocationID($0.text())
    }
  }

  /// The names of a location and its brand, from the cache if they are there; nil if there is no such location.
  func place(_ id: LocationID, in workspace: WorkspaceID) throws(InboxError) -> DirectoryCache.Place? {
    let key = DirectoryCache.Scoped(workspace: workspace, value: id)
    if let known = directory.places[key] { return known }
    let found = try first(Self.placeQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.text)
    } _: { cursor in
      DirectoryCache.Place(
        displayName: cursor.text(), brand: BrandID(cursor.text()), brandDisplayName: cursor.text())
    }
    if let found { directory.places[key] = found }
    return found
  }

  /// What the sources call a location.
  private func sourceIDs(of id: LocationID, _ caller: Caller) throws(InboxError) -> [LocationSourceID] {
    try all(Self.sourceIDsQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      LocationSourceID(source: Source(stored: $0.int()), externalID: $0.text())
    }
  }

  /// Reads one row.
  private static func location(_ cursor: inout Cursor) -> Location {
    Location(
      id: LocationID(cursor.text()), displayName: cursor.text(), brand: BrandID(cursor.text()),
      address: cursor.text(), timeZone: cursor.text(), language: cursor.text(), etag: Etag(cursor.int64()),
      createTime: cursor.int64(), updateTime: cursor.int64())
  }
}
