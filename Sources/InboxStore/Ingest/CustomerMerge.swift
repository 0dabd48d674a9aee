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

  /// Which fields differ.
  private func changes(from before: CustomerMerge) -> [String] {
    var fields: [String] = []
    let old = before.profile
    if old.displayName != profile.displayName { fields.append("display_name") }
    if old.givenName != profile.givenName { fields.append("given_name") }
    if old.familyName != profile.familyName { fields.append("family_name") }
    if old.email != profile.email { fields.append("email") }
    if old.phone != profile.phone { fields.append("phone") }
    if old.language != profile.language { fields.append("language") }
    if old.emailConsent != profile.emailConsent { fields.append("email_consent") }
    if old.smsConsent != profile.smsConsent { fields.append("sms_consent") }
    if old.marketingConsent != profile.marketingConsent { fields.append("marketing_consent") }
    if old.emailBounced != profile.emailBounced { fields.append("email_bounced") }
    if before.identities != identities { fields.append("identities") }
    return fields
  }
}
