internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf
internal import StandardAPI

extension InboxAPI.Draft {
  /// Takes over a draft, its files excepted.
  func fill(_ draft: InboxModel.Draft, _ names: Names) {
    fill(draft.etag, draft.content.format, draft.origin, draft.returnReason, draft.updateTime, names)
    setText(draft.content.text)
    if !draft.content.subject.isEmpty { setSubject(draft.content.subject) }
    setUpdateActor(draft.actor)
    setPlace(draft.channel, of: draft.interaction, names)
  }

  /// Takes over a draft's row, its files excepted.
  func fill(
    _ draft: borrowing DraftRow, on channel: InboxModel.Channel, of interaction: InteractionID, _ names: Names
  ) {
    fill(draft.etag, draft.format, draft.origin, draft.returnReason, draft.updateTime, names)
    setText(draft.text)
    if !draft.subject.isEmpty { setSubject(draft.subject) }
    setUpdateActor(draft.actor)
    setPlace(channel, of: interaction, names)
  }

  /// Takes over what is no text.
  private func fill(
    _ etag: Etag, _ format: InboxModel.TextFormat, _ origin: InboxModel.TextOrigin,
    _ reason: InboxModel.DraftReturnReason, _ updateTime: Int64, _ names: Names
  ) {
    setEtag(names.etag(etag))
    textFormat = InboxAPI.TextFormat(format)
    self.origin = InboxAPI.TextOrigin(origin)
    returnReason = InboxAPI.DraftReturnReason(reason)
    makeUpdateTime().microseconds = updateTime
  }

  /// Says where it lies.
  private func setPlace(_ channel: InboxModel.Channel, of interaction: InteractionID, _ names: Names) {
    self.channel = ChannelType(channel)
    setInteraction(names.interaction(interaction))
  }
}

extension InboxAPI.DraftRevision {
  /// Takes over a former text, its files excepted.
  func fill(_ former: InboxModel.DraftRevision) {
    revision = former.revision
    setText(former.content.text)
    textFormat = InboxAPI.TextFormat(former.content.format)
    origin = InboxAPI.TextOrigin(former.origin)
    setAuthor(former.actor)
    makeSaveTime().microseconds = former.saveTime
    makeCreateTime().microseconds = former.createTime
    cause = InboxAPI.DraftRevisionCause(former.cause)
    setSubject(former.content.subject)
  }
}

extension InboxAPI.ScheduledResponse {
  /// Takes over a scheduled response, its files excepted.
  func fill(_ scheduled: InboxModel.ScheduledResponse, _ names: Names) {
    setEtag(names.etag(scheduled.etag))
    makeScheduleTime().microseconds = scheduled.scheduleTime
    setText(scheduled.content.text)
    textFormat = InboxAPI.TextFormat(scheduled.content.format)
    channel = ChannelType(scheduled.channel)
    automatic = scheduled.isAutomatic
    setActor(scheduled.actor)
    origin = InboxAPI.TextOrigin(scheduled.origin)
    makeCreateTime().microseconds = scheduled.createTime
    makeUpdateTime().microseconds = scheduled.updateTime
    if !scheduled.content.subject.isEmpty { setSubject(scheduled.content.subject) }
    setInteraction(names.interaction(scheduled.interaction))
  }
}

extension DraftConflict {
  /// The draft as it is now, without its text, and then without its subject, where it would not fit into `bytesMax`.
  static func bounded(_ current: InboxModel.Draft?, _ names: Names, bytesMax: Int) -> DraftConflict {
    let conflict = DraftConflict(in: names.arena)
    guard let current else { return conflict }
    let draft = conflict.makeCurrentDraft()
    draft.fill(current, names)
    if conflict.packedSize > bytesMax { draft.setText("") }
    if conflict.packedSize > bytesMax { draft.setSubject("") }
    return conflict
  }
}

extension InboxAPI.Channel {
  /// Says what the channel takes.
  func setLimits(of channel: InboxModel.Channel) {
    textLengthMax = Int32(channel.textLengthMax)
    htmlAllowed = channel.allowsHTML
    attachmentPolicy = InboxAPI.AttachmentPolicy(channel.attachmentPolicy)
  }
}
