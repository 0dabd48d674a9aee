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
