internal import Files
internal import SQLite
internal import InboxModel

/// The view and the hand of one command. Everything it does is kept or forgotten as a whole.
public final class WriteTransaction: Transaction {
  /// Makes ids.
  private var ids: IdentifierGenerator
  /// Events of this command, written at its end so that their sequences are taken as late as possible.
  var pendingEvents: [PendingEvent] = []
  /// What the command read of interactions before it changed them.
  var statesBefore: [InteractionID: StateBefore] = [:]
  /// Interactions that may have moved in lists, by the events written so far.
  var movedInteractions: Set<InteractionID> = []
  /// What this batch changed. What a command that failed noted stays: it wakes somebody for nothing, no more.
  var changes = Changes()
  /// How far the collection of files that nothing refers to has come.
  var collectedUntil: (workspace: Int64, attachment: Int64) = (0, 0)
  /// How far the emptying of what is too old has come.
  var retention = RetentionPass()
  /// Interactions whose searched texts the command changed.
  var searchedInteractions: [InteractionID: WorkspaceID] = [:]
  /// Interactions from which a searched text went, of those that wait to be indexed; nil while each of them may be one, as
  /// after a start.
  var thinnedInteractions: Set<InteractionID>?
  /// About how many interactions wait to be indexed; one to begin with, so that the first idle moment looks.
  var searchBacklog = 1
  /// When the search index is merged.
  var indexMerging = IndexMerging()
  /// Words that are known to be in search_term.
  var knownTerms: Set<KnownTerm> = []
  /// Whether this batch changed the directory.
  private var hasDirectoryChange = false
  /// Whether this command did.
  private var hasOwnDirectoryChange = false
  /// When the next thing falls due in each workspace. A command that fails may leave a time that is not so.
  var due = DueTimes()

  /// A transaction object for the writer's thread.
  init(database: Database, files: FileStore, ids: IdentifierGenerator, now: Int64) {
    self.ids = ids
    super.init(database: database, files: files, now: now)
  }

  /// A new id.
  public func makeID() -> Int64 { ids.next(at: now) }

  /// Begins a command.
  func begin(at now: Int64) {
    self.now = now
    hasOwnDirectoryChange = false
    if !statesBefore.isEmpty { statesBefore.removeAll(keepingCapacity: true) }
  }

  /// Remembers what an interaction was before the command.
  override func didRead(_ state: InteractionState) {
    if statesBefore[state.id] != nil { return }
    statesBefore[state.id] = StateBefore(workspace: state.workspace, slug: state.workspaceSlug, state: state)
  }

  /// Remembers that the command makes an interaction.
  func didCreate(_ id: InteractionID, for caller: Caller) {
    statesBefore[id] = StateBefore(workspace: caller.workspace, slug: caller.workspaceSlug, state: nil)
  }

  /// Ends a command that succeeded: writes its events, and keeps lists and counts.
  func finish() throws(InboxError) {
    try writePendingEvents()
    try keepLists()
    try keepSearchPending()
    if hasOwnDirectoryChange { hasDirectoryChange = true }
  }

  /// Ends a command that failed.
  func abandon() {
    pendingEvents.removeAll(keepingCapacity: true)
    directory.namedUsers.removeAll()
    movedInteractions.removeAll(keepingCapacity: true)
    searchedInteractions.removeAll(keepingCapacity: true)
    if hasOwnDirectoryChange { directory = DirectoryCache() }
  }

  /// Says that users, places, keywords, attribute definitions or settings change.
  func noteDirectoryChange() {
    hasOwnDirectoryChange = true
    retention = RetentionPass()
    directory = DirectoryCache()
  }

  /// Whether a commit changed the directory; asked once for each commit.
  func takeDirectoryChange() -> Bool {
    defer { hasDirectoryChange = false }
    return hasDirectoryChange
  }

  /// What a commit changed; asked once for each commit.
  func takeChanges() -> Changes {
    defer { if !changes.isEmpty { changes = Changes() } }
    return changes
  }

  /// Forgets what was cached and noted, after a batch was lost.
  func forgetBatch() {
    hasDirectoryChange = false
    changes = Changes()
    pendingEvents.removeAll()
    movedInteractions.removeAll()
    searchedInteractions.removeAll()
    knownTerms.removeAll()
    thinnedInteractions = nil
    searchBacklog = max(1, searchBacklog)
    directory = DirectoryCache()
  }
}

/// An interaction as it was before a command.
struct StateBefore {
  /// The tenant.
  let workspace: WorkspaceID
  /// The tenant's slug.
  let slug: String
  /// The state; nil if the command made the interaction.
  let state: InteractionState?
}
