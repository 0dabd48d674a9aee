/// What a user may do. Raw values are the contract's.
public enum Role: UInt8, Sendable {
  /// All; all; sees all and changes nothing; viewer or editor of some locations.
  case owner = 1
  case admin, observer, restricted
}

/// What a restricted user may do at one location. Raw values are the contract's.
public enum LocationAccess: UInt8, Sendable {
  /// Sees; sees and changes.
  case viewer = 1
  case editor
}

/// Who calls, in which workspace, with which rights. Made once per (workspace, actor) and directory generation.
public final class Caller: Sendable {
  /// What the caller sees and changes.
  public enum Reach: Sendable, Equatable {
    /// Sees and changes everything.
    case everything
    /// Sees everything, changes nothing.
    case observer
    /// Sees these locations, and changes those of them that say editor.
    case locations([LocationID: LocationAccess])
  }

  /// The workspace's key.
  public let workspace: WorkspaceID
  /// The workspace's slug, for printing names.
  public let workspaceSlug: String
  /// On whose behalf.
  public let actor: Actor
  /// Who manages the directory: owners, admins and the server itself.
  public let isAdmin: Bool
  /// Who manages owners and API keys: owners and the server itself.
  public let isOwner: Bool
  /// What is seen and changed.
  public let reach: Reach
  /// The visible locations of a restricted caller in ascending order; nil if all are visible.
  public let visibleLocations: [LocationID]?

  /// Makes a caller.
  public init(
    workspace: WorkspaceID, workspaceSlug: String, actor: Actor, isAdmin: Bool, isOwner: Bool = false, reach: Reach
  ) {
    self.workspace = workspace
    self.workspaceSlug = workspaceSlug
    self.actor = actor
    self.isAdmin = isAdmin
    self.isOwner = isOwner
    self.reach = reach
    if case .locations(let access) = reach { visibleLocations = access.keys.sorted() } else { visibleLocations = nil }
  }

  /// The server itself in a workspace.
  public static func system(in workspace: WorkspaceID, slug: String) -> Caller {
    Caller(workspace: workspace, workspaceSlug: slug, actor: .system, isAdmin: true, isOwner: true, reach: .everything)
  }

  /// The user's id if the caller is a user.
  public var user: String? { actor.kind == .user ? actor.id : nil }

  /// Whether things at a location are seen; nil stands for no location, which restricted users do not see.
  public func sees(_ location: LocationID?) -> Bool {
    guard case .locations(let access) = reach else { return true }
    guard let location else { return false }
    return access[location] != nil
  }

  /// Whether things at a location are changed.
  public func edits(_ location: LocationID?) -> Bool {
    switch reach {
    case .everything: true
    case .observer: false
    case .locations(let access): location.map { access[$0] == .editor } ?? false
    }
  }

  /// Throws `roleInsufficient` unless the caller changes things at a location it sees.
  public func requireEditor(of location: LocationID?) throws(InboxError) {
    switch reach {
    case .everything: return
    case .observer: throw .roleInsufficient(role: "OBSERVER")
    case .locations(let access):
      guard let location, access[location] == .editor else { throw .roleInsufficient(role: "VIEWER") }
    }
  }

  /// The role's name for errors.
  private var roleName: String {
    switch reach {
    case .everything: isOwner ? "OWNER" : isAdmin ? "ADMIN" : "EDITOR"
    case .observer: "OBSERVER"
    case .locations: "RESTRICTED"
    }
  }

  /// Throws `roleInsufficient` unless the caller manages the directory.
  public func requireAdmin() throws(InboxError) {
    if !isAdmin { throw .roleInsufficient(role: roleName) }
  }

  /// Throws `roleInsufficient` unless the caller manages owners and API keys.
  public func requireOwner() throws(InboxError) {
    if !isOwner { throw .roleInsufficient(role: roleName) }
  }

  /// Throws `roleInsufficient` unless the caller changes things somewhere.
  public func requireSomeEditor() throws(InboxError) {
    switch reach {
    case .everything: return
    case .observer: throw .roleInsufficient(role: "OBSERVER")
    case .locations(let access):
      guard access.values.contains(.editor) else { throw .roleInsufficient(role: "VIEWER") }
    }
  }

  /// Throws `actorNotAllowed` for connectors: what they carry out, others send. Else a program could pass by the mode, which
  /// holds workflows back and humans never.
  public func requireSender() throws(InboxError) {
    if actor.kind == .connector { throw .actorNotAllowed }
  }

  /// Throws `actorNotAllowed` for everyone but connectors: who carries out what the team sends is a program.
  public func requireConnector() throws(InboxError) {
    guard actor.kind == .connector else { throw .actorNotAllowed }
  }

  /// Throws unless the caller may push, or look after the outbox: connectors and admins. `actorNotAllowed` for workflows.
  public func requireIngest() throws(InboxError) {
    if isAdmin || actor.kind == .connector { return }
    throw actor.kind == .workflow ? .actorNotAllowed : .roleInsufficient(role: roleName)
  }
}
