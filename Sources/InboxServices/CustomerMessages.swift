internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf
internal import StandardAPI

extension InboxAPI.Customer {
  /// Takes over a customer, his attributes excepted.
  func fill(_ customer: InboxModel.Customer, _ names: Names) {
    setName(names.customer(customer.id))
    fill(customer.profile)
    identities.reserveCapacity(customer.identities.count)
    for identity in customer.identities { identities.append().fill(identity) }
    setEtag(names.etag(customer.etag))
    makeCreateTime().microseconds = customer.createTime
    makeUpdateTime().microseconds = customer.updateTime
    if let time = customer.eraseTime { makeEraseTime().microseconds = time }
  }

  /// Takes over what is known of a person. What is not known costs nothing.
  private func fill(_ profile: CustomerProfile) {
    setDisplayName(profile.displayName)
    if !profile.email.isEmpty { setEmail(profile.email) }
    if !profile.phone.isEmpty { setPhone(profile.phone) }
    if !profile.language.isEmpty { setLanguage(profile.language) }
    if !profile.givenName.isEmpty { setGivenName(profile.givenName) }
    if !profile.familyName.isEmpty { setFamilyName(profile.familyName) }
    emailBounced = profile.emailBounced
    emailConsent = InboxAPI.Consent(profile.emailConsent)
    smsConsent = InboxAPI.Consent(profile.smsConsent)
    marketingConsent = InboxAPI.Consent(profile.marketingConsent)
  }
}

extension InboxAPI.Customer {
  /// Takes over a customer as the panel reads him, his attributes excepted.
  func fill(_ row: CustomerRow, _ names: Names) {
    setName(names.customer(row.id))
    setDisplayName(row.displayName)
    setEmail(row.email)
    setPhone(row.phone)
    setLanguage(row.language)
    setGivenName(row.givenName)
    setFamilyName(row.familyName)
    emailBounced = row.emailBounced
    emailConsent = InboxAPI.Consent(row.emailConsent)
    smsConsent = InboxAPI.Consent(row.smsConsent)
    marketingConsent = InboxAPI.Consent(row.marketingConsent)
    row.forEachIdentity { identities.append().fill($0) }
    setEtag(names.etag(row.etag))
    makeCreateTime().microseconds = row.createTime
    makeUpdateTime().microseconds = row.updateTime
    if let time = row.eraseTime { makeEraseTime().microseconds = time }
  }
}

extension InboxAPI.CustomerIdentity {
  /// Takes over who a customer is at a source.
  func fill(_ identity: InboxModel.CustomerIdentity) {
    source = InboxAPI.Source(identity.source)
    setExternalID(identity.externalID)
    if !identity.displayName.isEmpty { setDisplayName(identity.displayName) }
    if !identity.profileURL.isEmpty { setProfileURL(identity.profileURL) }
  }

  /// Takes over who a customer is at a source, as the panel reads it.
  func fill(_ row: IdentityRow) {
    source = InboxAPI.Source(row.source)
    setExternalID(row.externalID)
    if !row.displayName.isEmpty { setDisplayName(row.displayName) }
    if !row.profileURL.isEmpty { setProfileURL(row.profileURL) }
  }

  /// The identity that a request gives.
  func model(_ field: String) throws(InboxError) -> InboxModel.CustomerIdentity {
    InboxModel.CustomerIdentity(
      source: try source.required(field + ".source"), externalID: externalID.string, displayName: displayName.string,
      profileURL: profileURL.string)
  }
}
