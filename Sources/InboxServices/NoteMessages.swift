internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf
internal import StandardAPI

extension InboxAPI.Note {
  /// Takes over a note with its files, or its tombstone.
  func fill(_ note: InboxModel.Note, _ files: [AttachmentInfo], _ names: Names) {
    setName(names.note(note.id, of: note.interaction))
    setBody(note.body)
    setAuthor(note.author)
    setAuthorDisplayName(note.authorDisplayName)
    makeCreateTime().microseconds = note.createTime
    if let time = note.updateTime { makeUpdateTime().microseconds = time }
    mentions.reserveCapacity(note.mentions.count)
    for user in note.mentions { mentions.append(names.user(user)) }
    if let replyTo = note.replyTo { setReplyTo(names.note(replyTo, of: note.interaction)) }
    for file in files { attachments.append().fill(file, names) }
    setEtag(names.etag(note.etag))
    revisionCount = Int32(clamping: note.revisionCount)
    if let time = note.deleteTime {
      makeDeleteTime().microseconds = time
      setDeleteActor(note.deleteActor)
    }
  }
}

extension InboxAPI.NoteRevision {
  /// Takes over a former text and the files it had.
  func fill(_ former: InboxModel.NoteRevision, _ files: [AttachmentInfo], _ names: Names) {
    revision = former.revision
    setBody(former.body)
    for user in former.mentions { mentions.append(names.user(user)) }
    for file in files { attachments.append().fill(file, names) }
    makeWriteTime().microseconds = former.writeTime
    makeCreateTime().microseconds = former.createTime
  }
}
