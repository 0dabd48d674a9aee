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
    response.makeNote().fill(note, Names(call))
    return response
  }

  /// Gives a note, or its tombstone.
  public func getNote(
    _ request: GetNoteRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetNoteResponse {
    let name = try call.child(request.name, of: IDKind.Note.self, field: "name")
    let response = GetNoteResponse(in: call.arena)
    response.makeNote().fill(
      try transaction.note(name.id, of: name.interaction, for: call.caller), Names(call))
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
    for note in found.notes { response.notes.append().fill(note, names) }
    if found.hasMore, let last = found.notes.last {
      response.setNextPageToken(page.token(after: PageKey(numbers: [last.id.rawValue])))
    }
    return response
  }
}

extension CreateNoteRequest {
  /// What the note is made of.
  fileprivate func draft(on interaction: InteractionID, _ call: Call) throws(InboxError) -> NoteDraft {
    guard attachments.isEmpty else {
      throw .methodUnimplemented("attachments in inbox.v1.NotesService/CreateNote")
    }
    var reply: NoteID?
    if !replyTo.isEmpty {
      let name = try call.child(replyTo, of: IDKind.Note.self, field: "reply_to")
      guard name.interaction == interaction else { throw .notFound(name: replyTo.string) }
      reply = name.id
    }
    let users = try call.users(mentions, max: NoteDraft.mentionsMax, field: "mentions")
    return try NoteDraft(body: body.string, mentions: users, replyTo: reply)
  }
}
