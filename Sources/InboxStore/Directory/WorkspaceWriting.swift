internal import SQLite
public import InboxModel

/// Making workspaces and changing their settings.
extension WriteTransaction {
  private static let insertWorkspace = Query(
    """
    INSERT INTO workspace (
      workspace, slug, display_name, time_zone, language, link_template, retention_days, sender_email,
      writing_instructions, notification_email_disabled, etag, create_time, update_time
    )
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
    ON CONFLICT (slug) DO NOTHING
    """)

  private static let updateWorkspace = Query(
    """
    UPDATE workspace
    SET slug = ?2, display_name = ?3, time_zone = ?4, language = ?5, link_template = ?6, retention_days = ?7,
      sender_email = ?8, writing_instructions = ?9, notification_email_disabled = ?10, etag = ?11, create_time = ?12,
      update_time = ?13
    WHERE workspace = ?1
    """)

  private static let insertCounter = Query("INSERT INTO event_counter (workspace, last_sequence) VALUES (?, 0)")

  /// Creates a workspace with its first owner, and gives a caller who acts as that owner. Throws `alreadyExists`.
  @discardableResult
  public func createWorkspace(
    _ slug: String, displayName: String, settings: WorkspaceSettings = WorkspaceSettings(), owner: User
  ) throws(InboxError) -> Caller {
    let name = WorkspaceName(workspace: slug).description
    guard Slug.isValid(slug) else { throw .nameInvalid(field: "workspace.name", expected: "workspaces/{workspace}") }
    let row = try made(
      Workspace(
        id: WorkspaceID(makeID()), slug: slug, displayName: displayName, settings: settings, etag: Etag(0),
        createTime: 0, updateTime: 0))
    guard try write(row, Self.insertWorkspace) == 1 else { throw .alreadyExists(field: "workspace.name", name: name) }
    try run(Self.insertCounter) { $0.bind(row.id.rawValue) }
    var owner = owner
    owner.role = .owner
    let system = Caller.system(in: row.id, slug: slug)
    note(name, .created, by: system)
    let made = try createUser(owner, by: system)
    return Caller(
      workspace: row.id, workspaceSlug: slug, actor: .user(made.id), isAdmin: true, isOwner: true, reach: .everything)
  }

  /// Changes the settings of the caller's workspace. Throws `etagMismatch`.
  @discardableResult
  public func updateWorkspace(
    if condition: EtagCondition = .any, by caller: Caller, _ change: (inout Workspace) throws(InboxError) -> Void
  ) throws(InboxError) -> Workspace {
    try caller.requireAdmin()
    let name = WorkspaceName(workspace: caller.workspaceSlug).description
    return try update(try workspace(for: caller), called: name, if: condition, by: caller, change) {
      (row) throws(InboxError) in
      try write(row, Self.updateWorkspace)
    }
  }

  /// Writes a workspace's row; says how many were written.
  @discardableResult
  private func write(_ row: Workspace, _ query: Query) throws(InboxError) -> Int {
    try run(query) { cursor in
      cursor.bind(row.id.rawValue)
      cursor.bind(row.slug)
      cursor.bind(row.displayName)
      cursor.bind(row.settings.timeZone)
      cursor.bind(row.settings.language)
      cursor.bind(row.settings.linkTemplate)
      cursor.bind(row.settings.retentionDays.map(Int64.init))
      cursor.bind(row.settings.senderEmail)
      cursor.bind(row.settings.writingInstructions)
      cursor.bind(row.settings.isNotificationEmailDisabled)
      cursor.bind(row.etag.rawValue)
      cursor.bind(row.createTime)
      cursor.bind(row.updateTime)
    }
  }
}
