internal import SQLite
internal import InboxModel

/// What ingested changes do beyond their own fields.
extension WriteTransaction {
  private static let customerTextsQuery = Query(
    "SELECT body, format FROM message WHERE workspace = ? AND interaction = ? AND direction = 1")

  /// Not what the customer wrote of it by e-mail.
  private static let reviewTextQuery = Query(
    """
    SELECT message, body, format
    FROM message
    WHERE workspace = ? AND interaction = ? AND direction = 1 AND channel = 1
    ORDER BY message_time, message
    LIMIT 1
    """)

  /// Every text of the customer, without markup.
  func customerTexts(of state: InteractionState) throws(InboxError) -> [String] {
    try all(Self.customerTextsQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    } _: {
      TextRules.plain($0.text(), format: TextFormat(stored: $0.int()))
    }
  }

  /// Reopens, removes or settles; gives the time of a text that reopened.
  func applyEffects(
    _ item: IngestItem, _ changes: InteractionMerge.Changes, _ thread: ThreadChanges, _ merged: InteractionMerge,
    _ time: Int64, _ state: inout InteractionState, isNew: Bool, _ caller: Caller
  ) throws(InboxError) -> Int64? {
    var customerTimes = thread.customerTimes
    if !isNew, changes.formerRating != nil, state.source.family == .review { customerTimes.append(time) }
    let answered = try answeredAtSource(state) ?? Int64.min
    let unanswered = customerTimes.filter { $0 > answered }.min()
    if unanswered != nil, !item.isHistorical, !isNew { try reopen(&state, caller) }
    try settle(thread, merged, answered, &state, isNew: isNew, caller)
    if let removed = changes.removal {
      if removed {
        try setTrashed(.removedAtSource, &state, byMessage: false, caller)
      } else if state.trashCause == .removedAtSource {
        try setTrashed(nil, &state, byMessage: false, caller)
      }
    }
    return item.isHistorical ? nil : unanswered
  }

  /// What a new customer text does.
  private func reopen(_ state: inout InteractionState, _ caller: Caller) throws(InboxError) {
    let next = state.standing.afterCustomerMessage
    try change(next.status, of: &state, by: caller)
    try setArchived(next.isArchived, &state, byMessage: true, caller)
    try setTrashed(next.trash, &state, byMessage: true, caller)
    for channel in Channel.allCases where state.schedules.contains(channel) {
      guard try findSchedule(state.id, channel, state.workspace)?.isAutomatic == true else { continue }
      try returnSchedule(on: channel, of: &state, because: .threadMovedOn, by: caller)
    }
  }

  /// An answer at the source that is the newest thing in the thread settles what was pending.
  private func settle(
    _ thread: ThreadChanges, _ merged: InteractionMerge, _ answered: Int64, _ state: inout InteractionState,
    isNew: Bool, _ caller: Caller
  ) throws(InboxError) {
    guard !thread.answerTimes.isEmpty, state.status == .pending else { return }
    var latest = try latestCustomerTime(state) ?? Int64.min
    if state.source.family == .review { latest = max(latest, merged.times[.ratingSince]) }
    if answered >= latest { try change(.processed, of: &state, by: caller) }
  }

  /// Keeps ratings that are no longer, or never were, the present one as revisions of the review's text.
  func keepRatings(
    _ changes: InteractionMerge.Changes, _ thread: ThreadChanges, _ merged: InteractionMerge, _ time: Int64,
    _ state: InteractionState
  ) throws(InboxError) -> Bool {
    guard state.source.family == .review else { return false }
    var kept: (rating: Double, version: Int64)?
    if let former = changes.formerRating, let rating = former, !thread.keptFormerRating {
      kept = (rating, changes.formerRatingTime)
    } else if let late = changes.lateRating, !thread.keptLateRating {
      kept = (late, time)
    }
    guard let kept, thread.created == 0 else { return false }
    let review = try first(Self.reviewTextQuery) { cursor in
      cursor.bind(state.workspace.rawValue)
      cursor.bind(state.id.rawValue)
    } _: {
      (message: MessageID($0.int64()), text: $0.text(), format: TextFormat(stored: $0.int()))
    }
    guard let review else { return false }
    return try keepLateRevision(
      review.text, review.format, rating: kept.rating, version: kept.version, of: review.message, in: state)
  }

  /// Takes in whose the interaction is; says whether customer or his data changed.
  func mergeCustomer(
    _ customer: IngestedCustomer?, at time: Int64, _ merged: inout InteractionMerge, _ state: inout InteractionState,
    isNew: Bool, _ caller: Caller
  ) throws(InboxError) -> Bool {
    guard let customer, merged.times.take(.customer, at: time) || state.customer == customer.id else { return false }
    let isOther = state.customer != customer.id
    if isOther { try setCustomer(customer, of: state) }
    guard !isNew, isOther || !customer.changedFields.isEmpty else { return false }
    append(
      .customerChanged,
      .words(([state.customer?.text ?? "-", customer.id.text] + customer.changedFields).joined(separator: " ")),
      to: state, by: caller.actor)
    return true
  }

  /// Writes the events of changed fields.
  func appendFieldEvents(
    _ changes: InteractionMerge.Changes, _ merged: InteractionMerge, _ state: InteractionState, _ caller: Caller
  ) {
    if let former = changes.formerRating {
      let words = [former, merged.rating].map { $0.map { "\($0)" } ?? "-" }
      append(.ratingChanged, .words(words.joined(separator: " ")), to: state, by: caller.actor)
    }
    if let former = changes.formerLocation {
      append(
        .locationChanged, .words("\(former?.text ?? "-") \(merged.location?.text ?? "-")"), to: state,
        by: caller.actor)
    }
    if changes.hasOtherChanges { append(.interactionUpdated, to: state, by: caller.actor) }
  }
}

extension InteractionState {
  /// The same interaction at another location.
  func moved(to location: LocationID?) -> InteractionState {
    InteractionState(
      workspace: workspace, workspaceSlug: workspaceSlug, id: id, source: source, location: location,
      customer: customer, activityTime: activityTime, status: status, mode: mode, archiveTime: archiveTime,
      trashTime: trashTime,
      trashCause: trashCause, sourceRemovalTime: sourceRemovalTime, isClosedBySource: isClosedBySource, drafts: drafts,
      schedules: schedules, parts: parts, noteCount: noteCount, assignees: assignees, etag: etag)
  }
}
