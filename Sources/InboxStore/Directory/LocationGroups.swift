internal import SQLite
public import InboxModel

/// Groups of locations.
extension Transaction {
  private static let columns = "location_group, display_name, etag, create_time, update_time"

  private static let getQuery = Query(
    "SELECT \(columns) FROM location_group WHERE workspace = ? AND location_group = ?")

  private static let listQuery = Query(
    """
    SELECT \(columns)
    FROM location_group
    WHERE workspace = ? AND location_group > ?
    ORDER BY location_group
    LIMIT ?
    """)

  private static let membersQuery = Query(
    """
    SELECT location
    FROM location_group_member
    WHERE workspace = ? AND location_group = ?
    ORDER BY location
    """)

  /// A group with those of its locations that the caller sees; throws `notFound`.
  public func locationGroup(_ id: LocationGroupID, for caller: Caller) throws(InboxError) -> LocationGroup {
    var found = try first(Self.getQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      Self.group(&$0)
    }
    found?.locations = try members(of: id, caller)
    guard let found else {
      throw .notFound(name: LocationGroupName(workspace: caller.workspaceSlug, id: id).description)
    }
    return found
  }

  /// The groups by id, with those of their locations that the caller sees.
  public func locationGroups(
    after id: String, limit: Int, for caller: Caller
  ) throws(InboxError) -> Page<LocationGroup> {
    var rows = try all(Self.listQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id)
      cursor.bind(Int64(limit + 1))
    } _: {
      Self.group(&$0)
    }
    for index in rows.indices { rows[index].locations = try members(of: rows[index].id, caller) }
    return Page(rows, limit: limit) { $0.id.text }
  }

  /// Throws `notFound` unless a group is there.
  func requireLocationGroup(_ id: LocationGroupID, for caller: Caller) throws(InboxError) {
    let found = try first(Self.getQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      Self.group(&$0)
    }
    if found == nil { throw .notFound(name: LocationGroupName(workspace: caller.workspaceSlug, id: id).description) }
  }

  /// The locations of a group that the caller sees.
  private func members(of id: LocationGroupID, _ caller: Caller) throws(InboxError) -> [LocationID] {
    try all(Self.membersQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.text)
    } _: {
      LocationID($0.text())
    }.filter { caller.sees($0) }
  }

  /// Reads one row.
  private static func group(_ cursor: inout Cursor) -> LocationGroup {
    LocationGroup(
      id: LocationGroupID(cursor.text()), displayName: cursor.text(), locations: [], etag: Etag(cursor.int64()),
      createTime: cursor.int64(), updateTime: cursor.int64())
  }
}
