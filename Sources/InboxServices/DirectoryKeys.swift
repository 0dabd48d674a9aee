public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// API keys: the credentials of services.
extension Directory {
  /// Creates a key, and shows its secret the only time.
  public func createApiKey(
    _ request: CreateApiKeyRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CreateApiKeyResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    try call.caller.requireOwner()
    let key = try call.required(request.apiKey, "api_key").model()
    let made = try transaction.createAPIKey(key, by: call.caller, through: call.scope)
    let response = CreateApiKeyResponse(in: call.arena)
    response.makeApiKey().fill(made.key, call)
    response.setSecret(made.secret)
    return response
  }

  /// Lists the workspace's keys, newest first.
  public func listApiKeys(
    _ request: ListApiKeysRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListApiKeysResponse {
    try call.requireAdmin(of: request.parent)
    let page = try call.directoryPage("ListApiKeys", of: request.parent, request.pageSize, request.pageToken)
    let before = page.start?.numbers.first.map { APIKeyID($0) }
    let found = try transaction.apiKeys(before: before, limit: page.limit, for: call.caller)
    let response = ListApiKeysResponse(in: call.arena)
    for key in found.keys { response.apiKeys.append().fill(key, call) }
    if let next = found.next { response.setNextPageToken(page.token(after: PageKey(numbers: [next.rawValue]))) }
    return response
  }

  /// Revokes a key.
  public func revokeApiKey(
    _ request: RevokeApiKeyRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> RevokeApiKeyResponse {
    let id = try call.id(request.name, of: IDKind.APIKey.self, field: "name")
    let response = RevokeApiKeyResponse(in: call.arena)
    response.makeApiKey().fill(try transaction.revokeAPIKey(id, by: call.caller), call)
    return response
  }
}
