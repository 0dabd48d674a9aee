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

/// A brand.
public struct Brand: Sendable, Hashable {
  /// The id.
  public var id: BrandID
  /// The name to show.
  public var displayName: String
  /// Closes e-mails and is given to AI writing; may be empty.
  public var signature: String
  /// How the brand speaks, for AI writing; may be empty.
  public var voice: String
  /// The name that e-mails to customers come from; empty stands for the display name.
  public var senderName: String
  /// Changes with every change.
  public var etag: Etag
  /// When it was created.
  public var createTime: Int64
  /// When it was changed last.
  public var updateTime: Int64

  /// A brand; the store fills in etag and times.
  public init(
    id: BrandID, displayName: String, signature: String = "", voice: String = "", senderName: String = "",
    etag: Etag = Etag(0), createTime: Int64 = 0, updateTime: Int64 = 0
  ) {
    self.id = id
    self.displayName = displayName
    self.signature = signature
    self.voice = voice
    self.senderName = senderName
    self.etag = etag
    self.createTime = createTime
    self.updateTime = updateTime
  }
}

/// A location: what a source calls it.
public struct LocationSourceID: Sendable, Hashable {
  /// The source.
  public var source: Source
  /// The source's id of the location.
  public var externalID: String

  /// Takes both parts.
  public init(source: Source, externalID: String) {
    self.source = source
    self.externalID = externalID
  }
}

/// A place of business.
public struct Location: Sendable, Hashable {
  /// The id.
  public var id: LocationID
  /// The name to show.
  public var displayName: String
  /// The brand it has.
  public var brand: BrandID
  /// Its address in one line; may be empty.
  public var address: String
  /// Its time zone by IANA name; may be empty.
  public var timeZone: String
  /// The language of the place as a BCP 47 tag; empty stands for the workspace's.
  public var language: String
  /// What sources call it.
  public var sourceIDs: [LocationSourceID]
  /// Changes with every change.
  public var etag: Etag
  /// When it was created.
  public var createTime: Int64
  /// When it was changed last.
  public var updateTime: Int64

  /// A location; the store fills in etag and times.
  public init(
    id: LocationID, displayName: String, brand: BrandID, address: String = "", timeZone: String = "",
    language: String = "", sourceIDs: [LocationSourceID] = [], etag: Etag = Etag(0), createTime: Int64 = 0, updateTime: Int64 = 0
  ) {
    self.id = id
    self.displayName = displayName
    self.brand = brand
    self.address = address
    self.timeZone = timeZone
    self.language = language
    self.sourceIDs = sourceIDs
    self.etag = etag
    self.createTime = createTime
    self.updateTime = updateTime
  }
}

/// Some locations under one name.
public struct LocationGroup: Sendable, Hashable {
  /// The id.
  public var id: LocationGroupID
  /// The name to show.
  public var displayName: String
  /// Its locations.
  public var locations: [LocationID]
  /// Changes with every change.
  public var etag: Etag
  /// When it was created.
  public var createTime: Int64
  /// When it was changed last.
  public var updateTime: Int64

  /// A group; the store fills in etag and times.
  public init(
    id: LocationGroupID, displayName: String, locations: [LocationID], etag: Etag = Etag(0), createTime: Int64 = 0,
    updateTime: Int64 = 0
  ) {
    self.id = id
    self.displayName = displayName
    self.locations = locations
    self.etag = etag
    self.createTime = createTime
    self.updateTime = updateTime
  }
}

/// A tag of the catalogue.
public struct Keyword: Sendable, Hashable {
  /// The id.
  public var id: KeywordID
  /// The name to show, unique in the workspace when case and accents are folded.
  public var displayName: String
  /// The words or phrases that detect it; the display name always does too, unless detection is off.
  public var terms: [String]
  /// Whether it is only added by hand.
  public var isDetectionDisabled: Bool
  /// A colour, "#rrggbb"; may be empty.
  public var color: String
  /// Changes with every change.
  public var etag: Etag
  /// When it was created.
  public var createTime: Int64
  /// When it was changed last.
  public var updateTime: Int64

  /// A keyword; the store fills in etag and times.
  public init(
    id: KeywordID, displayName: String, terms: [String] = [], isDetectionDisabled: Bool = false, color: String = "",
    etag: Etag = Etag(0), createTime: Int64 = 0, updateTime: Int64 = 0
  ) {
    self.id = id
    self.displayName = displayName
    self.terms = terms
    self.isDetectionDisabled = isDetectionDisabled
    self.color = color
    self.etag = etag
    self.createTime = createTime
    self.updateTime = updateTime
  }
}
