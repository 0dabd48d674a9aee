/// The workspaces that a caller's credential opens. What is not open is as if it did not exist.
public final class WorkspaceScope: Sendable {
  /// The keys of the workspaces; nil if all.
  public let workspaces: Set<WorkspaceID>?

  /// Some workspaces, or all.
  public init(_ workspaces: Set<WorkspaceID>?) { self.workspaces = workspaces }

  /// Every workspace: of an operator, and of callers that need no credential.
  public static let everything = WorkspaceScope(nil)

  /// Whether a workspace is open.
  public func opens(_ workspace: WorkspaceID) -> Bool { workspaces?.contains(workspace) ?? true }
}

extension Identifier where Kind == IDKind.Workspace {
  /// The number of no workspace: stands for all that a credential opens.
  public static let every = WorkspaceID(0)
}

extension Caller {
  /// Somebody who calls for all workspaces that his credential opens, and has no rights in any by that.
  public static func everywhere(_ actor: Actor) -> Caller {
    Caller(workspace: .every, workspaceSlug: "-", actor: actor, isAdmin: false, reach: .locations([:]))
  }
}
