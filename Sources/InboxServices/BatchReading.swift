internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf

/// What a batch is to do.
struct BatchPlan: Sendable {
  /// Which interactions.
  enum Chosen: Sendable {
    /// By name; all of a list.
    case names([InteractionID])
    case selection(WatchedList)
  }

  /// Which interactions.
  let chosen: Chosen
  /// What to change.
  let change: InboxStore.BatchChange
  /// Whether only to count.
  let validateOnly: Bool
  /// What recognises a repeat; a rehearsal is not remembered.
  let memory: RequestMemory
  /// What its tokens belong to.
  let scope: PageScope

  /// Reads a request; throws `fieldRequired`, `fieldInvalid`, `tooManyItems`, and what names and filter throw.
  init(_ request: BatchUpdateInteractionsRequest, _ call: Call) throws(InboxError) {
    validateOnly = request.validateOnly
    change = try request.change?.model(call) ?? InboxStore.BatchChange()
    guard !change.isEmpty else { throw .fieldRequired(field: "change") }
    var scope = PageScope("BatchUpdateInteractions")
    scope.add(request.parent.span)
    if let change = request.change { scope.add(change.packed().span) }
    if let selection = request.selection {
      guard request.names.isEmpty else {
        throw .fieldInvalid(field: "selection", fault: "is given together with names")
      }
      let list = WatchedList(
        view: try selection.view.given("selection.view") ?? .all,
        family: try selection.family.given("selection.family"),
        filter: try selection.filter?.model("selection.filter", call) ?? InboxModel.InteractionFilter())
      chosen = .selection(list)
      scope.add(selection.packed().span)
      if list.view.isPersonal { scope.add(call.caller.actor.description.utf8.span) }
    } else {
      guard !request.names.isEmpty else { throw .fieldRequired(field: "names") }
      // One chunk has no second one to go on with.
      if !request.resumeToken.isEmpty { throw .resumeTokenInvalid }
      let ids = try call.interactions(request.names, max: InboxStore.BatchChange.chunkMax, field: "names")
      chosen = .names(ids)
      for id in ids { scope.add(id.rawValue) }
    }
    self.scope = scope
    let fingerprint = unsafe withUnsafeBytes(of: scope.digest.littleEndian) { unsafe Array($0) }
    memory = RequestMemory(
      id: validateOnly ? "" : request.requestID.string, fingerprint: fingerprint,
      of: InboxServiceMethods.batchUpdateInteractions)
  }

  /// The list; nil for interactions by name.
  var list: WatchedList? { if case .selection(let list) = chosen { list } else { nil } }
}

/// How far a batch is: what its resume tokens hold.
struct BatchProgress: Sendable {
  /// The events that were there when it began.
  var sequence: Int64
  /// How many interactions there are to look at.
  var matched: Int64 = 0
  /// How many were looked at.
  var done: Int64 = 0
  /// How many changed.
  var changed: Int64 = 0
  /// How many could not be changed.
  var failed: Int64 = 0
  /// After which interaction the sweep goes on; nil before its first chunk.
  var last: Int64?

  /// Reads a token; an empty one begins after the event `last`. Throws `resumeTokenInvalid`, and `resumeTokenExpired` for
  /// one from the future of a restored backup.
  init(_ token: Text, in scope: PageScope, last: Int64) throws(InboxError) {
    let key: PageKey?
    do throws(InboxError) { key = try PageToken.decode(token, in: scope) } catch { throw .resumeTokenInvalid }
    guard let numbers = key?.numbers else {
      sequence = last
      return
    }
    guard numbers.count == 6 else { throw .resumeTokenInvalid }
    guard numbers[0] <= last else { throw .resumeTokenExpired }
    sequence = numbers[0]
    (matched, done, changed, failed) = (numbers[1], numbers[2], numbers[3], numbers[4])
    self.last = numbers[5]
  }

  /// The token.
  func text(in scope: PageScope) -> NewToken {
    PageToken.encode(PageKey(numbers: [sequence, matched, done, changed, failed, last ?? .min]), in: scope)
  }
}

extension InboxAPI.BatchChange {
  /// The change as a value; throws `fieldInvalid` for parts that contradict each other.
  fileprivate func model(_ call: Call) throws(InboxError) -> InboxStore.BatchChange {
    var model = InboxStore.BatchChange()
    model.status = try status.given("change.status")
    model.mode = try mode.given("change.mode")
    model.place = try place.given("change.place")
    model.assigned = try call.users(assignUsers, max: 100, field: "change.assign_users")
    model.unassigned = try call.users(unassignUsers, max: 100, field: "change.unassign_users")
    model.addedKeywords = try call.ids(addKeywords, of: IDKind.Keyword.self, max: 100, field: "change.add_keywords")
    model.removedKeywords = try call.ids(
      removeKeywords, of: IDKind.Keyword.self, max: 100, field: "change.remove_keywords")
    if model.assigned.contains(where: model.unassigned.contains) {
      throw .fieldInvalid(field: "change.unassign_users", fault: "names a user who is to be assigned")
    }
    if model.addedKeywords.contains(where: model.removedKeywords.contains) {
      throw .fieldInvalid(field: "change.remove_keywords", fault: "names a keyword that is to be added")
    }
    return model
  }
}

extension Call {
  /// The ids of interactions, in order, each once.
  fileprivate func interactions(
    _ names: RepeatedView<Text>, max: Int, field: String
  ) throws(InboxError) -> [InteractionID] {
    guard names.count <= max else { throw .tooManyItems(field: field, count: names.count, limit: max) }
    var ids: [InteractionID] = []
    var seen: Set<InteractionID> = []
    for index in names.indices {
      let id = try interaction(names[index], field: "\(field)[\(index)]")
      if seen.insert(id).inserted { ids.append(id) }
    }
    return ids
  }
}

extension BatchUpdateInteractionsResponse {
  /// Takes over how far a batch is.
  func fill(
    _ progress: BatchProgress, _ failures: [BatchOutcome.Failure], _ names: Names
  ) {
    matchedCount = progress.matched
    doneCount = progress.done
    changedCount = progress.changed
    failedCount = progress.failed
    for (id, error) in failures {
      let failure = self.failures.append()
      failure.setName(names.interaction(id))
      failure.makeError().fill(error)
    }
  }
}
