internal import InboxModel
internal import InboxStore

/// Makes the sample's brands, locations, users, keywords and attributes.
struct DirectoryWriter {
  /// The workspace's slug.
  static let slug = "demo"

  /// Makes the workspace and all of its directory.
  static func create(in transaction: WriteTransaction) throws(InboxError) {
    var settings = WorkspaceSettings()
    settings.language = "en"
    settings.timeZone = "Europe/Paris"
    // Four months of assignments would be as many e-mails.
    settings.isNotificationEmailDisabled = true
    settings.writingInstructions =
      "Answer in the customer's language, warmly and briefly. Name what happened. Promise nothing that is not in the notes."
    let owner = try transaction.createWorkspace(
      slug, displayName: "Maison Sorbier Group", settings: settings, owner: model(of: .named("helena")))
    for brand in SampleBrand.all {
      _ = try transaction.createBrand(
        Brand(
          id: BrandID(brand.id), displayName: brand.name, signature: brand.signature, voice: brand.voice,
          senderName: brand.name), by: owner)
    }
    for location in SampleLocation.all { _ = try transaction.createLocation(model(of: location), by: owner) }
    for group in SampleLocationGroup.all {
      _ = try transaction.createLocationGroup(
        LocationGroup(
          id: LocationGroupID(group.id), displayName: group.name, locations: group.locations.map { LocationID($0) }),
        by: owner)
    }
    for user in SampleUser.all where user.id != "helena" { _ = try transaction.createUser(model(of: user), by: owner) }
    for keyword in SampleKeyword.all { _ = try transaction.createKeyword(model(of: keyword), by: owner) }
    for attribute in SampleAttribute.all {
      _ = try transaction.createAttributeDefinition(model(of: attribute), by: owner)
    }
  }

  /// A user as the store takes it.
  private static func model(of user: SampleUser) -> User {
    User(
      id: user.id, displayName: user.name, email: user.id + "@example.org", language: user.language.rawValue,
      role: user.role,
      accesses: user.edits.map { UserAccess(.location(LocationID($0)), .editor) }
        + user.views.map { UserAccess(.location(LocationID($0)), .viewer) })
  }

  /// A location as the store takes it, with what the review sites call it.
  private static func model(of location: SampleLocation) -> Location {
    let sources = Source.allCases.filter { source in source.family == .review }
    return Location(
      id: LocationID(location.id), displayName: location.name, brand: BrandID(location.brand),
      address: location.address, timeZone: location.timeZone, language: location.language.rawValue,
      sourceIDs: sources.map { LocationSourceID(source: $0, externalID: "\($0)-\(location.id)") })
  }

  /// A keyword as the store takes it.
  private static func model(of keyword: SampleKeyword) -> Keyword {
    let terms = keyword.terms.split(separator: ",").map { String($0.drop { $0 == " " }) }
    return Keyword(
      id: KeywordID(keyword.id), displayName: keyword.name, terms: terms, isDetectionDisabled: terms.isEmpty,
      color: keyword.color)
  }

  /// An attribute definition as the store takes it.
  private static func model(of attribute: SampleAttribute) -> AttributeDefinition {
    AttributeDefinition(
      id: AttributeDefinitionID(attribute.id), displayName: attribute.name, type: attribute.type,
      target: attribute.target, options: attribute.options.map { AttributeOption(id: $0.id, displayName: $0.name) })
  }
}
