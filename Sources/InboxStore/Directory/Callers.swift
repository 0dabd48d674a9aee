internal import SQLite
public import InboxModel

/// Who calls, and what they see.
extension Transaction {
  private static let workspaceQuery = Query("SELECT workspace FROM workspace WHERE slug = ?")

  private static let slugQuery = Query("SELECT slug FROM workspace WHERE workspace = ?")

  private static let memberQuery = Query("SELECT role, deactivated FROM member WHERE workspace = ? AND user_id = ?")

  private static let accessQuery = Query(
    """
    SELECT a.place AS location, a.level
    FROM member_access a
    WHERE a.workspace = ?1 AND a.user_id = ?2 AND a.is_group = 0
    UNION ALL
    SELECT m.location, a.level
    FROM member_access a
    JOIN location_group_member m ON m.workspace = a.workspace AND m.location_group = a.place
    WHERE a.workspace = ?1 AND a.user_id = ?2 AND a.is_group = 1
    """)

  /// The key of a workspace; throws `notFound`.
  public func workspaceID(_ slug: String) throws(InboxError) -> WorkspaceID {
    if let known = directory.workspaces[slug] { return known }
    let found = try first(Self.workspaceQuery) {
      $0.bind(slug)
    } _: {
      WorkspaceID($0.int64())
    }
    guard let found else { throw .notFound(name: "workspaces/" + slug) }
    directory.workspaces[slug] = found
    return found
  }

  /// The rights of an actor in a workspace. Throws `notFound` for a workspace that is not there or not open, and
  /// `actorUnknown` for a user the workspace does not have or who is deactivated. Workflows and connectors are whoever the
  /// credential lets them be: they reach everything.
  public func caller(
    workspace slug: String, actor: Actor, through scope: WorkspaceScope = .everything
  ) throws(InboxError) -> Caller {
    let key = DirectoryCache.CallerKey(workspace: slug, actor: actor)
    if let known = directory.callers[key], scope.opens(known.workspace) { return known }
    let workspace = try workspaceID(slug)
    guard scope.opens(workspace) else { throw .notFound(name: "workspaces/" + slug) }
    let caller = try makeCaller(workspace, slug, actor)
    if directory.callers.count >= DirectoryCache.callersMax { directory.callers.removeAll() }
    directory.callers[key] = caller
    return caller
  }

  /// The rights of an actor in a workspace by id; throws as by name.
  public func caller(
    in workspace: WorkspaceID, actor: Actor, through scope: WorkspaceScope
  ) throws(InboxError) -> Caller {
    let slug = try first(Self.slugQuery) {
      $0.bind(workspace.rawValue)
    } _: {
      $0.text()
    }
    guard let slug else { throw .notFound(name: "workspaces/-") }
    return try caller(workspace: slug, actor: actor, through: scope)
  }

  /// A caller as he is now; whoever calls for all workspaces at once is nobody in any.
  public func caller(again caller: Caller, through scope: WorkspaceScope) throws(InboxError) -> Caller {
    if caller.workspace == .every { return caller }
    return try self.caller(workspace: caller.workspaceSlug, actor: caller.actor, through: scope)
  }

  /// Reads the rights of an actor.
  private func makeCaller(_ workspace: WorkspaceID, _ slug: String, _ actor: Actor) throws(InboxError) -> Caller {
    func caller(isAdmin: Bool, isOwner: Bool = false, _ reach: Caller.Reach) -> Caller {
      Caller(
        workspace: workspace, workspaceSlug: slug, actor: actor, isAdmin: isAdmin, isOwner: isOwner, reach: reach)
    }
    switch actor.kind {
    case .system: return caller(isAdmin: true, isOwner: true, .everything)
    case .workflow, .connector: return caller(isAdmin: false, .everything)
    case .user: break
    }
    let member = try first(Self.memberQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(actor.id)
    } _: { cursor in
      (role: Role(rawValue: UInt8(cursor.int())), isDeactivated: cursor.bool())
    }
    guard let member, !member.isDeactivated, let role = member.role else {
      throw .actorUnknown(actor.description)
    }
    switch role {
    case .owner, .admin: return caller(isAdmin: true, isOwner: role == .owner, .everything)
    case .observer: return caller(isAdmin: false, .observer)
    case .restricted: return caller(isAdmin: false, .locations(try accesses(workspace, user: actor.id)))
    }
  }

  /// The locations of a restricted user, groups resolved; of several accesses to one the greater counts.
  func accesses(_ workspace: WorkspaceID, user: String) throws(InboxError) -> [LocationID: LocationAccess] {
    let rows = try all(Self.accessQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(user)
    } _: { cursor in
      (LocationID(cursor.text()), LocationAccess(rawValue: UInt8(cursor.int())) ?? .viewer)
    }
    return Dictionary(rows) { $0.rawValue > $1.rawValue ? $0 : $1 }
  }
}
