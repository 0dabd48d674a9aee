internal import SQLite
public import InboxModel

/// What a loop needs to know of a key to let its holder in.
public struct StoredCredential: Sendable {
  /// The key.
  public let id: APIKeyID
  /// The workspace that has it; 0 for an operator's.
  public let home: WorkspaceID
  /// What it may do.
  public let roles: [APIKeyRole]
  /// What it opens.
  public let scope: WorkspaceScope
  /// The digest of its secret; empty without one.
  public let secretDigest: [UInt8]
  /// The identity in certificates that stand for it; empty if it has a secret.
  public let certificateIdentity: String
  /// When it ends.
  public let expireTime: Int64?
  /// When it was used last, to the hour.
  public let lastUseTime: Int64?
}

/// API keys: the credentials of services.
extension Transaction {
  private static let columns =
    """
    api_key, display_name, roles, certificate_identity, expire_time, revoke_time, last_use_time, create_time,
    create_actor
    """

  private static let getQuery = Query("SELECT \(columns) FROM api_key WHERE workspace = ? AND api_key = ?")

  private static let listQuery = Query(
    """
    SELECT \(columns)
    FROM api_key
    WHERE workspace = ? AND api_key < ?
    ORDER BY api_key DESC
    LIMIT ?
    """)

  private static let openedSlugsQuery = Query(
    """
    SELECT w.slug
    FROM api_key_workspace k
    JOIN workspace w ON w.workspace = k.opened
    WHERE k.workspace = ? AND k.api_key = ?
    """)

  private static let openedQuery = Query(
    "SELECT opened FROM api_key_workspace WHERE workspace = ? AND api_key = ?")

  private static let credentialsQuery = Query(
    """
    SELECT workspace, api_key, roles, secret_digest, certificate_identity, expire_time, last_use_time
    FROM api_key
    WHERE revoke_time IS NULL
    """)

  private static let anyQuery = Query("SELECT 1 FROM api_key LIMIT 1")

  /// A key of the caller's workspace, for admins; throws `notFound` and `roleInsufficient`.
  public func apiKey(_ id: APIKeyID, for caller: Caller) throws(InboxError) -> APIKey {
    try caller.requireAdmin()
    guard let found = try findAPIKey(id, in: caller.workspace) else {
      throw .notFound(name: APIKeyName(workspace: caller.workspaceSlug, id: id).description)
    }
    return found
  }

  /// The keys of the caller's workspace, newest first; where the next page begins, nil after the last. Admins only.
  public func apiKeys(
    before id: APIKeyID?, limit: Int, for caller: Caller
  ) throws(InboxError) -> (keys: [APIKey], next: APIKeyID?) {
    try caller.requireAdmin()
    return try apiKeys(before: id, limit: limit, in: caller.workspace)
  }

  /// The operator's keys, newest first: for commands of the server, which nobody calls from outside.
  public func operatorKeys() throws(InboxError) -> [APIKey] {
    try apiKeys(before: nil, limit: Int(Int32.max), in: APIKey.operators).keys
  }

  /// Keys of a workspace, newest first.
  private func apiKeys(
    before id: APIKeyID?, limit: Int, in workspace: WorkspaceID
  ) throws(InboxError) -> (keys: [APIKey], next: APIKeyID?) {
    var keys = try all(Self.listQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id?.rawValue ?? Int64.max)
      cursor.bind(Int64(limit + 1))
    } _: {
      Self.key(&$0)
    }
    let hasMore = keys.count > limit
    if hasMore { keys.removeLast() }
    for index in keys.indices { keys[index].workspaces = try openedSlugs(keys[index].id, workspace) }
    return (keys, hasMore ? keys.last?.id : nil)
  }

  /// A key of a workspace; nil if there is none.
  func findAPIKey(_ id: APIKeyID, in workspace: WorkspaceID) throws(InboxError) -> APIKey? {
    var found = try first(Self.getQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      Self.key(&$0)
    }
    if found != nil { found?.workspaces = try openedSlugs(id, workspace) }
    return found
  }

  /// Every key that is not revoked, of all workspaces; nil if none was ever created, so that none is needed.
  public func credentials() throws(InboxError) -> [StoredCredential]? {
    let any = try first(Self.anyQuery) { _ in
    } _: {
      $0.bool()
    }
    guard any != nil else { return nil }
    let rows = try all(Self.credentialsQuery) { _ in
    } _: { cursor in
      (
        home: WorkspaceID(cursor.int64()), id: APIKeyID(cursor.int64()), roles: Self.roles(cursor.int64()),
        digest: cursor.blob(), identity: cursor.text(), expire: cursor.optionalInt64(), use: cursor.optionalInt64()
      )
    }
    var credentials: [StoredCredential] = []
    for row in rows {
      var scope = WorkspaceScope.everything
      if row.home != APIKey.operators { scope = WorkspaceScope(Set(try opened(row.id, row.home))) }
      credentials.append(
        StoredCredential(
          id: row.id, home: row.home, roles: row.roles, scope: scope, secretDigest: row.digest,
          certificateIdentity: row.identity, expireTime: row.expire, lastUseTime: row.use))
    }
    return credentials
  }

  /// The workspaces that a key opens.
  private func opened(_ id: APIKeyID, _ workspace: WorkspaceID) throws(InboxError) -> [WorkspaceID] {
    try all(Self.openedQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      WorkspaceID($0.int64())
    }
  }

  /// The slugs of the workspaces that a key opens, ascending.
  private func openedSlugs(_ id: APIKeyID, _ workspace: WorkspaceID) throws(InboxError) -> [String] {
    try all(Self.openedSlugsQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      $0.text()
    }.sorted()
  }

  /// Reads one row, the workspaces excepted.
  private static func key(_ cursor: inout Cursor) -> APIKey {
    let id = APIKeyID(cursor.int64())
    var key = APIKey(displayName: cursor.text(), roles: roles(cursor.int64()), certificateIdentity: cursor.text())
    key.id = id
    key.expireTime = cursor.optionalInt64()
    key.revokeTime = cursor.optionalInt64()
    key.lastUseTime = cursor.optionalInt64()
    key.createTime = cursor.int64()
    key.createActor = cursor.text()
    return key
  }

  /// The roles of a stored set.
  private static func roles(_ bits: Int64) -> [APIKeyRole] {
    APIKeyRole.allCases.filter { bits >> Int64($0.rawValue - 1) & 1 == 1 }
  }
}

extension APIKey {
  /// Where the operator's keys are kept: the number of no workspace.
  static let operators = WorkspaceID(0)

  /// The roles as a stored set.
  var roleBits: Int64 { roles.reduce(0) { $0 | 1 << Int64($1.rawValue - 1) } }
}
