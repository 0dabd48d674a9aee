internal import SQLite
public import InboxModel

/// Changing the team. Rights are looked up once for each generation of the directory: who loses an access, a role or
/// his place has lost it for every call that begins after the answer. Assignments, notes and mentions stay.
extension WriteTransaction {
  private static let insertUser = Query(
    """
    INSERT INTO member (
      workspace, user_id, display_name, email, language, role, deactivated, email_muted, etag, create_time, update_time
    )
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
    ON CONFLICT (workspace, user_id) DO NOTHING
    """)

  private static let updateUser = Query(
    """
    UPDATE member
    SET display_name = ?3, email = ?4, language = ?5, role = ?6, deactivated = ?7, email_muted = ?8, etag = ?9,
      create_time = ?10, update_time = ?11
    WHERE workspace = ?1 AND user_id = ?2
    """)

  private static let insertAccess = Query(
    """
    INSERT INTO member_access (workspace, user_id, is_group, place, level)
    VALUES (?, ?, ?, ?, ?)
    """)

  private static let deleteAccesses = Query("DELETE FROM member_access WHERE workspace = ? AND user_id = ?")

  private static let touchUsers = Query(
    """
    UPDATE member
    SET etag = ?, update_time = ?
    WHERE (workspace, user_id) IN (
      SELECT workspace, user_id
      FROM member_access
      WHERE workspace = ? AND is_group = ? AND place = ?
    )
    """)

  private static let deleteAccessesToPlace = Query(
    "DELETE FROM member_access WHERE workspace = ? AND is_group = ? AND place = ?")

  private static let otherOwner = Query(
    """
    SELECT 1
    FROM member
    WHERE workspace = ? AND role = 1 AND deactivated = 0 AND user_id <> ?
    LIMIT 1
    """)

  private static let isNamedQuery = Query("SELECT is_named FROM member WHERE workspace = ? AND user_id = ?")

  private static let setNamed = Query(
    "UPDATE member SET is_named = 1 WHERE workspace = ? AND user_id = ? AND is_named = 0")

  private static let deleteCounts = Query("DELETE FROM user_view_count WHERE workspace = ? AND user_id = ?")

  private static let deleteUser = Query("DELETE FROM member WHERE workspace = ? AND user_id = ?")

  /// Creates a user; an empty id gets one. Throws `alreadyExists`, `notFound` for a place of an access, and
  /// `roleInsufficient` for an owner that an admin would make.
  @discardableResult
  public func createUser(_ user: User, by caller: Caller) throws(InboxError) -> User {
    try caller.requireAdmin()
    if user.role == .owner { try caller.requireOwner() }
    var row = try made(user)
    row.id = try chooseID(user.id, field: "user_id")
    let name = UserName(workspace: caller.workspaceSlug, user: row.id).description
    guard try write(row, Self.insertUser, caller) == 1 else { throw .alreadyExists(field: "user_id", name: name) }
    try insertAccesses(of: row, caller)
    note(name, .created, by: caller)
    return row
  }

  /// Changes a user; who is no longer restricted has no accesses any more. Throws `notFound`, also for a place of an
  /// access, `etagMismatch`, `lastOwner`, and `roleInsufficient` where an admin would change or make an owner.
  @discardableResult
  public func updateUser(
    _ id: String, if condition: EtagCondition = .any, by caller: Caller,
    _ change: (inout User) throws(InboxError) -> Void
  ) throws(InboxError) -> User {
    try caller.requireAdmin()
    let name = UserName(workspace: caller.workspaceSlug, user: id).description
    let current = try user(id, for: caller)
    if current.role == .owner { try caller.requireOwner() }
    func changeRole(_ user: inout User) throws(InboxError) {
      try change(&user)
      if user.role != .restricted, user.accesses == current.accesses { user.accesses = [] }
      if user.role == .owner { try caller.requireOwner() }
    }
    return try update(current, called: name, if: condition, by: caller, changeRole) { (row) throws(InboxError) in
      if current.isActiveOwner, !row.isActiveOwner { try requireOtherOwner(than: id, caller) }
      try write(row, Self.updateUser, caller)
      guard row.accesses != current.accesses else { return }
      try run(Self.deleteAccesses, of: id, caller)
      try insertAccesses(of: row, caller)
    }
  }

  /// Deletes a user whom nothing names. Throws `notFound`, `etagMismatch`, `lastOwner`, `resourceInUse`, and
  /// `roleInsufficient` where an admin would delete an owner.
  public func deleteUser(
    _ id: String, if condition: EtagCondition = .any, by caller: Caller
  ) throws(InboxError) {
    try caller.requireAdmin()
    let name = UserName(workspace: caller.workspaceSlug, user: id).description
    let current = try user(id, for: caller)
    if current.role == .owner { try caller.requireOwner() }
    guard condition.holds(for: current.etag) else { throw .etagMismatch(name: name) }
    if current.isActiveOwner { try requireOtherOwner(than: id, caller) }
    let isNamed = try first(Self.isNamedQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id)
    } _: {
      $0.bool()
    }
    if isNamed ?? false { throw .resourceInUse(name: name, usedBy: "the audit trail") }
    for query in [Self.deleteAccesses, Self.deleteCounts, Self.deleteUser] { try run(query, of: id, caller) }
    note(name, .deleted, by: caller)
  }

  /// Throws `lastOwner` unless somebody else is an owner who can act.
  private func requireOtherOwner(than user: String, _ caller: Caller) throws(InboxError) {
    let other: Int64? = try first(Self.otherOwner) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(user)
    } _: {
      $0.int64()
    }
    if other == nil { throw .lastOwner }
  }

  /// Ends every access to a place that goes.
  func removeAccesses(to place: UserAccess.Place, _ caller: Caller) throws(InboxError) {
    let etag = makeID()
    try run(Self.touchUsers) { [now] cursor in
      cursor.bind(etag)
      cursor.bind(now)
      Self.bind(place, caller, &cursor)
    }
    try run(Self.deleteAccessesToPlace) { Self.bind(place, caller, &$0) }
  }

  /// Remembers that the audit trail names a user: one small write in his life.
  func noteNamed(_ user: String, in workspace: WorkspaceID) throws(InboxError) {
    guard directory.namedUsers.insert(DirectoryCache.Scoped(workspace: workspace, value: user)).inserted else { return }
    try run(Self.setNamed) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(user)
    }
  }

  /// Writes where a user may do what; the places must be there.
  private func insertAccesses(of user: User, _ caller: Caller) throws(InboxError) {
    for access in user.accesses {
      switch access.place {
      case .location(let location): try requireLocation(location, for: caller)
      case .group(let group): try requireLocationGroup(group, for: caller)
      }
      try run(Self.insertAccess) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(user.id)
        Self.bind(access.place, &cursor)
        cursor.bind(Int64(access.level.rawValue))
      }
    }
  }

  /// Binds workspace and place.
  private static func bind(_ place: UserAccess.Place, _ caller: Caller, _ cursor: inout Cursor) {
    cursor.bind(caller.workspace.rawValue)
    bind(place, &cursor)
  }

  /// Binds a place.
  private static func bind(_ place: UserAccess.Place, _ cursor: inout Cursor) {
    switch place {
    case .location(let location):
      cursor.bind(false)
      cursor.bind(location.text)
    case .group(let group):
      cursor.bind(true)
      cursor.bind(group.text)
    }
  }

  /// Runs a statement about one user.
  private func run(_ query: Query, of user: String, _ caller: Caller) throws(InboxError) {
    try run(query) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(user)
    }
  }

  /// Writes a user's row; says how many were written.
  @discardableResult
  private func write(_ row: User, _ query: Query, _ caller: Caller) throws(InboxError) -> Int {
    try run(query) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(row.id)
      cursor.bind(row.displayName)
      cursor.bind(row.email)
      cursor.bind(row.language)
      cursor.bind(Int64(row.role.rawValue))
      cursor.bind(row.isDeactivated)
      cursor.bind(row.isEmailMuted)
      cursor.bind(row.etag.rawValue)
      cursor.bind(row.createTime)
      cursor.bind(row.updateTime)
    }
  }
}
