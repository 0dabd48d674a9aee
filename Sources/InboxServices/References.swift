internal import InboxModel
internal import Protobuf

/// Names in requests. The request's own address was of the call's workspace; every further name must be too, and one
/// of another workspace is `notFound`, whatever is there.
extension Call {
  /// The id of a resource directly below the workspace.
  func id<Kind: NamedKind>(_ name: Text, of kind: Kind.Type, field: String) throws(InboxError) -> Kind.ID {
    let parsed = try ResourceName<Kind>(name.span, field: field)
    try requireOwn(parsed.workspace, name)
    return parsed.id
  }

  /// The id of an interaction.
  func interaction(_ name: Text, field: String) throws(InboxError) -> InteractionID {
    try id(name, of: IDKind.Interaction.self, field: field)
  }

  /// The ids of a part of an interaction.
  func child<Kind: NamedKind>(
    _ name: Text, of kind: Kind.Type, field: String
  ) throws(InboxError) -> (interaction: InteractionID, id: Kind.ID) {
    let parsed = try InteractionChildName<Kind>(name.span, field: field)
    try requireOwn(parsed.workspace, name)
    return (parsed.interaction, parsed.id)
  }

  /// The id of a user.
  func user(_ name: Text, field: String) throws(InboxError) -> String {
    let parsed = try UserName(name.span, field: field)
    try requireOwn(parsed.workspace, name)
    return parsed.user
  }

  /// Throws unless a name is that of the call's workspace.
  func requireWorkspace(_ name: Text, field: String) throws(InboxError) {
    try requireOwn(WorkspaceName(name.span, field: field).workspace, name)
  }

  /// The ids of resources, in order.
  func ids<Kind: NamedKind>(
    _ names: RepeatedView<Text>, of kind: Kind.Type, max: Int, field: String
  ) throws(InboxError) -> [Kind.ID] {
    if names.isEmpty { return [] }
    guard names.count <= max else { throw .tooManyItems(field: field, count: names.count, limit: max) }
    var ids: [Kind.ID] = []
    ids.reserveCapacity(names.count)
    for index in names.indices { ids.append(try id(names[index], of: kind, field: "\(field)[\(index)]")) }
    return ids
  }

  /// The ids of users, in order.
  func users(_ names: RepeatedView<Text>, max: Int, field: String) throws(InboxError) -> [String] {
    if names.isEmpty { return [] }
    guard names.count <= max else { throw .tooManyItems(field: field, count: names.count, limit: max) }
    var ids: [String] = []
    ids.reserveCapacity(names.count)
    for index in names.indices { ids.append(try user(names[index], field: "\(field)[\(index)]")) }
    return ids
  }

  /// Throws unless a name's workspace is the call's.
  private func requireOwn(_ workspace: String, _ name: Text) throws(InboxError) {
    guard workspace == caller.workspaceSlug else { throw .notFound(name: name.string) }
  }
}
