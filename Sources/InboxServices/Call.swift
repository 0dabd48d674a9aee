public import InboxModel
public import Protobuf

/// What a handler knows of its call: who asks, when, and the arena to answer in.
///
/// The server has authenticated the caller and found his rights in the workspace that the request's address names.
public struct Call: Sendable {
  /// Who calls, in which workspace, with which rights.
  public let caller: Caller
  /// What the credential opens.
  public let scope: WorkspaceScope
  /// When, in microseconds since 1970.
  public let now: Int64
  /// Where the request lies and the response is made.
  public let arena: Arena
  /// What this server was configured to do.
  public let features: Features

  /// Takes all parts.
  public init(
    caller: Caller, scope: WorkspaceScope = .everything, now: Int64, arena: Arena, features: Features = Features()
  ) {
    self.caller = caller
    self.scope = scope
    self.now = now
    self.arena = arena
    self.features = features
  }

  /// The same call as the caller would make it in one of his workspaces.
  func made(by caller: Caller) -> Call {
    Call(caller: caller, scope: scope, now: now, arena: arena, features: features)
  }
}
