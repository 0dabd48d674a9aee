public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Workspaces as such: the methods that need no actor, because a credential opens workspaces and no user is of several.
extension Directory {
  /// Lists the workspaces that the credential opens, by name.
  public func listWorkspaces(
    _ request: ListWorkspacesRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListWorkspacesResponse {
    guard request.parent == "workspaces/-" else { throw .nameInvalid(field: "parent", expected: "workspaces/-") }
    let page = try PageRequest(request.pageSize, request.pageToken, .directory, in: PageScope("ListWorkspaces"))
    let found = try transaction.workspaces(after: page.startID, limit: page.limit, through: call.scope)
    let response = ListWorkspacesResponse(in: call.arena)
    for workspace in found.items {
      response.workspaces.append().fill(
        workspace, Names(workspace: workspace.slug, in: call.arena), call.features)
    }
    response.setNextPageToken(page.token(afterID: found.next, in: call.arena))
    return response
  }

  /// Creates a workspace with its first owner; that the credential is the operator's is known from the headers.
  public func createWorkspace(
    _ request: CreateWorkspaceRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CreateWorkspaceResponse {
    let message = try call.required(request.workspace, "workspace")
    let slug = try WorkspaceName(message.name.span, field: "workspace.name").workspace
    guard slug != "-" else { throw .fieldInvalid(field: "workspace.name", fault: "stands for all workspaces") }
    guard !request.ownerID.isEmpty else { throw .fieldRequired(field: "owner_id") }
    var settings = WorkspaceSettings()
    try message.change(&settings, UpdateMask.everythingSet)
    let owner = try owner(of: request, call)
    let made: Caller
    do {
      made = try transaction.createWorkspace(
        slug, displayName: message.displayName.string, settings: settings, owner: owner)
    } catch {
      throw error.renamed(Self.ownerField)
    }
    let names = Names(workspace: slug, in: call.arena)
    let response = CreateWorkspaceResponse(in: call.arena)
    response.makeWorkspace().fill(try transaction.workspace(for: made), names, call.features)
    response.makeOwner().fill(try transaction.user(owner.id, for: made), names)
    return response
  }

  /// The first owner that a request describes; what would belong to a workspace that is not there yet is passed over.
  private func owner(of request: CreateWorkspaceRequest, _ call: Call) throws(InboxError) -> InboxModel.User {
    let message = try call.required(request.owner, "owner")
    return InboxModel.User(
      id: request.ownerID.string, displayName: message.displayName.string, email: message.email.string,
      language: message.language.string, role: .owner, isEmailMuted: message.emailMuted)
  }

  /// A field of a user as this request names it.
  private static func ownerField(_ field: String) -> String {
    if field == "user_id" { return "owner_id" }
    return field.hasPrefix("user.") ? "owner" + field.dropFirst(4) : field
  }
}
