internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf
internal import StandardAPI

extension InteractionSummary {
  /// Takes over a row of a list; keywords, pin and the names of the place come from elsewhere.
  func fill(_ row: InteractionRow, _ names: Names) {
    setName(names.interaction(row.id))
    source = InboxAPI.Source(row.source)
    family = InboxAPI.Family(row.family)
    status = InteractionStatus(row.status)
    mode = InteractionMode(row.mode)
    setCustomerDisplayName(row.customerName)
    setSnippet(row.snippet)
    rating = row.rating
    ratingMax = row.ratingMax
    makeLastActivityTime().microseconds = row.activityTime
    if let time = row.waitingTime { makeWaitingSinceTime().microseconds = time }
    if !row.assignees.isEmpty {
      row.assignees.forEachWord { assignees.append(names.user($0)) }
    }
    hasDraft = row.unsent != []
    if let time = row.scheduleTime { makeScheduleTime().microseconds = time }
    setEtag(names.etag(row.etag))
    setLocation(names.location(row.location))
    setCustomer(names.customer(row.customer))
    setSubject(row.subject)
    if let direction = row.lastDirection { lastDirection = MessageDirection(direction) }
    if let state = row.lastState { lastState = InboxAPI.MessageState(state) }
    messageCount = Int32(clamping: row.messageCount)
    noteCount = Int32(clamping: row.noteCount)
    hasAttachment = row.hasAttachments
    setLanguage(row.language)
    if let time = row.archiveTime { makeArchiveTime().microseconds = time }
    if let time = row.trashTime {
      makeDeleteTime().microseconds = time
      if let cause = row.trashCause { trashCause = InboxAPI.TrashCause(cause) }
    }
    makeSourceTime().microseconds = row.sourceTime
  }

  /// Takes over what stands in side tables, where the row says there is something.
  func fillParts(
    _ row: borrowing InteractionRow, _ call: Call, _ names: Names, in transaction: InboxStore.Transaction
  ) throws(InboxError) {
    if row.hasKeywords {
      for keyword in try transaction.keywords(of: row.id, for: call.caller) {
        keywords.append(names.keyword(keyword.keyword))
      }
    }
    if row.mayBePinned { pinned = try transaction.isPinned(row.id, by: call.caller) }
    if let location = row.locationID, let shown = try transaction.shownPlace(of: location, for: call.caller) {
      setLocationDisplayName(shown.location)
      setBrand(names.brand(shown.brand))
      setBrandDisplayName(shown.brandName)
    }
  }

  /// Takes over an interaction as it is now, after a change.
  func fill(
    _ id: InteractionID, _ call: Call, in transaction: InboxStore.Transaction
  ) throws(InboxError) {
    let names = Names(call)
    try transaction.withRow(of: id, for: call.caller) { (row) throws(InboxError) in
      fill(row, names)
      try fillParts(row, call, names, in: transaction)
    }
  }
}
