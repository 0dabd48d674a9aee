internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf
internal import StandardAPI

extension InboxAPI.Message {
  /// Takes over a message with its files and its replacement. A plain one takes no further statement.
  func fill(
    _ row: borrowing MessageRow, of interaction: InteractionID, _ call: Call, _ names: Names,
    in transaction: InboxStore.Transaction
  ) throws(InboxError) {
    setName(names.message(row.id, of: interaction))
    direction = MessageDirection(row.direction)
    channel = ChannelType(row.channel)
    setText(row.text)
    textFormat = InboxAPI.TextFormat(row.format)
    state = InboxAPI.MessageState(row.state)
    makeMessageTime().microseconds = row.time
    setAuthor(row.author)
    setAuthorDisplayName(row.authorDisplayName)
    automatic = row.isAutomatic
    origin = InboxAPI.TextOrigin(row.origin)
    setFailureReason(row.failureReason)
    setSubject(row.subject)
    revisionCount = Int32(clamping: row.revisionCount)
    setExternalID(row.externalID)
    setLanguage(row.language)
    if let time = row.removalTime { makeRemovalTime().microseconds = time }
    makeCreateTime().microseconds = row.createTime
    makeUpdateTime().microseconds = row.updateTime
    if row.hasAttachments {
      let files = try transaction.attachments(ofMessage: row.id, in: interaction, for: call.caller)
      for file in files { attachments.append().fill(file, names) }
    }
    if row.hasReplacement, let new = try transaction.replacement(of: row.id, in: interaction, for: call.caller) {
      makeReplacement().fill(new)
    }
  }
}

extension InboxAPI.MessageReplacement {
  /// Takes over new text that has not taken its place yet.
  func fill(_ new: InboxStore.MessageReplacement) {
    setText(new.text)
    state = InboxAPI.MessageState(new.state)
    setAuthor(new.author)
    makeSendTime().microseconds = new.sendTime
    setFailureReason(new.failureReason)
    automatic = new.isAutomatic
    origin = InboxAPI.TextOrigin(new.origin)
  }
}

extension InboxAPI.MessageRevision {
  /// Takes over a former text, its files excepted.
  func fill(_ former: InboxStore.MessageRevision) {
    revision = former.revision
    setText(former.text)
    textFormat = InboxAPI.TextFormat(former.format)
    setAuthor(former.author)
    makeMessageTime().microseconds = former.messageTime
    makeCreateTime().microseconds = former.createTime
    state = InboxAPI.MessageState(former.state)
    rating = former.rating
    automatic = former.isAutomatic
  }
}
