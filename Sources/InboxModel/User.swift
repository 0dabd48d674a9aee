/// A person of the team.
public struct User: Sendable, Hashable {
  /// The id: a slug.
  public var id: String
  /// The name to show.
  public var displayName: String
  /// The e-mail address; may be empty.
  public var email: String
  /// The language of his notifications; empty stands for the workspace's.
  public var language: String
  /// What he may do.
  public var role: Role
  /// Where a restricted user may do it.
  public var accesses: [UserAccess]
  /// Whether he can no longer act, be assigned or be mentioned.
  public var isDeactivated: Bool
  /// Whether he wants no e-mails about notifications.
  public var isEmailMuted: Bool
  /// Changes with every change.
  public var etag: Etag
  /// When he was created.
  public var createTime: Int64
  /// When he was changed last.
  public var updateTime: Int64

  /// A user; the store fills in etag and times.
  public init(
    id: String, displayName: String, email: String = "", language: String = "", role: Role,
    accesses: [UserAccess] = [], isDeactivated: Bool = false, isEmailMuted: Bool = false, etag: Etag = Etag(0),
    createTime: Int64 = 0, updateTime: Int64 = 0
  ) {
    self.id = id
    self.displayName = displayName
    self.email = email
    self.language = language
    self.role = role
    self.accesses = accesses
    self.isDeactivated = isDeactivated
    self.isEmailMuted = isEmailMuted
    self.etag = etag
    self.createTime = createTime
    self.updateTime = updateTime
  }
}

/// An access of a restricted user. Of several to one location the greater counts.
public struct UserAccess: Sendable, Hashable {
  /// Where.
  public enum Place: Sendable, Hashable {
    /// One location; all locations of a group.
    case location(LocationID)
    case group(LocationGroupID)
  }

  /// Where.
  public var place: Place
  /// What he may do there.
  public var level: LocationAccess

  /// Takes both parts.
  public init(_ place: Place, _ level: LocationAccess) {
    self.place = place
    self.level = level
  }
}
