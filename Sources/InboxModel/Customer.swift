/// Who a customer is at one source.
public struct CustomerIdentity: Sendable, Hashable {
  /// The source.
  public var source: Source
  /// The source's id of the customer.
  public var externalID: String
  /// The name or handle shown at the source.
  public var displayName: String
  /// The customer's page at the source.
  public var profileURL: String

  /// Takes all parts.
  public init(source: Source, externalID: String, displayName: String = "", profileURL: String = "") {
    self.source = source
    self.externalID = externalID
    self.displayName = displayName
    self.profileURL = profileURL
  }
}

extension [CustomerIdentity] {
  /// Throws unless every identity is complete and there once.
  func check(field: String) throws(InboxError) {
    var known = Set<[String]>()
    for (index, identity) in enumerated() {
      let path = "\(field)[\(index)]"
      try TextRules.requireExternalID(identity.externalID, field: path + ".external_id")
      try TextRules.requireLine(
        identity.displayName, max: TextRules.displayNameLengthMax, field: path + ".display_name")
      try ContactRules.requireLink(identity.profileURL, field: path + ".profile_url")
      guard known.insert(["\(identity.source)", identity.externalID]).inserted else {
        throw .fieldInvalid(field: path, fault: "is there twice")
      }
    }
  }
}

/// What is known of a person.
public struct CustomerProfile: Sendable, Hashable {
  /// The name to show.
  public var displayName = ""
  /// The given name.
  public var givenName = ""
  /// The family name.
  public var familyName = ""
  /// The e-mail address; empty if none is known, like every text here.
  public var email = ""
  /// The phone number in E.164.
  public var phone = ""
  /// The language as a BCP 47 tag.
  public var language = ""
  /// Whether mail to the address came back.
  public var emailBounced = false
  /// Consent to e-mail.
  public var emailConsent = Consent.unknown
  /// Consent to short messages.
  public var smsConsent = Consent.unknown
  /// Consent to marketing.
  public var marketingConsent = Consent.unknown

  /// Nothing known.
  public init() {}

  /// Throws at the first field that is too long or has not its form.
  func check() throws(InboxError) {
    for (name, field) in [(displayName, "display_name"), (givenName, "given_name"), (familyName, "family_name")] {
      try TextRules.requireLine(name, max: TextRules.displayNameLengthMax, field: field)
    }
    try ContactRules.requireEmail(email, field: "email")
    try ContactRules.requirePhone(phone, field: "phone")
    try ContactRules.requireLanguage(language, field: "language")
  }
}

/// A customer of the workspace.
public struct Customer: Sendable, Hashable {
  /// The id.
  public var id: CustomerID
  /// What is known.
  public var profile: CustomerProfile
  /// Who the customer is at each source.
  public var identities: [CustomerIdentity]
  /// Changes with every change.
  public var etag: Etag
  /// When the server stored it.
  public var createTime: Int64
  /// When it was changed last.
  public var updateTime: Int64
  /// When it was erased; nil if it was not.
  public var eraseTime: Int64?

  /// Takes all parts.
  public init(
    id: CustomerID, profile: CustomerProfile, identities: [CustomerIdentity], etag: Etag, createTime: Int64,
    updateTime: Int64, eraseTime: Int64?
  ) {
    self.id = id
    self.profile = profile
    self.identities = identities
    self.etag = etag
    self.createTime = createTime
    self.updateTime = updateTime
    self.eraseTime = eraseTime
  }
}

extension Customer {
  /// The most identities of a customer that a person of the team gives.
  public static let identitiesMax = 50

  /// Throws at the first field that may not be so, named as a request names it.
  public func check() throws(InboxError) {
    guard identities.count <= Self.identitiesMax else {
      throw .tooManyItems(field: "customer.identities", count: identities.count, limit: Self.identitiesMax)
    }
    do {
      try profile.check()
      try identities.check(field: "identities")
    } catch {
      throw error.prefixed("customer")
    }
  }
}
