internal import InboxAPI
internal import InboxModel
internal import Protobuf
internal import StandardAPI

extension InboxAPI.ApiKey {
  /// Takes over a key, without any secret.
  func fill(_ key: APIKey, _ call: Call) {
    setName(APIKeyName(workspace: call.caller.workspaceSlug, id: key.id).description)
    setDisplayName(key.displayName)
    for role in key.roles { roles.append(ApiKeyRole(role)) }
    for slug in key.workspaces { workspaces.append(WorkspaceName(workspace: slug).description) }
    setPrefix(key.prefix)
    setCertificateIdentity(key.certificateIdentity)
    if let time = key.expireTime { makeExpireTime().microseconds = time }
    if let time = key.revokeTime { makeRevokeTime().microseconds = time }
    if let time = key.lastUseTime { makeLastUseTime().microseconds = time }
    makeCreateTime().microseconds = key.createTime
    setCreateActor(key.createActor)
  }

  /// The key that a request asks for.
  func model() throws(InboxError) -> APIKey {
    guard roles.count <= 100 else { throw .tooManyItems(field: "api_key.roles", count: roles.count, limit: 100) }
    var wanted: [APIKeyRole] = []
    for index in roles.indices { wanted.append(try roles[index].required("api_key.roles[\(index)]")) }
    guard workspaces.count <= APIKey.workspacesMax else {
      throw .tooManyItems(field: "api_key.workspaces", count: workspaces.count, limit: APIKey.workspacesMax)
    }
    var slugs: [String] = []
    for index in workspaces.indices {
      slugs.append(try WorkspaceName(workspaces[index].span, field: "api_key.workspaces[\(index)]").workspace)
    }
    if let time = expireTime, !time.isValid {
      throw .fieldInvalid(field: "api_key.expire_time", fault: "is no instant of the years 1 to 9999")
    }
    return APIKey(
      displayName: displayName.string, roles: wanted, workspaces: slugs,
      certificateIdentity: certificateIdentity.string, expireTime: expireTime?.microseconds)
  }
}
