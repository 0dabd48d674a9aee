public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Who and what a workspace is made of.
public struct Directory: DirectoryService, InboxHandlers {
  /// A service has no state.
  public init() {}

  /// Gives a workspace with its settings.
  public func getWorkspace(
    _ request: GetWorkspaceRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetWorkspaceResponse {
    try call.requireWorkspace(request.name, field: "name")
    let response = GetWorkspaceResponse(in: call.arena)
    response.makeWorkspace().fill(
      try transaction.workspace(for: call.caller), Names(call), call.features)
    return response
  }

  /// Gives a user.
  public func getUser(
    _ request: GetUserRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetUserResponse {
    let id = try call.user(request.name, field: "name")
    let response = GetUserResponse(in: call.arena)
    response.makeUser().fill(try transaction.user(id, for: call.caller), Names(call))
    return response
  }

  /// Lists the workspace's users by id.
  public func listUsers(
    _ request: ListUsersRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListUsersResponse {
    let page = try call.directoryPage("ListUsers", of: request.parent, request.pageSize, request.pageToken)
    let found = try transaction.users(after: page.startID, limit: page.limit, for: call.caller)
    let response = ListUsersResponse(in: call.arena)
    response.users.reserveCapacity(found.items.count)
    for user in found.items { response.users.append().fill(user, Names(call)) }
    response.setNextPageToken(page.token(afterID: found.next, in: call.arena))
    return response
  }

  /// Gives a keyword.
  public func getKeyword(
    _ request: GetKeywordRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetKeywordResponse {
    let id = try call.id(request.name, of: IDKind.Keyword.self, field: "name")
    let response = GetKeywordResponse(in: call.arena)
    response.makeKeyword().fill(try transaction.keyword(id, for: call.caller), Names(call))
    return response
  }

  /// Lists the workspace's keywords by id.
  public func listKeywords(
    _ request: ListKeywordsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListKeywordsResponse {
    let page = try call.directoryPage("ListKeywords", of: request.parent, request.pageSize, request.pageToken)
    let found = try transaction.keywords(after: page.startID, limit: page.limit, for: call.caller)
    let response = ListKeywordsResponse(in: call.arena)
    response.keywords.reserveCapacity(found.items.count)
    for keyword in found.items { response.keywords.append().fill(keyword, Names(call)) }
    response.setNextPageToken(page.token(afterID: found.next, in: call.arena))
    return response
  }

  /// Gives an attribute definition.
  public func getAttributeDefinition(
    _ request: GetAttributeDefinitionRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetAttributeDefinitionResponse {
    let id = try call.id(request.name, of: IDKind.AttributeDefinition.self, field: "name")
    let response = GetAttributeDefinitionResponse(in: call.arena)
    let definition = try transaction.attributeDefinition(id, for: call.caller)
    response.makeAttributeDefinition().fill(definition, Names(call))
    return response
  }

  /// Lists the workspace's attribute definitions by id, of one target or of all.
  public func listAttributeDefinitions(
    _ request: ListAttributeDefinitionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListAttributeDefinitionsResponse {
    let page = try call.directoryPage(
      "ListAttributeDefinitions", of: request.parent, request.pageSize, request.pageToken
    ) { $0.add(request.target) }
    let target: InboxModel.AttributeTarget? = try request.target.given("target")
    let response = ListAttributeDefinitionsResponse(in: call.arena)
    var found = try transaction.attributeDefinitions(after: page.startID, limit: page.limit, for: call.caller)
    while true {
      for definition in found.items where target == nil || definition.target == target {
        response.attributeDefinitions.append().fill(definition, Names(call))
      }
      let missing = page.limit - response.attributeDefinitions.count
      guard missing > 0, let next = found.next else { break }
      found = try transaction.attributeDefinitions(after: next, limit: missing, for: call.caller)
    }
    response.setNextPageToken(page.token(afterID: found.next, in: call.arena))
    return response
  }
}
