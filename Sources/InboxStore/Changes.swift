public import InboxModel
internal import Synchronization

/// What the commits of a batch changed, as far as somebody may wait for it. It may say too much, never too little.
public struct Changes: Sendable {
  /// What changed in one workspace.
  public struct Workspace: Sendable {
    /// Whether everybody should look: rights, names or settings changed, or more than can be listed.
    public private(set) var isAnything = false
    /// The interactions that have new events.
    public private(set) var interactions: Set<InteractionID> = []
    /// The users whose notifications changed.
    public private(set) var users: Set<String> = []
    /// Whether there may be an e-mail that can be taken, or can be earlier than before.
    public private(set) var hasEmail = false

    /// Notes an interaction; nil stands for the directory.
    mutating func add(_ interaction: InteractionID?) {
      guard let interaction, interactions.count < Limits.changesListedMax else { return addEverything() }
      if !isAnything { interactions.insert(interaction) }
    }

    /// Notes a user.
    mutating func add(user: String) {
      guard users.count < Limits.changesListedMax else { return addEverything() }
      if !isAnything { users.insert(user) }
    }

    /// Notes an e-mail.
    mutating func addEmail() { hasEmail = true }

    /// Adds what another batch changed.
    mutating func merge(_ other: Workspace) {
      if other.hasEmail { addEmail() }
      if other.isAnything { return addEverything() }
      for interaction in other.interactions { add(interaction) }
      for user in other.users { add(user: user) }
    }

    /// Lists nothing any more.
    private mutating func addEverything() {
      isAnything = true
      interactions = []
      users = []
    }
  }

  /// By workspace.
  public private(set) var workspaces: [WorkspaceID: Workspace] = [:]

  /// No changes.
  public init() {}

  /// Whether nothing changed.
  public var isEmpty: Bool { workspaces.isEmpty }

  /// Notes an interaction; nil stands for the directory.
  mutating func add(_ interaction: InteractionID?, in workspace: WorkspaceID) {
    workspaces[workspace, default: Workspace()].add(interaction)
  }

  /// Notes a user's notifications.
  mutating func add(user: String, in workspace: WorkspaceID) {
    workspaces[workspace, default: Workspace()].add(user: user)
  }

  /// Notes an e-mail that can be taken.
  mutating func addEmail(in workspace: WorkspaceID) { workspaces[workspace, default: Workspace()].addEmail() }

  /// Adds what another batch changed in one workspace.
  public mutating func merge(_ other: Workspace, in workspace: WorkspaceID) {
    workspaces[workspace, default: Workspace()].merge(other)
  }
}

/// Who wants to know of commits.
public protocol ChangeListener: AnyObject, Sendable {
  /// A batch that changed something is on disk. Called on the writer's thread: passes the news on, no more.
  func didCommit(_ changes: Changes)
}

/// Those who want to know of commits: the loops. Held weakly; a loop that has gone hears nothing.
final class ChangeListeners: Sendable {
  /// A listener for as long as it lives.
  private struct Entry: Sendable {
    weak let listener: (any ChangeListener)?
  }

  private let entries = Mutex<[Entry]>([])

  /// Tells `listener` of every commit from now on.
  func add(_ listener: any ChangeListener) {
    entries.withLock { entries in
      entries.removeAll { $0.listener == nil }
      entries.append(Entry(listener: listener))
    }
  }

  /// Passes a batch on.
  func didCommit(_ changes: Changes) {
    for entry in entries.withLock({ $0 }) { entry.listener?.didCommit(changes) }
  }
}

extension Store {
  /// Tells `listener` of every commit from now on, for as long as it lives.
  public func addListener(_ listener: any ChangeListener) { listeners.add(listener) }
}

extension WriteTransaction {
  /// Says that notifications of a user change, so that those who watch them look. Events say so by themselves.
  public func noteNotificationsChange(of user: String, in workspace: WorkspaceID) {
    changes.add(user: user, in: workspace)
  }
}
