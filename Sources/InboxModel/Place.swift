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
    language: String = "", sourceIDs: [LocationSourceID] = [], etag: Etag = Etag(0), createTime: Int64 = 0,
    updateTime: Int64 = 0
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
