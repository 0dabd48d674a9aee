extension User: DirectoryResource {
  /// The most accesses of a user.
  public static let accessesMax = 1000

  /// Throws at the first field that may not be so; whether the places exist is the store's to say.
  public mutating func settle() throws(InboxError) {
    try TextRules.requireDisplayName(displayName, field: "user.display_name")
    try ContactRules.requireEmail(email, field: "user.email")
    try ContactRules.requireLanguage(language, field: "user.language")
    guard accesses.count <= Self.accessesMax else {
      throw .tooManyItems(field: "user.accesses", count: accesses.count, limit: Self.accessesMax)
    }
    guard role == .restricted || accesses.isEmpty else {
      throw .fieldInvalid(field: "user.accesses", fault: "are for RESTRICTED users only")
    }
    let levels = Dictionary(accesses.map { ($0.place, $0.level) }) { $0.rawValue > $1.rawValue ? $0 : $1 }
    accesses = levels.map { UserAccess($0.key, $0.value) }.sorted { $0.place < $1.place }
  }

  /// The fields in which he differs from a former state.
  public func changes(from former: User) -> [String] {
    Self.names(
      ("display_name", displayName != former.displayName), ("email", email != former.email),
      ("role", role != former.role), ("accesses", accesses != former.accesses),
      ("language", language != former.language), ("deactivated", isDeactivated != former.isDeactivated),
      ("email_muted", isEmailMuted != former.isEmailMuted))
  }

  /// Whether he is an owner who can act.
  public var isActiveOwner: Bool { role == .owner && !isDeactivated }
}

extension UserAccess.Place: Comparable {
  /// Locations before groups, each by id.
  public static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.location(let left), .location(let right)): left < right
    case (.group(let left), .group(let right)): left < right
    case (.location, .group): true
    case (.group, .location): false
    }
  }
}

extension Workspace: DirectoryResource {
  /// The longest instructions for AI writing, in Unicode scalars.
  public static let writingInstructionsLengthMax = 4000
  /// The shortest time that closed interactions are kept, in days, and the longest that has an end.
  public static let retentionDays = 30...36_500

  /// Throws at the first field that may not be so.
  public mutating func settle() throws(InboxError) {
    try TextRules.requireDisplayName(displayName, field: "workspace.display_name")
    guard !settings.timeZone.isEmpty else { throw .fieldRequired(field: "workspace.time_zone") }
    try ContactRules.requireTimeZone(settings.timeZone, field: "workspace.time_zone")
    guard !settings.language.isEmpty else { throw .fieldRequired(field: "workspace.language") }
    try ContactRules.requireLanguage(settings.language, field: "workspace.language")
    try ContactRules.requireLinkTemplate(settings.linkTemplate, field: "workspace.link_template")
    try ContactRules.requireEmail(settings.senderEmail, field: "workspace.sender_email")
    try TextRules.requireText(
      settings.writingInstructions, max: Self.writingInstructionsLengthMax, field: "workspace.writing_instructions")
    if let days = settings.retentionDays, !Self.retentionDays.contains(days) {
      throw .fieldOutOfRange(
        field: "workspace.retention", min: "\(Self.retentionDays.lowerBound) days",
        max: "\(Self.retentionDays.upperBound) days")
    }
  }

  /// The fields in which it differs from a former state.
  public func changes(from former: Workspace) -> [String] {
    let (new, old) = (settings, former.settings)
    return Self.names(
      ("display_name", displayName != former.displayName), ("time_zone", new.timeZone != old.timeZone),
      ("language", new.language != old.language), ("link_template", new.linkTemplate != old.linkTemplate),
      ("retention", new.retentionDays != old.retentionDays), ("sender_email", new.senderEmail != old.senderEmail),
      ("writing_instructions", new.writingInstructions != old.writingInstructions),
      ("notification_email_disabled", new.isNotificationEmailDisabled != old.isNotificationEmailDisabled))
  }
}
