internal import SQLite
public import InboxModel

/// Ingestion: what connectors push. The same external id again updates or does nothing; pushes in any order and any
/// repetition end in the same state, because every field and text has the source's time and the later one stands.
///
/// What a new or changed customer text does: PROCESSED becomes PENDING, the archive and a user's trash let go, automatic
/// scheduled responses become drafts; IGNORED, the mode and what the source removed stay. It does so unless the business
/// has answered at the source itself at that time or later: then the text is old. Such an answer, if it is the newest
/// thing in the thread, makes PENDING PROCESSED (decided: so a back-filled, answered review is not work).
extension WriteTransaction {
  /// Stores a batch; each item answers for itself and is stored whole or not at all. Throws only where nobody may push,
  /// or the store itself fails.
  public func ingest(
    _ entries: [IngestEntry], by caller: Caller
  ) throws(InboxError) -> [Result<IngestAnswer, InboxError>] {
    try each(entries, by: caller) { (entry) throws(InboxError) in
      switch entry {
      case .interaction(let item): .interaction(try ingest(item, caller))
      case .customer(let customer, let time): try ingest(customer, at: time ?? now, caller)
      }
    }
  }

  /// Stores a batch of interactions.
  public func ingest(
    _ items: [IngestItem], by caller: Caller
  ) throws(InboxError) -> [Result<IngestResult, InboxError>] {
    try each(items, by: caller) { (item) throws(InboxError) in try ingest(item, caller) }
  }

  /// Stores entries, each in a savepoint of its own.
  private func each<Entry, Answer>(
    _ entries: [Entry], by caller: Caller, _ store: (Entry) throws(InboxError) -> Answer
  ) throws(InboxError) -> [Result<Answer, InboxError>] {
    try caller.requireIngest()
    var results: [Result<Answer, InboxError>] = []
    results.reserveCapacity(entries.count)
    for entry in entries {
      results.append(try attempt { () throws(InboxError) in try store(entry) })
    }
    return results
  }

  /// Stores a customer alone.
  private func ingest(_ customer: IngestCustomer, at time: Int64, _ caller: Caller) throws(InboxError) -> IngestAnswer {
    do { try customer.validate() } catch { throw error.prefixed("customer") }
    let stored = try ingestCustomer(customer, at: time, for: caller)
    return .customer(stored.id, stored.isNew ? .created : stored.changedFields.isEmpty ? .unchanged : .updated)
  }

  /// Stores one item.
  private func ingest(_ item: IngestItem, _ caller: Caller) throws(InboxError) -> IngestResult {
    try item.validate()
    let item = item.cleaned
    let place = try resolvePlace(item, caller)
    let time = item.latestTime ?? now
    let known = try findInteraction(item.source, item.externalID, in: caller.workspace)
    if known == nil, let other = try interactionJoined(by: item, caller) {
      return try join(item, to: other, at: time, caller)
    }
    if known == nil, item.customer == nil { throw .fieldRequired(field: "customer") }
    if known == nil, item.beginning == nil { throw .fieldRequired(field: "source_time") }
    var customer: IngestedCustomer?
    if let incoming = item.customer { customer = try ingestCustomer(incoming, at: time, for: caller) }
    let id: InteractionID
    if let known {
      id = known
    } else if let customer {
      id = try insertInteraction(item, customer: customer, at: place, from: item.beginning ?? now, for: caller)
      didCreate(id, for: caller)
    } else {
      throw .fieldRequired(field: "customer")
    }
    var state = try state(of: id, for: .system(in: caller.workspace, slug: caller.workspaceSlug))
    if known == nil { append(.interactionCreated, to: state, by: caller.actor) }
    let hasChanged = try merge(item, place, at: time, customer, &state, isNew: known == nil, caller)
    if known == nil { try applyEarlierRemoval(item, &state, caller) }
    return IngestResult(
      outcome: known == nil ? .created : hasChanged.any ? .updated : .unchanged, interaction: id,
      customer: customer?.id ?? state.customer, createdMessages: hasChanged.created)
  }

  /// Takes in that the source had removed an interaction before it was pushed.
  private func applyEarlierRemoval(
    _ item: IngestItem, _ state: inout InteractionState, _ caller: Caller
  ) throws(InboxError) {
    guard let time = try takeRemoval(item.source, item.externalID, in: caller.workspace) else { return }
    let removal = IngestItem(removed: item.externalID, at: item.source, time: time)
    _ = try merge(removal, nil, at: time, nil, &state, isNew: false, caller)
  }

  /// Merges an item into its interaction; says whether anything changed, and how many messages are new.
  func merge(
    _ item: IngestItem, _ place: LocationID?, at time: Int64, _ customer: IngestedCustomer?,
    _ state: inout InteractionState, isNew: Bool, _ caller: Caller
  ) throws(InboxError) -> (any: Bool, created: Int) {
    let former = try readMerge(state.id, in: caller.workspace)
    var merged = former
    let changes = merged.merge(item, place: place, at: time)
    let moved = try mergeCustomer(customer, at: time, &merged, &state, isNew: isNew, caller)
    try write(merged, over: former, of: state)
    if changes.formerLocation != nil { state = state.moved(to: merged.location) }
    let thread = try ingestMessages(
      item, into: &state, customerName: customer?.displayName ?? item.customer?.profile.displayName ?? "", former,
      changes, by: caller)
    let ratingKept = try keepRatings(changes, thread, merged, time, state)
    var hasOther = moved || ratingKept
    if let info = item.transaction, changes.takesTransaction {
      hasOther = try setTransaction(info, of: &state) || hasOther
    }
    hasOther = try ingestAttributes(item.attributes, of: &state, by: caller) || hasOther
    hasOther = try ingestTransactionAttributes(item.transactionAttributes, of: &state, by: caller) || hasOther
    hasOther = try detectKeywords(thread, in: &state, caller) || hasOther
    if !isNew { appendFieldEvents(changes, merged, state, caller) }
    let unanswered = try applyEffects(item, changes, thread, merged, time, &state, isNew: isNew, caller)
    let hasChanges = !changes.isEmpty || thread.hasChanges || hasOther
    if isNew || hasChanges {
      try summarise(state, merged, created: thread.created, unanswered: unanswered)
    }
    return (hasChanges, thread.created)
  }

  /// The location an item names: by id it must be there, by the source's id it may be unknown.
  private func resolvePlace(_ item: IngestItem, _ caller: Caller) throws(InboxError) -> LocationID? {
    if let location = item.location {
      guard item.locationExternalID.isEmpty else {
        throw .fieldInvalid(field: "location", fault: "is given together with location_external_id")
      }
      guard try place(location, in: caller.workspace) != nil else {
        throw .notFound(name: LocationName(workspace: caller.workspaceSlug, id: location).description)
      }
      return location
    }
    guard !item.locationExternalID.isEmpty else { return nil }
    return try location(item.source, item.locationExternalID, in: caller.workspace)
  }

  /// Finds keywords: in new texts alone, or in all when one was replaced.
  private func detectKeywords(
    _ thread: ThreadChanges, in state: inout InteractionState, _ caller: Caller
  ) throws(InboxError) -> Bool {
    guard !thread.newTexts.isEmpty || thread.hasReplacedText else { return false }
    let matcher = try keywordMatcher(of: caller.workspace)
    let texts = thread.hasReplacedText ? try customerTexts(of: state) : thread.newTexts
    let found = Set(texts.flatMap { matcher.keywords(in: $0) }).sorted()
    return try setDetected(found, all: thread.hasReplacedText, of: &state, by: caller)
  }
}

extension IngestItem {
  /// The item without what received HTML must not hold.
  var cleaned: IngestItem {
    guard messages.contains(where: { $0.format == .html }) else { return self }
    var item = self
    for index in item.messages.indices where item.messages[index].format == .html {
      item.messages[index].text = SafeHTML.cleaned(item.messages[index].text)
    }
    return item
  }

  /// When the source said this: as given, else the latest time in the item.
  var latestTime: Int64? {
    updateTime ?? (messages.flatMap { [$0.time, $0.updateTime ?? $0.time] } + [sourceTime].compactMap { $0 }).max()
  }

  /// When the customer began: as given, else with the earliest message.
  var beginning: Int64? { sourceTime ?? messages.map(\.time).min() }
}
