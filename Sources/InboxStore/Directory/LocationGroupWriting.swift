internal import SQLite
public import InboxModel

/// Changing groups of locations. Whoever has access through a group gains and loses locations with it, from the next
/// generation of the directory on.
extension WriteTransaction {
  private static let insertGroup = Query(
    """
    INSERT INTO location_group (workspace, location_group, display_name, etag, create_time, update_time)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (workspace, location_group) DO NOTHING
    """)

  private static let updateGroup = Query(
    """
    UPDATE location_group
    SET display_name = ?3, etag = ?4, create_time = ?5, update_time = ?6
    WHERE workspace = ?1 AND location_group = ?2
    """)

  private static let deleteGroup = Query("DELETE FROM location_group WHERE workspace = ? AND location_group = ?")

  private static let insertMember = Query(
    """
    INSERT INTO location_group_member (workspace, location_group, location)
    VALUES (?, ?, ?)
    ON CONFLICT (workspace, location_group, location) DO NOTHING
    """)

  private static let deleteMember = Query(
    "DELETE FROM location_group_member WHERE workspace = ? AND location_group = ? AND location = ?")

  private static let deleteMembers = Query(
    "DELETE FROM location_group_member WHERE workspace = ? AND location_group = ?")

  /// Creates a group; an empty id gets one. Throws `alreadyExists`, and `notFound` for a location.
  @discardableResult
  public func createLocationGroup(_ group: LocationGroup, by caller: Caller) throws(InboxError) -> LocationGroup {
    try caller.requireAdmin()
    var row = try made(group)
    row.id = LocationGroupID(try chooseID(group.id.text, field: "location_group_id"))
    let name = LocationGroupName(workspace: caller.workspaceSlug, id: row.id).description
    guard try write(row, Self.insertGroup, caller) == 1 else {
      throw .alreadyExists(field: "location_group_id", name: name)
    }
    for member in row.locations { try add(member, to: row.id, caller) }
    note(name, .created, by: caller)
    return row
  }

  /// Changes a group. Throws `notFound`, also for a location, and `etagMismatch`.
  @discardableResult
  public func updateLocationGroup(
    _ id: LocationGroupID, if condition: EtagCondition = .any, by caller: Caller,
    _ change: (inout LocationGroup) throws(InboxError) -> Void
  ) throws(InboxError) -> LocationGroup {
    try caller.requireAdmin()
    let name = LocationGroupName(workspace: caller.workspaceSlug, id: id).description
    let current = try locationGroup(id, for: caller)
    return try update(current, called: name, if: condition, by: caller, change) { (row) throws(InboxError) in
      try write(row, Self.updateGroup, caller)
      let (former, new) = (Set(current.locations), Set(row.locations))
      for member in row.locations where !former.contains(member) { try add(member, to: id, caller) }
      for member in current.locations where !new.contains(member) {
        try run(Self.deleteMember) { cursor in
          cursor.bind(caller.workspace.rawValue)
          cursor.bind(id.text)
          cursor.bind(member.text)
        }
      }
    }
  }

  /// Deletes a group; accesses through it end, its locations stay. Throws `notFound`, `etagMismatch`.
  public func deleteLocationGroup(
    _ id: LocationGroupID, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    try caller.requireAdmin()
    let name = LocationGroupName(workspace: caller.workspaceSlug, id: id).description
    let current = try locationGroup(id, for: caller)
    guard condition.holds(for: current.etag) else { throw .etagMismatch(name: name) }
    try removeAccesses(to: .group(id), caller)
    for query in [Self.deleteMembers, Self.deleteGroup] {
      try run(query) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(id.text)
      }
    }
    note(name, .deleted, by: caller)
  }

  /// Adds a location that is there to a group.
  private func add(_ member: LocationID, to group: LocationGroupID, _ caller: Caller) throws(InboxError) {
    try requireLocation(member, for: caller)
    try run(Self.insertMember) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(group.text)
      cursor.bind(member.text)
    }
  }

  /// Writes a group's row; says how many were written.
  @discardableResult
  private func write(_ row: LocationGroup, _ query: Query, _ caller: Caller) throws(InboxError) -> Int {
    try run(query) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(row.id.text)
      cursor.bind(row.displayName)
      cursor.bind(row.etag.rawValue)
      cursor.bind(row.createTime)
      cursor.bind(row.updateTime)
    }
  }
}
