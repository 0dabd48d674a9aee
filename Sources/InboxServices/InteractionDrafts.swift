public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf
internal import StandardAPI

/// Drafts: saving, deleting, former texts.
extension Interactions {
  /// Saves the draft of a channel; text that is only white space without attachments deletes it.
  public func saveDraft(
    _ request: SaveDraftRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> SaveDraftResponse {
    let id = try call.interaction(request.name, field: "name")
    let (channel, content) = try call.changing(id, in: transaction) {
      () throws(InboxError) -> (InboxModel.Channel, ResponseText) in
      let channel: InboxModel.Channel = try request.channel.required("channel")
      let content = try ResponseText(
        request.text, request.textFormat, request.subject, request.attachments, call)
      return (channel, content)
    }
    let saved = try transaction.saveDraft(
      content, on: channel, of: id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = SaveDraftResponse(in: call.arena)
    if let etag = saved.etag { response.setEtag(Names(call).etag(etag)) }
    response.makeUpdateTime().microseconds = saved.updateTime
    response.formerRevision = saved.formerRevision ?? 0
    return response
  }

  /// Deletes the draft of a channel; its text is kept as a revision.
  public func deleteDraft(
    _ request: DeleteDraftRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> DeleteDraftResponse {
    let id = try call.interaction(request.name, field: "name")
    let channel: InboxModel.Channel = try call.changing(id, in: transaction) {
      () throws(InboxError) -> InboxModel.Channel in try request.channel.required("channel")
    }
    let deleted = try transaction.deleteDraft(
      on: channel, of: id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = DeleteDraftResponse(in: call.arena)
    response.formerRevision = deleted.formerRevision ?? 0
    return response
  }

  /// Lists the former texts of a channel's draft, newest first.
  public func listDraftRevisions(
    _ request: ListDraftRevisionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListDraftRevisionsResponse {
    let id = try call.interaction(request.parent, field: "parent")
    let (channel, page) = try call.reading(id, in: transaction) {
      () throws(InboxError) -> (InboxModel.Channel, PageRequest) in
      let channel: InboxModel.Channel = try request.channel.required("channel")
      var scope = PageScope("ListDraftRevisions")
      scope.add(request.parent.span)
      scope.add(request.channel)
      return (channel, try PageRequest(request.pageSize, request.pageToken, .revisions, in: scope))
    }
    try call.requireOffered(channel, by: id, in: transaction)
    let revisions = try transaction.draftRevisions(
      on: channel, of: id, before: page.start?.numbers.first, limit: page.limit + 1, for: call.caller)
    let response = ListDraftRevisionsResponse(in: call.arena)
    response.revisions.reserveCapacity(revisions.count)
    for revision in revisions.prefix(page.limit) { response.revisions.append().fill(revision) }
    if revisions.count > page.limit {
      response.setNextPageToken(page.token(after: PageKey(numbers: [revisions[page.limit - 1].revision])))
    }
    return response
  }

  /// Makes a former text the draft again; the text it replaces is kept as a revision.
  public func restoreDraft(
    _ request: RestoreDraftRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> RestoreDraftResponse {
    let id = try call.interaction(request.name, field: "name")
    try call.requireEditor(of: id, in: transaction)
    let channel: InboxModel.Channel = try request.channel.required("channel")
    guard request.revision > 0 else { throw .fieldRequired(field: "revision") }
    try call.requireOffered(channel, by: id, in: transaction)
    let found = try transaction.draftRevisions(
      on: channel, of: id, before: request.revision == .max ? nil : request.revision + 1, limit: 1, for: call.caller)
    guard let former = found.first, former.revision == request.revision else {
      throw .notFound(name: "\(request.name.string) revision \(request.revision)")
    }
    _ = try transaction.saveDraft(
      former.content, on: channel, of: id, if: EtagCondition(request.etag.span), origin: former.origin,
      cause: .restored, by: call.caller)
    let response = RestoreDraftResponse(in: call.arena)
    if let draft = try transaction.draft(on: channel, of: id, for: call.caller) {
      response.makeDraft().fill(draft, Names(call))
    }
    return response
  }
}

extension ResponseText {
  /// The longest subject line of a response, in characters.
  private static let subjectLengthMax = 250

  /// What a request gives as text in place of the draft's; nil if it gives none. A subject alone is refused.
  init?(
    given text: Text, _ format: InboxAPI.TextFormat, _ subject: Text, _ attachments: RepeatedView<Text>, _ call: Call
  ) throws(InboxError) {
    if text.isEmpty, attachments.isEmpty {
      guard subject.isEmpty else {
        throw .fieldInvalid(field: "subject", fault: "is given without text and attachments")
      }
      return nil
    }
    try self.init(text, format, subject, attachments, call)
  }

  /// What a request gives as text; whether the channel takes it is checked where the interaction is known.
  init(
    _ text: Text, _ format: InboxAPI.TextFormat, _ subject: Text, _ attachments: RepeatedView<Text>, _ call: Call
  ) throws(InboxError) {
    self.init(
      text.string, format: try format.given("text_format") ?? .plain, subject: subject.string,
      attachments: try call.ids(
        attachments, of: IDKind.Attachment.self, max: Call.attachmentsMax, field: "attachments"))
    try TextRules.requireLength(self.subject, max: Self.subjectLengthMax, field: "subject")
  }
}
