public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Internal comments on an interaction.
public struct Notes: NotesService, InboxHandlers {
  /// A service has no state.
  public init() {}

  /// Writes a note; mentioned users and the author replied to are told.
  public func createNote(
    _ request: CreateNoteRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CreateNoteResponse {
    let interaction = try call.interaction(request.parent, field: "parent")
    let draft = try call.changing(interaction, in: transaction) { () throws(InboxError) in
      try request.draft(on: interaction, call)
    }
    let note = try transaction.createNote(draft, on: interaction, by: call.caller)
    let response = CreateNoteResponse(in: call.arena)
    response.makeNote().fill(note, try transaction.files(of: note, for: call.caller), Names(call))
    return response
  }

  /// Gives a note, or its tombstone.
  public func getNote(
    _ request: GetNoteRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetNoteResponse {
    let name = try call.child(request.name, of: IDKind.Note.self, field: "name")
    let response = GetNoteResponse(in: call.arena)
    let note = try transaction.note(name.id, of: name.interaction, for: call.caller)
    response.makeNote().fill(note, try transaction.files(of: note, for: call.caller), Names(call))
    return response
  }

  /// Lists the notes of an interaction, oldest first, tombstones included, page by page.
  public func listNotes(
    _ request: ListNotesRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListNotesResponse {
    let interaction = try call.interaction(request.parent, field: "parent")
    let page = try call.reading(interaction, in: transaction) { () throws(InboxError) in
      var scope = PageScope("ListNotes")
      scope.add(request.parent.span)
      return try PageRequest(request.pageSize, request.pageToken, .thread, in: scope)
    }
    let found = try transaction.notes(
      of: interaction, after: page.start?.numbers.first.map(NoteID.init), limit: page.limit, for: call.caller)
    let response = ListNotesResponse(in: call.arena)
    response.notes.reserveCapacity(found.notes.count)
    let names = Names(call)
    guard let first = found.notes.first, let last = found.notes.last else { return response }
    let files = try transaction.noteFiles(first.id...last.id, of: interaction, for: call.caller)
    for note in found.notes { response.notes.append().fill(note, files[note.id] ?? [], names) }
    if found.hasMore {
      response.setNextPageToken(page.token(after: PageKey(numbers: [last.id.rawValue])))
    }
    return response
  }

  /// Edits a note; only newly mentioned users are told.
  public func updateNote(
    _ request: UpdateNoteRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UpdateNoteResponse {
    let name = try call.child(request.name, of: IDKind.Note.self, field: "name")
    let edit = try call.changing(name.interaction, in: transaction) { () throws(InboxError) in
      try request.edit(call)
    }
    let note = try transaction.updateNote(
      name.id, of: name.interaction, edit, if: EtagCondition(request.etag.span), by: call.caller)
    let response = UpdateNoteResponse(in: call.arena)
    response.makeNote().fill(note, try transaction.files(of: note, for: call.caller), Names(call))
    return response
  }

  /// Deletes a note and leaves a tombstone.
  public func deleteNote(
    _ request: DeleteNoteRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> DeleteNoteResponse {
    let name = try call.child(request.name, of: IDKind.Note.self, field: "name")
    let note = try transaction.deleteNote(
      name.id, of: name.interaction, if: EtagCondition(request.etag.span), by: call.caller)
    let response = DeleteNoteResponse(in: call.arena)
    response.makeNote().fill(note, try transaction.files(of: note, for: call.caller), Names(call))
    return response
  }

  /// Lists the former texts of a note, newest first.
  public func listNoteRevisions(
    _ request: ListNoteRevisionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListNoteRevisionsResponse {
    let name = try call.child(request.parent, of: IDKind.Note.self, field: "parent")
    let page = try call.reading(name.interaction, in: transaction) { () throws(InboxError) in
      var scope = PageScope("ListNoteRevisions")
      scope.add(request.parent.span)
      return try PageRequest(request.pageSize, request.pageToken, .revisions, in: scope)
    }
    let revisions = try transaction.noteRevisions(
      of: name.id, of: name.interaction, before: page.start?.numbers.first, limit: page.limit + 1, for: call.caller)
    let response = ListNoteRevisionsResponse(in: call.arena)
    response.revisions.reserveCapacity(revisions.count)
    let names = Names(call)
    let files = try transaction.revisionFiles(of: name.id, on: name.interaction, for: call.caller)
    for revision in revisions.prefix(page.limit) {
      response.revisions.append().fill(revision, files[revision.revision] ?? [], names)
    }
    if revisions.count > page.limit {
      response.setNextPageToken(page.token(after: PageKey(numbers: [revisions[page.limit - 1].revision])))
    }
    return response
  }
}

extension UpdateNoteRequest {
  /// What the mask lets change.
  fileprivate func edit(_ call: Call) throws(InboxError) -> NoteEdit {
    let mask = try UpdateMask(updateMask, of: ["body", "mentions", "attachments"])
    return try NoteEdit(
      body: mask.changes("body", isSet: !body.isEmpty) ? body.string : nil,
      mentions: mask.changes("mentions", isSet: !mentions.isEmpty)
        ? try call.users(mentions, max: NoteDraft.mentionsMax, field: "mentions") : nil,
      attachments: mask.changes("attachments", isSet: !attachments.isEmpty) ? try call.files(attachments) : nil)
  }
}

extension CreateNoteRequest {
  /// What the note is made of.
  fileprivate func draft(on interaction: InteractionID, _ call: Call) throws(InboxError) -> NoteDraft {
    var reply: NoteID?
    if !replyTo.isEmpty {
      let name = try call.child(replyTo, of: IDKind.Note.self, field: "reply_to")
      guard name.interaction == interaction else { throw .notFound(name: replyTo.string) }
      reply = name.id
    }
    let users = try call.users(mentions, max: NoteDraft.mentionsMax, field: "mentions")
    return try NoteDraft(
      body: body.string, mentions: users, replyTo: reply, attachments: try call.files(attachments))
  }
}

extension Call {
  /// The files of a note, by name.
  fileprivate func files(_ names: RepeatedView<Text>) throws(InboxError) -> [AttachmentID] {
    try ids(names, of: IDKind.Attachment.self, max: Call.attachmentsMax, field: "attachments")
  }
}

extension InboxStore.Transaction {
  /// The files of one note.
  fileprivate func files(of note: InboxModel.Note, for caller: Caller) throws(InboxError) -> [AttachmentInfo] {
    try noteFiles(note.id...note.id, of: note.interaction, for: caller)[note.id] ?? []
  }
}
