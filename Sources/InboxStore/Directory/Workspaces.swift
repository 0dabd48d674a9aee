internal import SQLite
public import InboxModel

/// Workspaces: the tenants.
extension Transaction {
  private static let columns =
    """
    workspace, slug, display_name, time_zone, language, link_template, retention_days, sender_email,
    writing_instructions, notification_email_disabled, etag, create_time, update_time
    """

  private static let getQuery = Query("SELECT \(columns) FROM workspace WHERE workspace = ?")

  private static let listQuery = Query(
    "SELECT \(columns) FROM workspace WHERE slug > ? ORDER BY slug LIMIT ?")

  /// The caller's workspace.
  public func workspace(for caller: Caller) throws(InboxError) -> Workspace {
    let found = try first(Self.getQuery) {
      $0.bind(caller.workspace.rawValue)
    } _: {
      Self.workspace(&$0)
    }
    guard let found else { throw .notFound(name: "workspaces/" + caller.workspaceSlug) }
    return found
  }

  /// The workspaces that a credential opens, by slug.
  public func workspaces(
    after slug: String, limit: Int, through scope: WorkspaceScope = .everything
  ) throws(InboxError) -> Page<Workspace> {
    guard let opened = scope.workspaces else { return try allWorkspaces(after: slug, limit: limit) }
    var rows: [Workspace] = []
    for id in opened {
      let row = try first(Self.getQuery) {
        $0.bind(id.rawValue)
      } _: {
        Self.workspace(&$0)
      }
      if let row, row.slug > slug { rows.append(row) }
    }
    rows.sort { $0.slug < $1.slug }
    return Page(Array(rows.prefix(limit + 1)), limit: limit) { $0.slug }
  }

  /// All workspaces by slug.
  private func allWorkspaces(after slug: String, limit: Int) throws(InboxError) -> Page<Workspace> {
    let rows = try all(Self.listQuery) { cursor in
      cursor.bind(slug)
      cursor.bind(Int64(limit + 1))
    } _: {
      Self.workspace(&$0)
    }
    return Page(rows, limit: limit) { $0.slug }
  }

  /// Reads one row.
  private static func workspace(_ cursor: inout Cursor) -> Workspace {
    let id = WorkspaceID(cursor.int64())
    let slug = cursor.text()
    let displayName = cursor.text()
    var settings = WorkspaceSettings()
    settings.timeZone = cursor.text()
    settings.language = cursor.text()
    settings.linkTemplate = cursor.text()
    settings.retentionDays = cursor.optionalInt64().map(Int.init)
    settings.senderEmail = cursor.text()
    settings.writingInstructions = cursor.text()
    settings.isNotificationEmailDisabled = cursor.bool()
    return Workspace(
      id: id, slug: slug, displayName: displayName, settings: settings, etag: Etag(cursor.int64()),
      createTime: cursor.int64(), updateTime: cursor.int64())
  }
}
