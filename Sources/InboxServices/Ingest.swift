internal import GRPC
public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Takes in what customers write.
public struct Ingest: IngestService, InboxHandlers {
  /// A service has no state.
  public init() {}

  /// The most items of one request.
  private static let itemsMax = 500

  /// Stores a batch of interactions. Each item answers for itself and is stored whole or not at all.
  public func ingestInteractions(
    _ request: IngestInteractionsRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> IngestInteractionsResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    try call.caller.requireIngest()
    guard !request.items.isEmpty else { throw .fieldRequired(field: "items") }
    guard request.items.count <= Self.itemsMax else {
      throw .tooManyItems(field: "items", count: request.items.count, limit: Self.itemsMax)
    }
    let response = IngestInteractionsResponse(in: call.arena)
    response.results.reserveCapacity(request.items.count)
    if request.validateOnly {
      try transaction.rehearse { () throws(InboxError) in try store(request, call, in: transaction, response) }
    } else {
      try store(request, call, in: transaction, response)
    }
    return response
  }

  /// Stores the items in their order.
  private func store(
    _ request: IngestInteractionsRequest, _ call: Call, in transaction: WriteTransaction,
    _ response: IngestInteractionsResponse
  ) throws(InboxError) {
    var entries: [IngestEntry] = []
    var places: [Int] = []
    for index in request.items.indices {
      let answer = response.results.append()
      answer.index = Int32(index)
      do {
        entries.append(try request.items[index].entry(call))
        places.append(index)
      } catch {
        answer.fill(error)
      }
    }
    let names = Names(call)
    for (place, result) in zip(places, try transaction.ingest(entries, by: call.caller)) {
      response.results[place].fill(result, names)
    }
  }

  /// Stores interactions from a stream: for back-filling at full speed.
  public func streamInteractions(
    _ request: StreamInteractionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> Exchange<StreamInteractionsRequest, StreamInteractionsResponse> {
    try call.requireWorkspace(request.parent, field: "parent")
    try call.caller.requireIngest()
    return InteractionBackfill(request)
  }

  /// Says that the source removed an interaction.
  public func removeInteraction(
    _ request: RemoveInteractionRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> RemoveInteractionResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    try call.caller.requireIngest()
    let source: InboxModel.Source = try request.source.required("source")
    guard !request.externalID.isEmpty else { throw .fieldRequired(field: "external_id") }
    let time = try request.removalTime?.pastInstant("removal_time", call)
    let removed = try transaction.removeInteraction(
      request.externalID.string, at: source, time: time, by: call.caller)
    let response = RemoveInteractionResponse(in: call.arena)
    response.outcome = InboxAPI.IngestOutcome(removed.outcome)
    if let interaction = removed.interaction { response.setInteraction(Names(call).interaction(interaction)) }
    return response
  }
}

extension InboxAPI.IngestResult {
  /// Takes over the answer to an item.
  func fill(_ answer: Result<IngestAnswer, InboxError>, _ names: Names) {
    switch answer {
    case .success(.interaction(let result)): fill(result, names)
    case .success(.customer(let id, let outcome)):
      self.outcome = InboxAPI.IngestOutcome(outcome)
      setCustomer(names.customer(id))
    case .failure(let error): fill(error)
    }
  }

  /// Takes over what an item did.
  private func fill(_ result: InboxModel.IngestResult, _ names: Names) {
    outcome = InboxAPI.IngestOutcome(result.outcome)
    setInteraction(names.interaction(result.interaction))
    createdMessageCount = Int32(clamping: result.createdMessages)
    if let customer = result.customer { setCustomer(names.customer(customer)) }
  }

  /// Takes over why the item failed.
  fileprivate func fill(_ error: InboxError) {
    outcome = .failed
    makeError().fill(error)
  }
}

extension ItemError {
  /// Takes over why one of many failed.
  func fill(_ error: InboxError) {
    code = Int32(error.statusCode.rawValue)
    setReason(error.reason)
    setMessage(error.message)
    if let field = error.field { setField(field) }
  }
}
