internal import GRPC
internal import GRPCServer
internal import InboxModel
internal import InboxServices
internal import InboxStore
internal import Protobuf

// Who may call at all: decided from the headers, before a byte of the body is read.
//
//     authorization, or the certificate's identity --> keys --> one whose role includes the method and acts for the
//     actor's kind --> what it opens (WorkspaceScope, kept with the call) --> later: the workspace of the request
//
// Invariants
//  1. A loop's keys are those of the directory's present generation, so that a key that was created or revoked counts, or
//     counts no more, for every call that begins after the answer.
//  2. A secret is compared by its digest, in a time that does not tell how much of it is right. Unknown, revoked and
//     malformed credentials are not told apart, and a workspace that is not open is as if it did not exist.
//  3. When the keys cannot be read nobody is let in.
//  4. Without any key ever created, callers from this machine are let in; others only where the server was told so.

/// The caller's credential; the essay above tells the rules.
enum Credentials {
  /// Lets a call in, and keeps with it what its credential opens; or answers why not.
  static func check(_ call: GRPCServer.Call, _ desk: LoopDesk) {
    do throws(CredentialRefusal) {
      call.credential = try scope(of: call, desk)
    } catch {
      let arena = desk.arenas.take()
      defer { desk.arenas.giveBack(arena) }
      switch error {
      case .fault(let fault): call.finish(StatusMapping.status(fault, in: arena))
      case .inbox(let error): call.finish(Refusal.inbox(error, nil).status(in: arena, reportingTo: desk.report))
      }
    }
  }

  /// What the credential of a call that was let in opens.
  static func scope(of call: GRPCServer.Call) -> WorkspaceScope {
    call.credential as? WorkspaceScope ?? WorkspaceScope([])
  }

  /// Whether the credential of a call that was let in still does what it did: asked when the directory has changed, by
  /// streams, which end with their key.
  static func stillHolds(_ call: GRPCServer.Call, _ desk: LoopDesk) -> Bool {
    (try? scope(of: call, desk)) != nil
  }

  /// What a call's credential opens.
  private static func scope(
    of call: GRPCServer.Call, _ desk: LoopDesk
  ) throws(CredentialRefusal) -> WorkspaceScope {
    let table: KeyTable
    do { table = try desk.keyTable() } catch { throw .inbox(error) }
    let keys: [StoredCredential]
    do throws(CredentialFault) {
      guard let found = try self.keys(of: call, table, desk) else { return .everything }
      keys = found
    } catch {
      throw .fault(error)
    }
    let usable = try usable(keys, call)
    for key in usable { desk.noteUse(of: key) }
    if usable.count == 1 { return usable[0].scope }
    var opened = Set<WorkspaceID>()
    for key in usable {
      guard let some = key.scope.workspaces else { return .everything }
      opened.formUnion(some)
    }
    return WorkspaceScope(opened)
  }

  /// The keys that a call presents, by its metadata or else by its certificate; nil if it presents none and needs none.
  private static func keys(
    of call: GRPCServer.Call, _ table: KeyTable, _ desk: LoopDesk
  ) throws(CredentialFault) -> [StoredCredential]? {
    let now = desk.store.now
    let presented = call.metadata.withFirst(named: "authorization") { header in
      Result { () throws(CredentialFault) in try table.key(in: header, at: now) }
    }
    if let presented { return try presented.get() }
    guard table.isNeeded else {
      if call.isFromThisMachine || desk.letsEveryoneIn { return nil }
      throw .missing
    }
    guard let identity = call.peerIdentity else { throw .missing }
    return try table.keys(ofCertificate: identity, at: now)
  }

  /// Those of some keys that include the method, for the actor that the call names.
  private static func usable(
    _ keys: [StoredCredential], _ call: GRPCServer.Call
  ) throws(CredentialRefusal) -> [StoredCredential] {
    let kind = call.metadata.withFirst(named: CallerCache.actorKey) { Actor.kind(of: $0) } ?? nil
    let acting = keys.filter { key in key.roles.contains { role in kind.map { role.actsFor($0) } ?? true } }
    if acting.isEmpty { throw .inbox(.actorNotAllowed) }
    let usable = acting.filter { key in
      key.roles.contains { role in (kind.map { role.actsFor($0) } ?? true) && role.includes(call.method) }
    }
    if usable.isEmpty {
      let roles = Set(acting.flatMap(\.roles)).sorted { $0.rawValue < $1.rawValue }.map(\.name)
      throw .inbox(.roleInsufficient(role: roles.joined(separator: ",")))
    }
    return usable
  }
}

/// Why a call is not let in.
private enum CredentialRefusal: Error {
  /// Its credential is not right.
  case fault(CredentialFault)
  /// Its credential does not do this, or could not be looked up.
  case inbox(InboxError)
}

/// Remembering that a key was used: one small write an hour.
final class KeyUse: WriteCommand, CommandHome {
  private let key: APIKeyID
  private let owner: WorkspaceID
  private let hour: Int64

  /// The use of a key in an hour.
  init(_ key: StoredCredential, hour: Int64) {
    self.key = key.id
    owner = key.home
    self.hour = hour
  }

  /// Writes it down.
  func execute(in transaction: WriteTransaction) throws(InboxError) {
    try transaction.touchAPIKey(key, of: owner, at: hour)
  }

  /// If it fails, another hour will do.
  func didFinish(_ outcome: CommandOutcome) {}

  /// Itself: nobody waits.
  var home: any CommandHome { self }

  /// Nothing to do.
  func deliver(_ finished: [any WriteCommand]) {}
}
