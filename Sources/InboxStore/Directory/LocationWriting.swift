internal import SQLite
public import InboxModel

/// Changing locations. An interaction knows its location, and what it shows of the location and its brand is looked up
/// there: so a change here costs the same however many interactions there are.
extension WriteTransaction {
  private static let insertLocation = Query(
    """
    INSERT INTO location (
      workspace, location, brand, display_name, address, time_zone, language, etag, create_time, update_time
    )
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
    ON CONFLICT (workspace, location) DO NOTHING
    """)

  private static let updateLocation = Query(
    """
    UPDATE location
    SET brand = ?3, display_name = ?4, address = ?5, time_zone = ?6, language = ?7, etag = ?8, create_time = ?9,
      update_time = ?10
    WHERE workspace = ?1 AND location = ?2
    """)

  private static let insertSourceID = Query(
    """
    INSERT INTO location_source_id (workspace, source, external_id, location)
    VALUES (?, ?, ?, ?)
    ON CONFLICT (workspace, source, external_id) DO NOTHING
    """)

  private static let interactionAtLocation = Query(
    "SELECT 1 FROM interaction WHERE workspace = ? AND location = ? LIMIT 1")

  private static let deleteSourceIDs = Query("DELETE FROM location_source_id WHERE workspace = ? AND location = ?")

  private static let touchGroups = Query(
    """
    UPDATE location_group
    SET etag = ?, update_time = ?
    WHERE (workspace, location_group) IN (
      SELECT workspace, location_group
      FROM location_group_member
      WHERE workspace = ? AND location = ?
    )
    """)

  private static let deleteMemberships = Query(
    "DELETE FROM location_group_member WHERE workspace = ? AND location = ?")

  private static let deleteCounts = Query("DELETE FROM view_count WHERE workspace = ? AND location = ?")

  private static let deleteLocation = Query("DELETE FROM location WHERE workspace = ? AND location = ?")

  /// Creates a location; an empty id gets one. Throws `alreadyExists` for the id or a source's id, `notFound` for the
  /// brand.
  @discardableResult
  public func createLocation(_ location: Location, by caller: Caller) throws(InboxError) -> Location {
    try caller.requireAdmin()
    var row = try made(location)
    row.id = LocationID(try chooseID(location.id.text, field: "location_id"))
    let name = LocationName(workspace: caller.workspaceSlug, id: row.id).description
    _ = try brand(row.brand, for: caller)
    guard try write(row, Self.insertLocation, caller) == 1 else {
      throw .alreadyExists(field: "location_id", name: name)
    }
    try insertSourceIDs(of: row, caller)
    note(name, .created, by: caller)
    return row
  }

  /// Changes a location. Throws `notFound`, also for the brand, `etagMismatch`, and `alreadyExists` for a source's id.
  @discardableResult
  public func updateLocation(
    _ id: LocationID, if condition: EtagCondition = .any, by caller: Caller,
    _ change: (inout Location) throws(InboxError) -> Void
  ) throws(InboxError) -> Location {
    try caller.requireAdmin()
    let name = LocationName(workspace: caller.workspaceSlug, id: id).description
    let current = try location(id, for: caller)
    return try update(current, called: name, if: condition, by: caller, change) { (row) throws(InboxError) in
      if row.brand != current.brand { _ = try brand(row.brand, for: caller) }
      try write(row, Self.updateLocation, caller)
      guard row.changes(from: current).contains("source_ids") else { return }
      try run(Self.deleteSourceIDs, of: id, caller)
      try insertSourceIDs(of: row, caller)
    }
  }

  /// Deletes a location where no interaction is; groups and accesses forget it. Throws `notFound`, `etagMismatch`,
  /// `resourceInUse`.
  public func deleteLocation(
    _ id: LocationID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    try caller.requireAdmin()
    let name = LocationName(workspace: caller.workspaceSlug, id: id).description
    let current = try location(id, for: caller)
    guard condition.holds(for: current.etag) else { throw .etagMismatch(name: name) }
    let interaction: Int64? = try first(Self.interactionAtLocation) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      $0.int64()
    }
    if interaction != nil { throw .resourceInUse(name: name, usedBy: "an interaction") }
    let etag = makeID()
    try run(Self.touchGroups) { [now] cursor in
      cursor.bind(etag)
      cursor.bind(now)
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    }
    try removeAccesses(to: .location(id), caller)
    for query in [Self.deleteMemberships, Self.deleteSourceIDs, Self.deleteCounts, Self.deleteLocation] {
      try run(query, of: id, caller)
    }
    note(name, .deleted, by: caller)
  }

  /// Runs a statement about one location.
  private func run(_ query: Query, of location: LocationID, _ caller: Caller) throws(InboxError) {
    try run(query) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(location.text)
    }
  }

  /// Writes a location's row; says how many were written.
  @discardableResult
  private func write(_ row: Location, _ query: Query, _ caller: Caller) throws(InboxError) -> Int {
    try run(query) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(row.id.text)
      cursor.bind(row.brand.text)
      cursor.bind(row.displayName)
      cursor.bind(row.address)
      cursor.bind(row.timeZone)
      cursor.bind(row.language)
      cursor.bind(row.etag.rawValue)
      cursor.bind(row.createTime)
      cursor.bind(row.updateTime)
    }
  }

  /// Writes what the sources call a location.
  private func insertSourceIDs(of location: Location, _ caller: Caller) throws(InboxError) {
    for (index, sourceID) in location.sourceIDs.enumerated() {
      let created = try run(Self.insertSourceID) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(Int64(sourceID.source.rawValue))
        cursor.bind(sourceID.externalID)
        cursor.bind(location.id.text)
      }
      if created == 1 { continue }
      let owner = try self.location(sourceID.source, sourceID.externalID, in: caller.workspace) ?? location.id
      throw .alreadyExists(
        field: "location.source_ids[\(index)].external_id",
        name: LocationName(workspace: caller.workspaceSlug, id: owner).description)
    }
  }
}
