internal import SQLite
public import InboxModel

/// Making and revoking API keys. A loop knows the keys of one generation of the directory: a key counts, or counts no
/// more, for every call that begins after the answer.
extension WriteTransaction {
  private static let insertKey = Query(
    """
    INSERT INTO api_key (
      workspace, api_key, display_name, roles, secret_digest, certificate_identity, expire_time, create_time,
      create_actor
    )
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)

  private static let insertOpened = Query(
    "INSERT INTO api_key_workspace (workspace, api_key, opened) VALUES (?, ?, ?)")

  private static let countLive = Query(
    """
    SELECT count(*)
    FROM api_key
    WHERE workspace = ? AND revoke_time IS NULL AND coalesce(expire_time, ?) >= ?
    """)

  private static let revoke = Query("UPDATE api_key SET revoke_time = ? WHERE workspace = ? AND api_key = ?")

  private static let touch = Query(
    """
    UPDATE api_key
    SET last_use_time = ?
    WHERE workspace = ? AND api_key = ? AND coalesce(last_use_time, 0) < ?
    """)

  /// Creates a key and gives it with its secret, which is nowhere else; a key for certificates has none. Without
  /// workspaces it opens the caller's. The caller must be an owner of each, through a credential that opens it.
  ///
  /// Throws `roleInsufficient`, `notFound` for a workspace that the caller does not belong to, `quotaExceeded`.
  public func createAPIKey(
    _ key: APIKey, by caller: Caller, through scope: WorkspaceScope = .everything
  ) throws(InboxError) -> (key: APIKey, secret: String) {
    try caller.requireOwner()
    guard !key.roles.contains(.operator) else {
      throw .fieldInvalid(field: "api_key.roles", fault: "has OPERATOR, which only a command of the server gives")
    }
    var key = key
    if key.workspaces.isEmpty { key.workspaces = [caller.workspaceSlug] }
    try key.settle(at: now)
    var opened: [WorkspaceID] = []
    for slug in key.workspaces { opened.append(try ownedWorkspace(slug, caller, scope)) }
    let made = try insert(key, opening: opened, in: caller.workspace, by: caller.actor.description)
    note(APIKeyName(workspace: caller.workspaceSlug, id: made.key.id).description, .created, by: caller)
    return made
  }

  /// Creates a key of the operator, which opens every workspace: for a command of the server.
  public func createOperatorKey(_ key: APIKey) throws(InboxError) -> (key: APIKey, secret: String) {
    var key = key
    key.roles = [.operator]
    key.workspaces = []
    try key.settle(at: now)
    noteDirectoryChange()
    return try insert(key, opening: [], in: APIKey.operators, by: Actor.system.description)
  }

  /// Revokes a key; one that is revoked stays as it is. Throws `notFound`, `roleInsufficient`.
  @discardableResult
  public func revokeAPIKey(_ id: APIKeyID, by caller: Caller) throws(InboxError) -> APIKey {
    var key = try apiKey(id, for: caller)
    if key.revokeTime != nil { return key }
    try setRevoked(id, in: caller.workspace)
    key.revokeTime = now
    note(APIKeyName(workspace: caller.workspaceSlug, id: id).description, .revoked, by: caller)
    return key
  }

  /// Revokes a key of the operator; false if there is none.
  public func revokeOperatorKey(_ id: APIKeyID) throws(InboxError) -> Bool {
    guard let key = try findAPIKey(id, in: APIKey.operators) else { return false }
    if key.revokeTime == nil {
      try setRevoked(id, in: APIKey.operators)
      noteDirectoryChange()
    }
    return true
  }

  /// Remembers that a key was used in an hour. No change of the directory.
  public func touchAPIKey(_ id: APIKeyID, of home: WorkspaceID, at hour: Int64) throws(InboxError) {
    try run(Self.touch) { cursor in
      cursor.bind(hour)
      cursor.bind(home.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(hour)
    }
  }

  /// The key of a workspace where the caller is an owner too. Who is nobody there is not told that it exists.
  private func ownedWorkspace(
    _ slug: String, _ caller: Caller, _ scope: WorkspaceScope
  ) throws(InboxError) -> WorkspaceID {
    let there: Caller
    do {
      there = try self.caller(workspace: slug, actor: caller.actor, through: scope)
    } catch .actorUnknown {
      throw .notFound(name: WorkspaceName(workspace: slug).description)
    }
    try there.requireOwner()
    return there.workspace
  }

  /// Writes a key with a new secret, unless it is for certificates.
  private func insert(
    _ key: APIKey, opening opened: [WorkspaceID], in home: WorkspaceID, by actor: String
  ) throws(InboxError) -> (key: APIKey, secret: String) {
    let count = try first(Self.countLive) { [now] cursor in
      cursor.bind(home.rawValue)
      cursor.bind(now)
      cursor.bind(now)
    } _: {
      $0.int()
    }
    guard count ?? 0 < Limits.liveAPIKeysMax else {
      throw .quotaExceeded(quota: "API keys", limit: Limits.liveAPIKeysMax)
    }
    var key = key
    key.id = APIKeyID(makeID())
    key.createTime = now
    key.createActor = actor
    let secret = key.certificateIdentity.isEmpty ? APIKeySecret.make(for: key.id) : ""
    try write(key, secret, in: home)
    for workspace in opened {
      try run(Self.insertOpened) { cursor in
        cursor.bind(home.rawValue)
        cursor.bind(key.id.rawValue)
        cursor.bind(workspace.rawValue)
      }
    }
    return (key, secret)
  }

  /// Writes a key's row, of its secret only the digest.
  private func write(_ key: APIKey, _ secret: String, in home: WorkspaceID) throws(InboxError) {
    try run(Self.insertKey) { cursor in
      cursor.bind(home.rawValue)
      cursor.bind(key.id.rawValue)
      cursor.bind(key.displayName)
      cursor.bind(key.roleBits)
      if secret.isEmpty {
        cursor.bindNull()
        cursor.bind(key.certificateIdentity)
      } else {
        cursor.bind(bytes: APIKeySecret.digest(of: secret.utf8.span).span)
        cursor.bindNull()
      }
      cursor.bind(key.expireTime)
      cursor.bind(key.createTime)
      cursor.bind(key.createActor)
    }
  }

  /// Ends a key.
  private func setRevoked(_ id: APIKeyID, in home: WorkspaceID) throws(InboxError) {
    try run(Self.revoke) { [now] cursor in
      cursor.bind(now)
      cursor.bind(home.rawValue)
      cursor.bind(id.rawValue)
    }
  }
}
