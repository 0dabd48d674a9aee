internal import SQLite
internal import InboxModel

/// A view, tab and filter, made ready for looking at rows: the one place that says whether an interaction is in a list.
/// What drives a list only saves looking at rows that this would refuse.
struct ListMatcher {
  /// The view.
  let view: View
  /// Where its interactions lie.
  let places: [Place]
  /// Whose personal views are meant.
  let user: String?
  /// The sources, by tab and filter; a bit each.
  let sources: UInt64
  /// The statuses, a bit each.
  let statuses: UInt64
  /// The locations, by rights and filter; nil for all and none.
  let locations: Set<String>?
  /// The conditions.
  let filter: InteractionFilter
  /// Whether the filter has conditions beyond status, source and place.
  let hasConditions: Bool
  /// Modes, a bit each.
  private let modes: UInt64
  /// Those of the filter's keywords that are in the catalogue.
  let keywords: [String]
  /// Languages in lower case.
  private let languages: [String]
  /// What attribute conditions are about.
  private let attributes: [(condition: AttributeCondition, target: AttributeTarget)]

  /// Makes ready; throws `actorInvalid` for a personal view of nobody, and `notFound` for an attribute definition.
  /// `withArchive` takes archived ones in.
  init(
    _ view: View, _ family: Family?, _ filter: InteractionFilter, withArchive: Bool = false, for caller: Caller,
    in transaction: Transaction
  ) throws(InboxError) {
    if view.isPersonal, caller.user == nil { throw .actorInvalid }
    self.view = view
    places = withArchive ? [view.place, .archive] : [view.place]
    user = caller.user
    self.filter = filter
    var sources = filter.sources.isEmpty ? Source.allCases : filter.sources
    if let family { sources.removeAll { $0.family != family } }
    self.sources = Self.bits(sources)
    statuses =
      view == .myInbox
      ? (filter.statuses.isEmpty || filter.statuses.contains(.pending) ? Self.bits([Status.pending]) : 0)
      : Self.bits(filter.statuses.isEmpty ? Status.allCases : filter.statuses)
    modes = Self.bits(filter.modes.isEmpty ? Mode.allCases : filter.modes)
    locations = try transaction.locations(of: filter, for: caller)
    keywords = try transaction.catalogued(filter.keywords, for: caller)
    languages = filter.languages.map { $0.lowercased() }
    var attributes: [(AttributeCondition, AttributeTarget)] = []
    for condition in filter.attributes {
      attributes.append((condition, try transaction.attributeDefinition(condition.definition, for: caller).target))
    }
    self.attributes = attributes
    var beyond = filter
    beyond.statuses = []
    beyond.sources = []
    beyond.brands = []
    beyond.locations = []
    beyond.locationGroups = []
    hasConditions = beyond != InteractionFilter()
  }

  /// A bit for each value.
  private static func bits<Value: RawRepresentable>(_ values: [Value]) -> UInt64 where Value.RawValue == UInt8 {
    values.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
  }

  /// Whether nothing can match.
  var isEmpty: Bool { sources == 0 || statuses == 0 || locations?.isEmpty == true }

  /// Whether an interaction is in the list.
  func matches(
    _ row: borrowing InteractionRow, for caller: Caller, in transaction: Transaction
  ) throws(InboxError) -> Bool {
    let location = row.location
    guard takes(row.source, row.status, row.place, at: location.isEmpty || locations == nil ? nil : location.string)
    else { return false }
    switch view {
    case .all, .archived, .trash: break
    case .unassigned: if !row.assignees.isEmpty { return false }
    case .scheduled: if row.schedules == [] { return false }
    case .myInbox: if !row.isAssigned(toAny: [user ?? ""]) { return false }
    case .pinned, .mentions: if try !transaction.isListed(row, as: view, of: user ?? "", caller) { return false }
    }
    return hasConditions ? try meetsConditions(row, caller, transaction) : true
  }

  /// Whether the filter's conditions hold, the cheap ones first.
  private func meetsConditions(
    _ row: borrowing InteractionRow, _ caller: Caller, _ transaction: Transaction
  ) throws(InboxError) -> Bool {
    guard takes(row.mode), takesMessages(of: row), takes(rating: row.rating) else { return false }
    if filter.hasDraft, row.unsent == [] { return false }
    if filter.isUnassigned || !filter.assignees.isEmpty {
      let isFree = row.assignees.isEmpty
      guard isFree ? filter.isUnassigned : row.isAssigned(toAny: filter.assignees) else { return false }
    }
    if !filter.customers.isEmpty {
      let customer = row.customer.string
      if !filter.customers.contains(where: { $0.text == customer }) { return false }
    }
    if !filter.keywords.isEmpty {
      guard row.hasKeywords else { return false }
      if try !transaction.hasAny(keywords, row.id, caller) { return false }
    }
    return try takesAttributes(of: row, caller, transaction)
  }

  /// Whether a source, status and place are the list's, at a location that is.
  func takes(_ source: Source, _ status: Status, _ place: Place, at location: String?) -> Bool {
    sources >> UInt64(source.rawValue) & 1 == 1 && statuses >> UInt64(status.rawValue) & 1 == 1
      && places.contains(place) && (locations == nil || location.map { locations?.contains($0) == true } == true)
  }

  /// Whether conditions narrow the list that an index tells.
  var narrowsIndexed: Bool {
    statuses != Self.bits(Status.allCases) || modes != Self.bits(Mode.allCases) || filter.rating != nil
      || filter.isUnrated || !languages.isEmpty
  }

  /// Whether what an index tells is not against the list: status, source, mode, rating, language.
  func takesIndexed(_ cursor: inout Cursor) -> Bool {
    let (status, source, mode) = (
      Status(stored: cursor.int()), Source(stored: cursor.int()), Mode(stored: cursor.int())
    )
    guard statuses >> UInt64(status.rawValue) & 1 == 1, sources >> UInt64(source.rawValue) & 1 == 1, takes(mode),
      takes(rating: cursor.optionalDouble())
    else { return false }
    return languages.isEmpty || takes(language: RowText(&cursor))
  }

  /// Whether a rating is the filter's.
  private func takes(rating: Double?) -> Bool {
    if let range = filter.rating { guard let rating, range.contains(rating) else { return false } }
    return !filter.isUnrated || rating == nil
  }

  /// Whether a language is the filter's.
  private func takes(language: RowText) -> Bool {
    if languages.isEmpty { return true }
    let language = language.string.lowercased()
    return languages.contains { language == $0 || language.hasPrefix($0 + "-") }
  }

  /// Whether a mode is the filter's.
  func takes(_ mode: Mode) -> Bool { modes >> UInt64(mode.rawValue) & 1 == 1 }

  /// Whether the conditions hold that depend on messages: language, times, waiting.
  func takesMessages(of row: borrowing InteractionRow) -> Bool {
    guard filter.activityTime.contains(row.activityTime), filter.sourceTime.contains(row.sourceTime) else {
      return false
    }
    if filter.isWaiting, row.waitingTime == nil { return false }
    return takes(language: row.language)
  }

  /// Whether the conditions on attributes hold.
  func takesAttributes(
    of row: borrowing InteractionRow, _ caller: Caller, _ transaction: Transaction
  ) throws(InboxError) -> Bool {
    for (condition, target) in attributes where try !transaction.meets(condition, target, row, caller) { return false }
    return true
  }
}

extension InteractionRow {
  /// Where it lies.
  var place: Place { trashTime != nil ? .trash : archiveTime != nil ? .archive : .inbox }

  /// Whether any of these users is assigned.
  func isAssigned(toAny users: [String]) -> Bool {
    if assignees.isEmpty { return false }
    var found = false
    assignees.forEachWord { word in
      if !found {
        let user = word.string
        found = users.contains(user)
      }
    }
    return found
  }
}

/// What a filter needs to know beyond an interaction's row.
extension Transaction {
  private static let ofBrandQuery = Query("SELECT location FROM location WHERE workspace = ? AND brand = ?")

  private static let ofGroupQuery = Query(
    "SELECT location FROM location_group_member WHERE workspace = ? AND location_group = ?")

  private static let entryQuery = Query(
    """
    SELECT 1
    FROM personal_entry
    WHERE workspace = ? AND user_id = ? AND list = ? AND activity_time = ? AND interaction = ?
    """)

  private static let mentionQuery = Query(
    """
    SELECT 1
    FROM note_mention m
    JOIN note n ON n.workspace = m.workspace AND n.interaction = m.interaction AND n.note = m.note
    WHERE m.workspace = ? AND m.interaction = ? AND m.user_id = ? AND n.delete_time IS NULL
    LIMIT 1
    """)

  private static let keywordQuery = Query(
    "SELECT 1 FROM interaction_keyword WHERE workspace = ? AND interaction = ? AND keyword = ? AND is_removed = 0")

  private static let catalogueQuery = Query(
    "SELECT 1 FROM keyword WHERE workspace = ? AND keyword = ? AND is_deleted = 0")

  private static let interactionValue = Query(
    """
    SELECT text_value, number_value
    FROM interaction_attribute
    WHERE workspace = ? AND interaction = ? AND definition = ?
    """)

  private static let transactionValue = Query(
    """
    SELECT text_value, number_value
    FROM transaction_attribute
    WHERE workspace = ? AND interaction = ? AND definition = ?
    """)

  private static let customerValue = Query(
    "SELECT text_value, number_value FROM customer_attribute WHERE workspace = ? AND customer = ? AND definition = ?")

  /// The locations that rights and filter leave; nil for all and none.
  fileprivate func locations(of filter: InteractionFilter, for caller: Caller) throws(InboxError) -> Set<String>? {
    var result = caller.visibleLocations.map { Set($0.map(\.text)) }
    func narrow(to locations: Set<String>) { result = result?.intersection(locations) ?? locations }
    if !filter.locations.isEmpty { narrow(to: Set(filter.locations.map(\.text))) }
    if !filter.brands.isEmpty { narrow(to: try locations(Self.ofBrandQuery, filter.brands.map(\.text), caller)) }
    if !filter.locationGroups.isEmpty {
      narrow(to: try locations(Self.ofGroupQuery, filter.locationGroups.map(\.text), caller))
    }
    return result
  }

  /// The locations of brands or groups.
  private func locations(_ query: Query, _ ids: [String], _ caller: Caller) throws(InboxError) -> Set<String> {
    var found: Set<String> = []
    for id in ids {
      try found.formUnion(
        all(query) { cursor in
          cursor.bind(caller.workspace.rawValue)
          cursor.bind(id)
        } _: {
          $0.text()
        })
    }
    return found
  }

  /// Those of some keywords that are in the catalogue.
  fileprivate func catalogued(_ keywords: [KeywordID], for caller: Caller) throws(InboxError) -> [String] {
    var known: [String] = []
    for keyword in keywords {
      let isKnown = try first(Self.catalogueQuery) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(keyword.text)
      } _: {
        $0.bool()
      }
      if isKnown != nil { known.append(keyword.text) }
    }
    return known
  }

  /// Whether an interaction has any of some keywords.
  func hasAny(_ keywords: [String], _ id: InteractionID, _ caller: Caller) throws(InboxError) -> Bool {
    for keyword in keywords {
      let has = try first(Self.keywordQuery) { cursor in
        cursor.bind(caller.workspace.rawValue)
        cursor.bind(id.rawValue)
        cursor.bind(keyword)
      } _: {
        $0.bool()
      }
      if has != nil { return true }
    }
    return false
  }

  /// Whether a caller is mentioned in an interaction, wherever it lies.
  func isMentioned(in id: InteractionID, _ caller: Caller) throws(InboxError) -> Bool {
    guard let user = caller.user else { return false }
    return try first(Self.mentionQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
      cursor.bind(user)
    } _: {
      $0.bool()
    } ?? false
  }

  /// Whether an interaction is in a personal view.
  fileprivate func isListed(
    _ row: borrowing InteractionRow, as view: View, of user: String, _ caller: Caller
  ) throws(InboxError) -> Bool {
    if view == .pinned, !row.mayBePinned { return false }
    let (id, time) = (row.id, row.activityTime)
    return try first(Self.entryQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(user)
      cursor.bind(Int64(view.rawValue))
      cursor.bind(time)
      cursor.bind(id.rawValue)
    } _: {
      $0.bool()
    } ?? false
  }

  /// Whether an attribute condition holds for an interaction, its business or its customer.
  fileprivate func meets(
    _ condition: AttributeCondition, _ target: AttributeTarget, _ row: borrowing InteractionRow, _ caller: Caller
  ) throws(InboxError) -> Bool {
    let (id, customer) = (row.id, row.customer)
    let query =
      switch target {
      case .interaction: Self.interactionValue
      case .transaction: Self.transactionValue
      case .customer: Self.customerValue
      }
    let value = try first(query) { cursor in
      cursor.bind(caller.workspace.rawValue)
      if target == .customer { cursor.bind(customer.string) } else { cursor.bind(id.rawValue) }
      cursor.bind(condition.definition.text)
    } _: {
      (text: $0.optionalText(), number: $0.optionalDouble())
    }
    return condition.test.holds(text: value?.text, number: value?.number)
  }
}

extension AttributeCondition.Test {
  /// Whether a stored value meets the condition; both nil: there is none.
  func holds(text: String?, number: Double?) -> Bool {
    switch self {
    case .present: text != nil || number != nil
    case .absent: text == nil && number == nil
    case .text(let wanted): text.map { TextFolding.fold($0) == TextFolding.fold(wanted) } ?? false
    case .number(let range): number.map(range.contains) ?? false
    case .anyOption(let options):
      text.map { chosen in chosen.split(separator: " ").contains { options.contains(String($0)) } } ?? false
    }
  }
}
