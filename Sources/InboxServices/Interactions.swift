public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Reads and handles one interaction.
public struct Interactions: InteractionService, InboxHandlers {
  /// A service has no state.
  public init() {}

  /// Gives everything the information panel shows, and tokens to open the thread at its latest page and to watch from
  /// this state.
  public func getInteraction(
    _ request: GetInteractionRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetInteractionResponse {
    let id = try call.interaction(request.name, field: "name")
    let response = GetInteractionResponse(in: call.arena)
    let names = Names(call)
    try transaction.withInteraction(id, for: call.caller) { (panel) throws(InboxError) in
      let interaction = response.makeInteraction()
      try interaction.fill(panel, call, names, in: transaction)
      if panel.row.messageCount > 0 {
        response.setLatestMessagesPageToken(ThreadToken.latest.text(of: interaction.name))
      }
    }
    let state = try ResumeToken(of: call.caller, in: transaction)
    response.setResumeToken(state.text(in: InteractionWatch.scope(request.name)))
    return response
  }

  /// Lists the thread, oldest first, page by page in both directions.
  public func listMessages(
    _ request: ListMessagesRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListMessagesResponse {
    let parent = try call.interaction(request.parent, field: "parent")
    let (limit, token, middle) = try call.reading(parent, in: transaction) {
      () throws(InboxError) -> (Int, ThreadToken?, MessageID?) in
      let limit = try PageSize.thread.rows(request.pageSize)
      let token = try ThreadToken(request.pageToken, of: request.parent)
      guard !request.aroundMessage.isEmpty else { return (limit, token, nil) }
      guard token == nil else {
        throw .fieldInvalid(field: "around_message", fault: "is given together with page_token")
      }
      let name = try call.child(request.aroundMessage, of: IDKind.Message.self, field: "around_message")
      guard name.interaction == parent else { throw .notFound(name: request.aroundMessage.string) }
      return (limit, nil, name.id)
    }
    let thread = ThreadReading(interaction: parent, call: call, transaction: transaction)
    let response = ListMessagesResponse(in: call.arena)
    let ends =
      if let middle {
        try thread.read(around: middle, limit: limit, into: response)
      } else {
        try thread.read((token ?? .oldest).page, limit: limit, into: response)
      }
    if ends.hasNewer, let last = ends.last {
      response.setNextPageToken(ThreadToken.after(last).text(of: request.parent))
    }
    if ends.hasOlder, let first = ends.first {
      response.setPreviousPageToken(ThreadToken.before(first).text(of: request.parent))
    }
    return response
  }
}
