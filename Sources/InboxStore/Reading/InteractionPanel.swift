internal import SQLite
public import InboxModel

/// That a user is assigned.
public struct Assignment: Sendable, Hashable {
  /// The user.
  public var user: String
  /// His name to show.
  public var displayName: String
  /// Who assigned.
  public var actor: String
  /// When.
  public var time: Int64
}

/// A keyword on an interaction.
public struct InteractionKeyword: Sendable, Hashable {
  /// The keyword.
  public var keyword: KeywordID
  /// Its name to show.
  public var displayName: String
  /// How it came here.
  public var origin: KeywordOrigin
  /// Who added it; empty if it was detected.
  public var actor: String
  /// When.
  public var time: Int64
}

/// A value with its definition's name to show.
public struct NamedAttributeValue: Sendable, Hashable {
  /// The value.
  public var value: AttributeValue
  /// The definition's name.
  public var displayName: String
  /// The definition's type: whether there can be one option or several.
  public var type: AttributeType
}

/// One way to answer, as the response editor needs it; what lies on it stands beside it.
public struct ChannelState: Sendable, Hashable {
  /// Which channel.
  public var channel: Channel
  /// Whether the editor opens on it.
  public var opens: Bool
  /// Why it cannot send; nil if it can.
  public var unusableReason: ChannelUnusableReason?
}

/// Everything the information panel shows but drafts (`withDraft`). Texts of `row`, `details` and `customer` are good until
/// the callback returns.
public struct InteractionPanel {
  /// The interaction.
  public let row: InteractionRow
  /// More of it.
  public let details: InteractionDetails
  /// The customer; nil if there is none.
  public let customer: CustomerRow?
  /// The ways to answer, default first.
  public var channels: [ChannelState] = []
  /// Scheduled responses, in the order of the channels.
  public var schedules: [ScheduledResponse] = []
  /// Who is assigned, earliest first.
  public var assignments: [Assignment] = []
  /// Keywords by name.
  public var keywords: [InteractionKeyword] = []
  /// Attribute values of the interaction.
  public var attributes: [NamedAttributeValue] = []
  /// Attribute values of the customer.
  public var customerAttributes: [NamedAttributeValue] = []
  /// The business it is about.
  public var transaction: TransactionInfo?
  /// Attribute values of the transaction.
  public var transactionAttributes: [NamedAttributeValue] = []
  /// The attachments of its messages, newest first.
  public var attachments: [AttachmentInfo] = []
  /// The location's name to show; empty if there is none.
  public var locationDisplayName = ""
  /// The brand's name to show; empty if there is none.
  public var brandDisplayName = ""
  /// The location's brand; nil without a location.
  public var brand: BrandID?
  /// Whether the caller pinned it.
  public var isPinned = false

  /// The address a channel would write to now; nil if there is none.
  public func recipient(on channel: Channel) -> RowText? {
    guard let customer else { return nil }
    switch channel {
    case .email: return customer.email
    case .sms: return customer.phone
    case .provider:
      var found: RowText?
      let source = row.source
      customer.forEachIdentity { if found == nil && $0.source == source { found = $0.externalID } }
      return found
    }
  }
}

extension Transaction {
  private static let panelQuery = Query(
    """
    SELECT \(InteractionRow.columns), \(InteractionDetails.columns), \(CustomerRow.columnsButID)
    FROM interaction i
    LEFT JOIN customer c ON c.workspace = i.workspace AND c.customer = i.customer
    WHERE i.workspace = ? AND i.interaction = ?
    """)

  /// Reads an interaction as a list shows it and lends it. Throws `notFound` for what the caller does not see.
  public func withRow<Result>(
    of id: InteractionID, for caller: Caller, _ body: (borrowing InteractionRow) throws(InboxError) -> Result
  ) throws(InboxError) -> Result {
    var result: Result?
    try withRow(id, in: caller.workspace) { (row) throws(InboxError) in
      if caller.visibleLocations == nil || caller.sees(row.locationID) { result = try body(row) }
    }
    guard let result else {
      throw .notFound(name: InteractionName(workspace: caller.workspaceSlug, id: id).description)
    }
    return result
  }

  /// Reads an interaction's panel and lends it. A plain interaction takes this one statement; side tables are read only
  /// where the row says they have something. Throws `notFound` for what the caller does not see.
  public func withInteraction<Result>(
    _ id: InteractionID, for caller: Caller, _ body: (borrowing InteractionPanel) throws(InboxError) -> Result
  ) throws(InboxError) -> Result {
    var result: Result?
    try forEach(Self.panelQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      let row = InteractionRow(&cursor)
      guard caller.visibleLocations == nil || caller.sees(row.locationID) else { return }
      let details = InteractionDetails(&cursor)
      let customer = row.customer.isEmpty ? nil : CustomerRow(id: row.customer, &cursor)
      var panel = InteractionPanel(row: row, details: details, customer: customer)
      try fill(&panel, for: caller)
      result = try body(panel)
    }
    guard let result else {
      throw .notFound(name: InteractionName(workspace: caller.workspaceSlug, id: id).description)
    }
    return result
  }

  /// Reads what the row says is there.
  private func fill(_ panel: inout InteractionPanel, for caller: Caller) throws(InboxError) {
    let row = panel.row
    panel.fillChannels()
    if row.schedules != [] { panel.schedules = try schedules(of: row, for: caller) }
    if !row.assignees.isEmpty { panel.assignments = try assignments(of: row.id, for: caller) }
    if row.parts.contains(.keywords) { panel.keywords = try keywords(of: row.id, for: caller) }
    if row.parts.contains(.attributes) { panel.attributes = try attributes(of: row.id, for: caller) }
    if row.parts.contains(.transaction) { panel.transaction = try transactionInfo(of: row.id, for: caller) }
    if row.parts.contains(.transactionAttributes) {
      panel.transactionAttributes = try transactionAttributes(of: row.id, for: caller)
    }
    if row.parts.contains(.attachments) { panel.attachments = try messageAttachments(of: row.id, for: caller) }
    if row.parts.contains(.pins) { panel.isPinned = try isPinned(row.id, by: caller) }
    if let customer = panel.customer, customer.hasAttributes {
      panel.customerAttributes = try attributes(of: CustomerID(customer.id.string), for: caller)
    }
    if let location = row.locationID, let place = try place(location, in: caller.workspace) {
      panel.locationDisplayName = place.displayName
      panel.brandDisplayName = place.brandDisplayName
      panel.brand = place.brand
    }
  }

  /// The scheduled responses of an interaction.
  private func schedules(of row: InteractionRow, for caller: Caller) throws(InboxError) -> [ScheduledResponse] {
    var found: [ScheduledResponse] = []
    for channel in row.source.channels where row.schedules.contains(channel) {
      if let schedule = try findSchedule(row.id, channel, caller.workspace) { found.append(schedule) }
    }
    return found
  }
}

extension InteractionPanel {
  /// The ways to answer.
  fileprivate mutating func fillChannels() {
    let opening = row.source.openingChannel(unsent: row.unsent)
    let facts = facts
    channels = row.source.channels.map {
      ChannelState(channel: $0, opens: $0 == opening, unusableReason: facts.unusableReason(of: $0))
    }
  }

  /// What decides whether channels are usable.
  var facts: ChannelFacts {
    var facts = ChannelFacts()
    if let customer {
      facts.hasEmail = !customer.email.isEmpty
      facts.emailBounced = customer.emailBounced
      facts.emailConsent = customer.emailConsent
      facts.hasPhone = !customer.phone.isEmpty
      facts.smsConsent = customer.smsConsent
    }
    facts.isRemovedAtSource = details.sourceRemovalTime != nil
    facts.isClosedBySource = details.isClosedBySource
    return facts
  }
}
