/// Something of the directory: created, changed field by field, and deleted, with an etag.
public protocol DirectoryResource: Sendable, Equatable {
  /// Changes with every change.
  var etag: Etag { get set }
  /// When it was created.
  var createTime: Int64 { get set }
  /// When it was changed last.
  var updateTime: Int64 { get set }

  /// Brings it into its one form (each entry of a list once, in order) and throws at the first field that may not be so,
  /// named as a request names it.
  mutating func settle() throws(InboxError)

  /// The fields in which it differs from a former state, by the contract's names.
  func changes(from former: Self) -> [String]
}

/// What happened to something of the directory. Raw values are the contract's.
public enum DirectoryAction: UInt8, Sendable {
  /// It was created, changed, deleted; a key was revoked.
  case created = 1
  case updated, deleted, revoked
}

extension DirectoryResource {
  /// The names of those fields that differ.
  static func names(_ fields: (name: String, differs: Bool)...) -> [String] {
    fields.filter(\.differs).map(\.name)
  }
}

extension Brand: DirectoryResource {
  /// The longest signature, in Unicode scalars.
  public static let signatureLengthMax = 1000
  /// The longest description of how the brand speaks, in Unicode scalars.
  public static let voiceLengthMax = 2000

  /// Throws at the first field that may not be so.
  public mutating func settle() throws(InboxError) {
    try TextRules.requireDisplayName(displayName, field: "brand.display_name")
    try TextRules.requireText(signature, max: Self.signatureLengthMax, field: "brand.signature")
    try TextRules.requireText(voice, max: Self.voiceLengthMax, field: "brand.voice")
    try TextRules.requireLine(senderName, max: TextRules.displayNameLengthMax, field: "brand.sender_name")
  }

  /// The fields in which it differs from a former state.
  public func changes(from former: Brand) -> [String] {
    Self.names(
      ("display_name", displayName != former.displayName), ("signature", signature != former.signature),
      ("voice", voice != former.voice), ("sender_name", senderName != former.senderName))
  }
}

extension Location: DirectoryResource {
  /// The most ids that sources know it by.
  public static let sourceIDsMax = 100
  /// The longest address, in Unicode scalars.
  public static let addressLengthMax = 500

  /// Throws at the first field that may not be so.
  public mutating func settle() throws(InboxError) {
    try TextRules.requireDisplayName(displayName, field: "location.display_name")
    try TextRules.requireText(address, max: Self.addressLengthMax, field: "location.address")
    try ContactRules.requireTimeZone(timeZone, field: "location.time_zone")
    try ContactRules.requireLanguage(language, field: "location.language")
    guard sourceIDs.count <= Self.sourceIDsMax else {
      throw .tooManyItems(field: "location.source_ids", count: sourceIDs.count, limit: Self.sourceIDsMax)
    }
    var known = Set<LocationSourceID>()
    for (index, sourceID) in sourceIDs.enumerated() {
      let field = "location.source_ids[\(index)].external_id"
      try TextRules.requireExternalID(sourceID.externalID, field: field)
      guard known.insert(sourceID).inserted else { throw .fieldInvalid(field: field, fault: "is there twice") }
    }
  }

  /// The fields in which it differs from a former state.
  public func changes(from former: Location) -> [String] {
    Self.names(
      ("display_name", displayName != former.displayName), ("brand", brand != former.brand),
      ("source_ids", Set(sourceIDs) != Set(former.sourceIDs)), ("address", address != former.address),
      ("time_zone", timeZone != former.timeZone), ("language", language != former.language))
  }
}

extension LocationGroup: DirectoryResource {
  /// The most locations of a group.
  public static let locationsMax = 10_000

  /// Throws at the first field that may not be so; whether the locations exist is the store's to say.
  public mutating func settle() throws(InboxError) {
    try TextRules.requireDisplayName(displayName, field: "location_group.display_name")
    guard locations.count <= Self.locationsMax else {
      throw .tooManyItems(field: "location_group.locations", count: locations.count, limit: Self.locationsMax)
    }
    locations = Set(locations).sorted()
  }

  /// The fields in which it differs from a former state.
  public func changes(from former: LocationGroup) -> [String] {
    Self.names(("display_name", displayName != former.displayName), ("locations", locations != former.locations))
  }
}
