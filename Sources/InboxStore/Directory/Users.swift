internal import SQLite
public import InboxModel

/// Users: the team.
extension Transaction {
  private static let columns =
    "user_id, display_name, email, language, role, deactivated, email_muted, etag, create_time, update_time"

  private static let getQuery = Query("SELECT \(columns) FROM member WHERE workspace = ? AND user_id = ?")

  private static let listQuery = Query(
    "SELECT \(columns) FROM member WHERE workspace = ? AND user_id > ? ORDER BY user_id LIMIT ?")

  private static let accessQuery = Query(
    """
    SELECT is_group, place, level
    FROM member_access
    WHERE workspace = ? AND user_id = ?
    ORDER BY is_group, place
    """)

  private static let nameQuery = Query("SELECT display_name FROM member WHERE workspace = ? AND user_id = ?")

  /// A user of the caller's workspace; throws `notFound`.
  public func user(_ id: String, for caller: Caller) throws(InboxError) -> User {
    guard let user = try findUser(id, in: caller.workspace) else {
      throw .notFound(name: UserName(workspace: caller.workspaceSlug, user: id).description)
    }
    return user
  }

  /// The users by id.
  public func users(after id: String, limit: Int, for caller: Caller) throws(InboxError) -> Page<User> {
    var rows = try all(Self.listQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id)
      cursor.bind(Int64(limit + 1))
    } _: {
      Self.user(&$0)
    }
    for index in rows.indices where rows[index].role == .restricted {
      rows[index].accesses = try userAccesses(rows[index].id, caller.workspace)
    }
    return Page(rows, limit: limit) { $0.id }
  }

  /// The name to show of an actor: a user's display name, else the actor's own id.
  public func displayName(of actor: String, in workspace: WorkspaceID) throws(InboxError) -> String {
    guard actor.hasPrefix("users/") else {
      return actor.firstIndex(of: "/").map { String(actor[actor.index(after: $0)...]) } ?? actor
    }
    return try userName(of: String(actor.dropFirst(6)), in: workspace)
  }

  /// The name to show of a user, from the cache if it is there; the id if there is no such user.
  func userName(of id: String, in workspace: WorkspaceID) throws(InboxError) -> String {
    let key = DirectoryCache.Scoped(workspace: workspace, value: id)
    if let known = directory.userNames[key] { return known }
    let name = try first(Self.nameQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id)
    } _: {
      $0.text()
    }
    directory.userNames[key] = name ?? id
    return name ?? id
  }

  /// A user, or nil.
  func findUser(_ id: String, in workspace: WorkspaceID) throws(InboxError) -> User? {
    var user = try first(Self.getQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id)
    } _: {
      Self.user(&$0)
    }
    if user?.role == .restricted { user?.accesses = try userAccesses(id, workspace) }
    return user
  }

  /// Where a restricted user may do what, as it was given.
  private func userAccesses(_ id: String, _ workspace: WorkspaceID) throws(InboxError) -> [UserAccess] {
    try all(Self.accessQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id)
    } _: { cursor in
      let isGroup = cursor.bool()
      let place = cursor.text()
      return UserAccess(
        isGroup ? .group(LocationGroupID(place)) : .location(LocationID(place)),
        LocationAccess(stored: cursor.int()))
    }
  }

  /// Reads one row.
  private static func user(_ cursor: inout Cursor) -> User {
    User(
      id: cursor.text(), displayName: cursor.text(), email: cursor.text(), language: cursor.text(),
      role: Role(stored: cursor.int()), accesses: [], isDeactivated: cursor.bool(), isEmailMuted: cursor.bool(),
      etag: Etag(cursor.int64()), createTime: cursor.int64(), updateTime: cursor.int64())
  }

  /// Throws unless a user may be assigned at a location: he is there, active, no observer, and an editor of it.
  func requireAssignable(_ id: String, at location: LocationID?, for caller: Caller) throws(InboxError) {
    let user = try user(id, for: caller)
    if user.isDeactivated { throw .userDeactivated(user: id) }
    switch user.role {
    case .owner, .admin: return
    case .observer: throw .userIsObserver(user: id)
    case .restricted:
      let accesses = try accesses(caller.workspace, user: id)
      guard let location, accesses[location] == .editor else { throw .userWithoutAccess(user: id) }
    }
  }

  /// Throws unless a user sees a location.
  func requireViewer(_ id: String, of location: LocationID?, for caller: Caller) throws(InboxError) {
    let user = try user(id, for: caller)
    if user.isDeactivated { throw .userDeactivated(user: id) }
    guard user.role == .restricted else { return }
    let accesses = try accesses(caller.workspace, user: id)
    guard let location, accesses[location] != nil else { throw .userWithoutAccess(user: id) }
  }
}
