public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Archive and trash.
extension Interactions {
  /// Archives an interaction; archiving it again changes nothing.
  public func archiveInteraction(
    _ request: ArchiveInteractionRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> ArchiveInteractionResponse {
    let id = try call.interaction(request.name, field: "name")
    try transaction.archive(id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = ArchiveInteractionResponse(in: call.arena)
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }

  /// Takes an interaction out of the archive; doing so again changes nothing.
  public func unarchiveInteraction(
    _ request: UnarchiveInteractionRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UnarchiveInteractionResponse {
    let id = try call.interaction(request.name, field: "name")
    try transaction.unarchive(id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = UnarchiveInteractionResponse(in: call.arena)
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }

  /// Moves an interaction to the trash; scheduled responses become drafts. Deleting it again changes nothing.
  public func deleteInteraction(
    _ request: DeleteInteractionRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> DeleteInteractionResponse {
    let id = try call.interaction(request.name, field: "name")
    try transaction.trash(id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = DeleteInteractionResponse(in: call.arena)
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }

  /// Takes an interaction out of the trash to its former place; undeleting it again changes nothing.
  public func undeleteInteraction(
    _ request: UndeleteInteractionRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UndeleteInteractionResponse {
    let id = try call.interaction(request.name, field: "name")
    try transaction.undelete(id, if: EtagCondition(request.etag.span), by: call.caller)
    let response = UndeleteInteractionResponse(in: call.arena)
    try response.makeInteraction().fill(id, call, in: transaction)
    return response
  }
}
