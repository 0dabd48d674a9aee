/// A tenant.
public struct Workspace: Sendable, Hashable {
  /// The key in the store.
  public var id: WorkspaceID
  /// The name's last segment.
  public var slug: String
  /// The name to show.
  public var displayName: String
  /// The settings.
  public var settings: WorkspaceSettings
  /// Changes with every change.
  public var etag: Etag
  /// When it was created.
  public var createTime: Int64
  /// When it was changed last.
  public var updateTime: Int64

  /// Takes all parts.
  public init(
    id: WorkspaceID, slug: String, displayName: String, settings: WorkspaceSettings, etag: Etag, createTime: Int64,
    updateTime: Int64
  ) {
    self.id = id
    self.slug = slug
    self.displayName = displayName
    self.settings = settings
    self.etag = etag
    self.createTime = createTime
    self.updateTime = updateTime
  }
}

/// What a workspace can choose.
public struct WorkspaceSettings: Sendable, Hashable {
  /// The language for its people as a BCP 47 tag.
  public var language = "en"
  /// The time zone for days in statistics, by IANA name.
  public var timeZone = "UTC"
  /// Where links in notifications lead; {workspace}, {interaction} and {note} are filled in.
  public var linkTemplate = ""
  /// After how many days without activity closed interactions are erased; nil keeps them.
  public var retentionDays: Int?
  /// The address that e-mails to customers come from; empty stands for the server's.
  public var senderEmail = ""
  /// Instructions for AI writing in every draft.
  public var writingInstructions = ""
  /// Whether no notification e-mails are sent.
  public var isNotificationEmailDisabled = false

  /// The defaults.
  public init() {}
}
