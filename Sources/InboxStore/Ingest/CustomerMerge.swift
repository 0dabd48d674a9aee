internal import InboxModel

/// A customer's profile with the time of each field. Pure.
struct CustomerMerge {
  /// The fields that have a time.
  enum Field: Int, CaseIterable {
    /// In the order they are stored; new ones go to the end.
    case displayName, givenName, familyName, email, phone, language, emailConsent, smsConsent, marketingConsent
    case emailBounced, identities
  }

  /// What is known.
  var profile: CustomerProfile
  /// Who he is at the sources.
  var identities: [CustomerIdentity]
  /// When each field was said.
  var times: FieldTimes<Field>

  /// Takes in what a source says at a time; gives the names of the fields that changed, as the contract has them.
  mutating func merge(_ incoming: IngestCustomer, at time: Int64) -> [String] {
    let before = self
    let new = incoming.profile
    if !new.displayName.isEmpty, times.take(.displayName, at: time) { profile.displayName = new.displayName }
    if !new.givenName.isEmpty, times.take(.givenName, at: time) { profile.givenName = new.givenName }
    if !new.familyName.isEmpty, times.take(.familyName, at: time) { profile.familyName = new.familyName }
    if !new.email.isEmpty, times.take(.email, at: time), profile.email != new.email {
      profile.email = new.email
      profile.emailBounced = times[.emailBounced] > time && profile.emailBounced
    }
    if !new.phone.isEmpty, times.take(.phone, at: time) { profile.phone = new.phone }
    if !new.language.isEmpty, times.take(.language, at: time) { profile.language = new.language }
    if new.emailConsent != .unknown, times.take(.emailConsent, at: time) { profile.emailConsent = new.emailConsent }
    if new.smsConsent != .unknown, times.take(.smsConsent, at: time) { profile.smsConsent = new.smsConsent }
    if new.marketingConsent != .unknown, times.take(.marketingConsent, at: time) {
      profile.marketingConsent = new.marketingConsent
    }
    if new.emailBounced, time >= times[.email], times.take(.emailBounced, at: time) { profile.emailBounced = true }
    mergeIdentities(incoming.identities, at: time)
    if !times.isKnown(.displayName) { profile.displayName = derivedName }
    return changes(from: before)
  }

  /// Takes in what a person of the team says, as of a time; gives the names of the fields that changed. A new address has
  /// not bounced; no name to show means the derived one. A later word of a source counts again.
  mutating func edit(_ new: CustomerProfile, _ newIdentities: [CustomerIdentity], at time: Int64) -> [String] {
    let before = self
    profile = new
    if new.email != before.profile.email, before.profile.emailBounced { profile.emailBounced = false }
    identities = newIdentities
    identities.sort { ($0.source.rawValue, $0.externalID) < ($1.source.rawValue, $1.externalID) }
    for field in Field.allCases where differs(field, from: before) { times[field] = time }
    if profile.displayName.isEmpty { times[.displayName] = 0 }
    if !times.isKnown(.displayName) { profile.displayName = derivedName }
    return changes(from: before)
  }

  /// Whether a field has another value than in a former state.
  private func differs(_ field: Field, from before: CustomerMerge) -> Bool {
    let (new, old) = (profile, before.profile)
    return switch field {
    case .displayName: new.displayName != old.displayName
    case .givenName: new.givenName != old.givenName
    case .familyName: new.familyName != old.familyName
    case .email: new.email != old.email
    case .phone: new.phone != old.phone
    case .language: new.language != old.language
    case .emailConsent: new.emailConsent != old.emailConsent
    case .smsConsent: new.smsConsent != old.smsConsent
    case .marketingConsent: new.marketingConsent != old.marketingConsent
    case .emailBounced: new.emailBounced != old.emailBounced
    case .identities: identities != before.identities
    }
  }

  /// Adds identities, and what they are called if this is the later word.
  private mutating func mergeIdentities(_ incoming: [CustomerIdentity], at time: Int64) {
    let isLater = times.take(.identities, at: time)
    for identity in incoming {
      let place = identities.firstIndex { $0.source == identity.source && $0.externalID == identity.externalID }
      guard let place else {
        identities.append(identity)
        continue
      }
      if !identity.displayName.isEmpty, isLater || identities[place].displayName.isEmpty {
        identities[place].displayName = identity.displayName
      }
      if !identity.profileURL.isEmpty, isLater || identities[place].profileURL.isEmpty {
        identities[place].profileURL = identity.profileURL
      }
    }
    identities.sort { ($0.source.rawValue, $0.externalID) < ($1.source.rawValue, $1.externalID) }
  }

  /// A name to show where none was given: the parts, else what a source calls him.
  private var derivedName: String {
    let parts = [profile.givenName, profile.familyName].filter { !$0.isEmpty }.joined(separator: " ")
    return parts.isEmpty ? identities.first { !$0.displayName.isEmpty }?.displayName ?? "" : parts
  }

  /// Which fields differ, by the contract's names.
  private func changes(from before: CustomerMerge) -> [String] {
    Field.allCases.filter { differs($0, from: before) }.map(\.contractName)
  }
}

extension CustomerMerge.Field {
  /// The contract's name of the field.
  fileprivate var contractName: String {
    switch self {
    case .displayName: "display_name"
    case .givenName: "given_name"
    case .familyName: "family_name"
    case .email: "email"
    case .phone: "phone"
    case .language: "language"
    case .emailConsent: "email_consent"
    case .smsConsent: "sms_consent"
    case .marketingConsent: "marketing_consent"
    case .emailBounced: "email_bounced"
    case .identities: "identities"
    }
  }
}
