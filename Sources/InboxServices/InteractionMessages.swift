internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf
internal import StandardAPI

extension InboxAPI.Interaction {
  /// Takes over what the panel shows. A plain interaction costs no string.
  func fill(
    _ panel: borrowing InteractionPanel, _ call: Call, _ names: Names, in transaction: InboxStore.Transaction
  ) throws(InboxError) {
    fill(panel.row, call, names)
    fill(panel.details, of: panel.row)
    if let known = panel.customer {
      let customer = makeCustomer()
      customer.fill(known, names)
      for value in panel.customerAttributes { customer.attributes.append().fill(value, names) }
    }
    channels.reserveCapacity(panel.channels.count)
    for state in panel.channels {
      let channel = channels.append()
      channel.fill(state, of: panel.row.source, call.features)
      if let recipient = panel.recipient(on: state.channel) { channel.setRecipient(recipient) }
      if panel.row.unsent.contains(state.channel) {
        try channel.fillUnsent(on: state.channel, panel, call, names, in: transaction)
      }
    }
    if !panel.row.assignees.isEmpty {
      for assignment in panel.assignments { assignments.append().fill(assignment, names) }
    }
    for keyword in panel.keywords { keywords.append().fill(keyword, names) }
    for value in panel.attributes { attributes.append().fill(value, names) }
    if let known = panel.transaction {
      let transaction = makeTransaction()
      transaction.fill(known)
      for value in panel.transactionAttributes { transaction.attributes.append().fill(value, names) }
    }
    for file in panel.attachments { attachments.append().fill(file, names) }
    setLocationDisplayName(panel.locationDisplayName)
    if let brand = panel.brand {
      setBrand(names.brand(brand))
      setBrandDisplayName(panel.brandDisplayName)
    }
    pinned = panel.isPinned
  }

  /// Takes over the row.
  private func fill(_ row: InteractionRow, _ call: Call, _ names: Names) {
    setName(names.interaction(row.id))
    setEtag(names.etag(row.etag))
    source = InboxAPI.Source(row.source)
    family = InboxAPI.Family(row.family)
    status = InteractionStatus(row.status)
    mode = InteractionMode(row.mode)
    rating = row.rating
    ratingMax = row.ratingMax
    setSubject(row.subject)
    makeSourceTime().microseconds = row.sourceTime
    setLocation(names.location(row.location))
    makeLastActivityTime().microseconds = row.activityTime
    if let time = row.waitingTime { makeWaitingSinceTime().microseconds = time }
    messageCount = Int32(clamping: row.messageCount)
    noteCount = Int32(clamping: row.noteCount)
    setLanguage(row.language)
    editable = call.caller.mayEdit(row)
  }

  /// Takes over what lists do not show, and archive and trash.
  private func fill(_ details: InteractionDetails, of row: InteractionRow) {
    setSourceURL(details.sourceURL)
    setExternalID(details.externalID)
    makeCreateTime().microseconds = details.createTime
    makeUpdateTime().microseconds = details.updateTime
    if let time = row.archiveTime {
      makeArchiveTime().microseconds = time
      setArchiveActor(details.archiveActor)
    }
    if let time = row.trashTime {
      makeDeleteTime().microseconds = time
      setDeleteActor(details.trashActor)
      if let cause = row.trashCause { trashCause = InboxAPI.TrashCause(cause) }
    }
    if let time = details.sourceRemovalTime { makeSourceRemovalTime().microseconds = time }
  }
}

extension Caller {
  /// Whether the caller may change an interaction that he sees.
  func mayEdit(_ row: InteractionRow) -> Bool {
    switch reach {
    case .everything: true
    case .observer: false
    case .locations(let access): row.locationID.map { access[$0] == .editor } ?? false
    }
  }
}

extension InboxAPI.Channel {
  /// Takes over a way to answer, without what lies on it.
  func fill(_ state: ChannelState, of source: InboxModel.Source, _ features: Features) {
    type = ChannelType(state.channel)
    opens = state.opens
    usable = state.unusableReason == nil
    if let reason = state.unusableReason { unusableReason = InboxAPI.ChannelUnusableReason(reason) }
    responsePolicy = InboxAPI.ResponsePolicy(source.responsePolicy(on: state.channel))
    if state.channel == .email, !features.sendsEmail { delayReason = .emailNotConfigured }
    setLimits(of: state.channel)
  }

  /// Takes over what lies on the channel, with its files.
  fileprivate func fillUnsent(
    on channel: InboxModel.Channel, _ panel: borrowing InteractionPanel, _ call: Call, _ names: Names,
    in transaction: InboxStore.Transaction
  ) throws(InboxError) {
    hasUnsent = true
    let id = panel.row.id
    if panel.row.drafts.contains(channel) {
      try transaction.withDraft(on: channel, of: id, for: call.caller) { (known) throws(InboxError) in
        let draft = makeDraft()
        draft.fill(known, on: channel, of: id, names)
        guard known.hasAttachments else { return }
        for file in try transaction.attachments(ofDraft: channel, in: id, for: call.caller) {
          draft.attachments.append().fill(file, names)
        }
      }
    }
    for known in panel.schedules where known.channel == channel {
      let schedule = makeScheduledResponse()
      schedule.fill(known, names)
      guard !known.content.attachments.isEmpty else { continue }
      for file in try transaction.attachments(ofSchedule: channel, in: id, for: call.caller) {
        schedule.attachments.append().fill(file, names)
      }
    }
  }
}

extension InboxAPI.Assignment {
  /// Takes over that a user is assigned.
  func fill(_ assignment: InboxStore.Assignment, _ names: Names) {
    setUser(names.user(assignment.user))
    setDisplayName(assignment.displayName)
    setActor(assignment.actor)
    makeAssignTime().microseconds = assignment.time
  }
}

extension InboxAPI.InteractionKeyword {
  /// Takes over a keyword on an interaction.
  func fill(_ keyword: InboxStore.InteractionKeyword, _ names: Names) {
    setKeyword(names.keyword(keyword.keyword))
    setDisplayName(keyword.displayName)
    origin = InboxAPI.KeywordOrigin(keyword.origin)
    setActor(keyword.actor)
    makeAddTime().microseconds = keyword.time
  }
}

extension InboxAPI.Transaction {
  /// Takes over the business an interaction is about.
  func fill(_ info: TransactionInfo) {
    setExternalID(info.externalID)
    kind = InboxAPI.TransactionKind(info.kind)
    if let time = info.time { makeTransactionTime().microseconds = time }
    setReference(info.reference)
    amountMinor = info.amountMinor
    setCurrency(info.currency)
    partySize = Int32(clamping: info.partySize)
    if let time = info.endTime { makeEndTime().microseconds = time }
  }
}

extension InboxAPI.Attachment {
  /// Takes over what is known of a file.
  func fill(_ file: AttachmentInfo, _ names: Names) {
    setName(names.attachment(file.id))
    setFileName(file.fileName)
    setMediaType(file.mediaType)
    sizeBytes = file.sizeBytes
    setSha256(file.sha256)
    makeCreateTime().microseconds = file.createTime
  }
}
