public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Handling: who, how far, where.
extension Interactions {
  /// Assigns users; those already assigned stay as they are.
  public func assignUsers(
    _ request: AssignUsersRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> AssignUsersResponse {
    let id = try call.interaction(request.name, field: "name")
    let users = try call.changing(id, in: transaction) { () throws(InboxError) in
      try call.someUsers(request.users)
    }
    try transaction.assign(users, to: id, if: EtagCondition(request.etag.span), by: call.caller)
    let assigned = try transaction.assignments(of: id, for: call.caller)
    guard assigned.count <= Call.assigneesMax else {
      throw .tooManyItems(field: "users", count: assigned.count, limit: Call.assigneesMax)
    }
    let response = AssignUsersResponse(in: call.arena)
    for assignment in assigned { response.assignments.append().fill(assignment, Names(call)) }
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }

  /// Unassigns users; those not assigned are passed over.
  public func unassignUsers(
    _ request: UnassignUsersRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UnassignUsersResponse {
    let id = try call.interaction(request.name, field: "name")
    let users = try call.changing(id, in: transaction) { () throws(InboxError) in
      try call.someUsers(request.users)
    }
    try transaction.unassign(users, from: id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = UnassignUsersResponse(in: call.arena)
    let assigned = try transaction.assignments(of: id, for: call.caller)
    for assignment in assigned { response.assignments.append().fill(assignment, Names(call)) }
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }

  /// Sets the status; setting the one it has changes nothing.
  public func setStatus(
    _ request: SetStatusRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> SetStatusResponse {
    let id = try call.interaction(request.name, field: "name")
    let status = try call.changing(id, in: transaction) { () throws(InboxError) -> InboxModel.Status in
      try request.status.required("status")
    }
    try transaction.setStatus(status, of: id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = SetStatusResponse(in: call.arena)
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }

  /// Sets the mode; setting the one it has changes nothing.
  public func setMode(
    _ request: SetModeRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> SetModeResponse {
    let id = try call.interaction(request.name, field: "name")
    let mode = try call.changing(id, in: transaction) { () throws(InboxError) -> InboxModel.Mode in
      try call.caller.requireSender()
      return try request.mode.required("mode")
    }
    try transaction.setMode(mode, of: id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = SetModeResponse(in: call.arena)
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }

  /// Sets and clears attribute values.
  public func updateAttributes(
    _ request: UpdateAttributesRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UpdateAttributesResponse {
    let id = try call.interaction(request.name, field: "name")
    let values = try call.changing(id, in: transaction) { () throws(InboxError) in
      guard !request.values.isEmpty else { throw .fieldRequired(field: "values") }
      return try request.values.models("values", call)
    }
    try transaction.updateAttributes(values, of: id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = UpdateAttributesResponse(in: call.arena)
    let names = Names(call)
    try response.makeInteraction().fill(id, call, in: transaction)
    try transaction.withInteraction(id, for: call.caller) { (panel) throws(InboxError) in
      for value in panel.attributes + panel.customerAttributes + panel.transactionAttributes {
        response.values.append().fill(value, names)
      }
    }
    return response
  }

  /// Adds and removes keywords.
  public func modifyKeywords(
    _ request: ModifyKeywordsRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> ModifyKeywordsResponse {
    let id = try call.interaction(request.name, field: "name")
    let (added, removed) = try call.changing(id, in: transaction) { () throws(InboxError) in
      try request.keywords(call)
    }
    try transaction.modifyKeywords(
      of: id, adding: added, removing: removed, if: EtagCondition(request.etag.span), by: call.caller)
    let response = ModifyKeywordsResponse(in: call.arena)
    let keywords = try transaction.keywords(of: id, for: call.caller)
    guard keywords.count <= Call.keywordsMax else {
      throw .tooManyItems(field: "add_keywords", count: keywords.count, limit: Call.keywordsMax)
    }
    for keyword in keywords { response.keywords.append().fill(keyword, Names(call)) }
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }

  /// Pins an interaction for the acting user.
  public func pinInteraction(
    _ request: PinInteractionRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> PinInteractionResponse {
    let id = try call.interaction(request.name, field: "name")
    try call.requirePinner(of: id, in: transaction)
    try transaction.pin(id, by: call.caller)
    let response = PinInteractionResponse(in: call.arena)
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }

  /// Unpins an interaction for the acting user.
  public func unpinInteraction(
    _ request: UnpinInteractionRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UnpinInteractionResponse {
    let id = try call.interaction(request.name, field: "name")
    try call.requirePinner(of: id, in: transaction)
    try transaction.unpin(id, by: call.caller)
    let response = UnpinInteractionResponse(in: call.arena)
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }
}

extension Call {
  /// The most users of one interaction, and of one request about them.
  static let assigneesMax = 50
  /// The most keywords of one interaction, and in one list of a request.
  static let keywordsMax = 100

  /// The users of a request that needs at least one.
  fileprivate func someUsers(_ names: RepeatedView<Text>) throws(InboxError) -> [String] {
    guard !names.isEmpty else { throw .fieldRequired(field: "users") }
    return try users(names, max: Call.assigneesMax, field: "users")
  }

  /// Throws unless the caller sees an interaction and may have pins: viewers may, observers may not.
  fileprivate func requirePinner(
    of interaction: InteractionID, in transaction: WriteTransaction
  ) throws(InboxError) {
    guard caller.reach == .observer else { return }
    try requireEditor(of: interaction, in: transaction)
  }
}

extension ModifyKeywordsRequest {
  /// The keywords to add and to remove.
  fileprivate func keywords(_ call: Call) throws(InboxError) -> ([KeywordID], [KeywordID]) {
    let added = try call.ids(addKeywords, of: IDKind.Keyword.self, max: Call.keywordsMax, field: "add_keywords")
    let removed = try call.ids(
      removeKeywords, of: IDKind.Keyword.self, max: Call.keywordsMax, field: "remove_keywords")
    guard !added.isEmpty || !removed.isEmpty else { throw .fieldRequired(field: "add_keywords") }
    if let index = removed.firstIndex(where: added.contains) {
      throw .fieldInvalid(field: "remove_keywords[\(index)]", fault: "is in add_keywords too")
    }
    return (added, removed)
  }
}
