internal import GRPC
internal import GRPCServer
internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf

/// Who a call is made for, as its bytes say: the workspace of its address and the actor of its metadata.
struct CallerIdentity {
  /// Methods about workspaces as such: their callers are known by a credential, not by a workspace.
  private static let withoutWorkspace: Set = [
    DirectoryServiceMethods.listWorkspaces, DirectoryServiceMethods.createWorkspace,
  ]
  /// How all workspaces are addressed that a credential opens, where a method lets them be.
  private static let everyWorkspace = "workspaces/-"

  /// The workspace's slug; nil for a method about workspaces as such.
  let workspace: String?
  /// On whose behalf; the system where a method needs no actor and none is named.
  let actor: Actor
  /// What the credential opens.
  let scope: WorkspaceScope

  /// Reads both; throws `actorMissing`, `actorInvalid` or `nameInvalid`.
  init<Request: AddressedRequest>(_ call: GRPCServer.Call, _ request: Request) throws(InboxError) {
    scope = Credentials.scope(of: call)
    let text = call.metadata.first(named: CallerCache.actorKey)
    if call.method.service == DirectoryServiceMethods.service, Self.withoutWorkspace.contains(call.method) {
      actor = if let text { try Actor(text.utf8.span) } else { .system }
      workspace = nil
      return
    }
    guard let text else { throw .actorMissing }
    actor = try Actor(text.utf8.span)
    if call.method == DeliveryServiceMethods.leaseDeliveries, request.address == Self.everyWorkspace {
      workspace = nil
      return
    }
    guard let workspace = WorkspaceName.workspace(of: request.address.span) else {
      throw .nameInvalid(field: Request.addressField.description, expected: "workspaces/{workspace}/...")
    }
    self.workspace = workspace
  }

  /// The caller with his rights. For a call about workspaces as such, or all of them, somebody without any: what it may do
  /// is the credential's to say.
  func caller(in transaction: InboxStore.Transaction) throws(InboxError) -> Caller {
    guard let workspace else { return .everywhere(actor) }
    return try transaction.caller(workspace: workspace, actor: actor, through: scope)
  }
}

/// The callers that one loop met lately, found by the bytes of their names without making a String.
///
/// A handful of services call for a handful of actors, so the list is short and kept in the order of use. It is
/// forgotten as a whole when the directory changes.
struct CallerCache {
  /// The metadata key that names the actor.
  static let actorKey: StaticString = "inbox-actor"

  private static let entriesMax = 32

  /// A caller under the bytes that name him.
  private struct Entry {
    let workspace: [UInt8]
    let actor: [UInt8]
    let caller: Caller
  }

  private var entries: [Entry] = []
  private var generation: UInt64 = 0

  /// The caller of that actor in the workspace that `address` begins with; nil when not met in this generation.
  mutating func find(workspaceIn address: Text, actor: Span<UInt8>, generation: UInt64) -> Caller? {
    guard generation == self.generation else { return nil }
    for index in entries.indices where matches(entries[index], address.span, actor) {
      let entry = entries[index]
      if index > 0 { entries.swapAt(index, index - 1) }
      return entry.caller
    }
    return nil
  }

  /// Remembers a caller of this generation.
  mutating func add(_ caller: Caller, generation: UInt64) {
    if generation != self.generation || entries.count == Self.entriesMax { entries.removeAll(keepingCapacity: true) }
    self.generation = generation
    let workspace = Array("workspaces/\(caller.workspaceSlug)".utf8)
    entries.append(Entry(workspace: workspace, actor: Array(caller.actor.description.utf8), caller: caller))
  }

  /// Whether an entry is that actor's in the workspace that the address begins with.
  private func matches(_ entry: Entry, _ address: Span<UInt8>, _ actor: Span<UInt8>) -> Bool {
    let length = entry.workspace.count
    guard entry.actor.count == actor.count, address.count >= length else { return false }
    if address.count > length && address[length] != UInt8(ascii: "/") { return false }
    for index in 0..<actor.count where unsafe entry.actor[index] != actor[unchecked: index] { return false }
    for index in 0..<length where unsafe entry.workspace[index] != address[unchecked: index] { return false }
    return true
  }
}
