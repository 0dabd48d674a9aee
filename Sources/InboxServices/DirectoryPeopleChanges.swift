internal import InboxAPI
internal import InboxModel
internal import Protobuf
internal import StandardAPI

extension InboxAPI.User {
  /// A new user.
  func model(id: Text, _ call: Call) throws(InboxError) -> InboxModel.User {
    var user = InboxModel.User(id: id.string, displayName: "", role: try role.required("user.role"))
    try change(&user, call)
    return user
  }

  /// Takes over the fields that a mask names.
  func change(_ user: inout InboxModel.User, _ call: Call, _ mask: FieldMask? = nil) throws(InboxError) {
    let mask = try UpdateMask(
      mask, of: ["display_name", "email", "role", "accesses", "language", "deactivated", "email_muted"])
    if mask.changes("display_name", isSet: !displayName.isEmpty) { user.displayName = displayName.string }
    if mask.changes("email", isSet: !email.isEmpty) { user.email = email.string }
    if mask.changes("role", isSet: role != .unspecified) { user.role = try role.required("user.role") }
    if mask.changes("accesses", isSet: !accesses.isEmpty) { user.accesses = try accessModels(call) }
    if mask.changes("language", isSet: !language.isEmpty) { user.language = language.string }
    if mask.changes("deactivated", isSet: deactivated) { user.isDeactivated = deactivated }
    if mask.changes("email_muted", isSet: emailMuted) { user.isEmailMuted = emailMuted }
  }

  /// Where he may do what.
  private func accessModels(_ call: Call) throws(InboxError) -> [UserAccess] {
    let limit = InboxModel.User.accessesMax
    guard accesses.count <= limit else {
      throw .tooManyItems(field: "user.accesses", count: accesses.count, limit: limit)
    }
    var models: [UserAccess] = []
    for index in accesses.indices {
      let field = "user.accesses[\(index)]"
      let level: InboxModel.LocationAccess = try accesses[index].level.required(field + ".level")
      models.append(UserAccess(try call.place(accesses[index].location, field: field + ".location"), level))
    }
    return models
  }
}

extension Call {
  /// A location or a group of them.
  fileprivate func place(_ name: Text, field: String) throws(InboxError) -> UserAccess.Place {
    do {
      return .location(try id(name, of: IDKind.Location.self, field: field))
    } catch .nameInvalid {
      do {
        return .group(try id(name, of: IDKind.LocationGroup.self, field: field))
      } catch .nameInvalid {
        throw .nameInvalid(
          field: field, expected: "workspaces/{workspace}/locations/{id} or workspaces/{workspace}/locationGroups/{id}")
      }
    }
  }
}

extension InboxAPI.Workspace {
  /// A day in microseconds.
  static let dayMicroseconds: Int64 = 86_400_000_000

  /// Takes over the fields that a mask names.
  func change(_ workspace: inout InboxModel.Workspace, _ mask: FieldMask?) throws(InboxError) {
    let mask = try UpdateMask(
      mask,
      of: [
        "display_name", "time_zone", "language", "link_template", "retention", "sender_email", "writing_instructions",
        "notification_email_disabled",
      ])
    if mask.changes("display_name", isSet: !displayName.isEmpty) { workspace.displayName = displayName.string }
    try change(&workspace.settings, mask)
  }

  /// Takes over the settings that a mask names.
  func change(_ settings: inout WorkspaceSettings, _ mask: UpdateMask) throws(InboxError) {
    if mask.changes("time_zone", isSet: !timeZone.isEmpty) { settings.timeZone = timeZone.string }
    if mask.changes("language", isSet: !language.isEmpty) { settings.language = language.string }
    if mask.changes("link_template", isSet: !linkTemplate.isEmpty) { settings.linkTemplate = linkTemplate.string }
    if mask.changes("retention", isSet: retention != nil) { settings.retentionDays = try retentionDays() }
    if mask.changes("sender_email", isSet: !senderEmail.isEmpty) { settings.senderEmail = senderEmail.string }
    if mask.changes("writing_instructions", isSet: !writingInstructions.isEmpty) {
      settings.writingInstructions = writingInstructions.string
    }
    if mask.changes("notification_email_disabled", isSet: notificationEmailDisabled) {
      settings.isNotificationEmailDisabled = notificationEmailDisabled
    }
  }

  /// The retention in days; nil for ever. Throws `fieldInvalid` for a part of a day.
  private func retentionDays() throws(InboxError) -> Int? {
    guard let span = retention else { return nil }
    let (days, rest) = span.microseconds.quotientAndRemainder(dividingBy: Self.dayMicroseconds)
    let isWhole = rest == 0 && span.nanos == 0
    if !isWhole, days < Int64(InboxModel.Workspace.retentionDays.upperBound) {
      throw .fieldInvalid(field: "workspace.retention", fault: "is not in whole days")
    }
    return Int(days)
  }
}

extension InboxAPI.Customer {
  /// Takes over the fields that a mask names, attributes excepted; gives the values of attributes to set or clear.
  func change(
    _ customer: inout InboxModel.Customer, _ call: Call, _ mask: FieldMask? = nil
  ) throws(InboxError) -> [InboxModel.AttributeValue] {
    let mask = try UpdateMask(mask, of: Self.changeable)
    if mask.changes("identities", isSet: !identities.isEmpty) { customer.identities = try identityModels() }
    try change(&customer.profile, mask)
    return mask.changes("attributes", isSet: !attributes.isEmpty)
      ? try attributes.models("customer.attributes", call) : []
  }

  /// The fields that can be changed.
  private static let changeable: Set = [
    "display_name", "email", "phone", "language", "given_name", "family_name", "email_bounced", "email_consent",
    "sms_consent", "marketing_consent", "identities", "attributes",
  ]

  /// Takes over what is known of a person.
  private func change(_ profile: inout CustomerProfile, _ mask: UpdateMask) throws(InboxError) {
    if mask.changes("display_name", isSet: !displayName.isEmpty) { profile.displayName = displayName.string }
    if mask.changes("email", isSet: !email.isEmpty) { profile.email = email.string }
    if mask.changes("phone", isSet: !phone.isEmpty) { profile.phone = phone.string }
    if mask.changes("language", isSet: !language.isEmpty) { profile.language = language.string }
    if mask.changes("given_name", isSet: !givenName.isEmpty) { profile.givenName = givenName.string }
    if mask.changes("family_name", isSet: !familyName.isEmpty) { profile.familyName = familyName.string }
    if mask.changes("email_bounced", isSet: emailBounced) { profile.emailBounced = emailBounced }
    if mask.changes("email_consent", isSet: emailConsent != .unspecified) {
      profile.emailConsent = try emailConsent.given("customer.email_consent") ?? .unknown
    }
    if mask.changes("sms_consent", isSet: smsConsent != .unspecified) {
      profile.smsConsent = try smsConsent.given("customer.sms_consent") ?? .unknown
    }
    if mask.changes("marketing_consent", isSet: marketingConsent != .unspecified) {
      profile.marketingConsent = try marketingConsent.given("customer.marketing_consent") ?? .unknown
    }
  }

  /// Who he is at the sources.
  private func identityModels() throws(InboxError) -> [InboxModel.CustomerIdentity] {
    let limit = InboxModel.Customer.identitiesMax
    guard identities.count <= limit else {
      throw .tooManyItems(field: "customer.identities", count: identities.count, limit: limit)
    }
    var models: [InboxModel.CustomerIdentity] = []
    for index in identities.indices { models.append(try identities[index].model("customer.identities[\(index)]")) }
    return models
  }
}
