internal import InboxModel

/// What one connection looked up of the directory. Good for one generation; filled as needed, never changed in part.
struct DirectoryCache {
  /// A workspace and an actor, as a call names them.
  struct CallerKey: Hashable {
    /// The workspace's slug.
    let workspace: String
    /// The actor.
    let actor: Actor
  }

  /// What is known of a location.
  struct Place {
    /// The name to show.
    let displayName: String
    /// Its brand.
    let brand: BrandID
    /// The brand's name to show.
    let brandDisplayName: String
  }

  /// Something within a workspace.
  struct Scoped<Value: Hashable>: Hashable {
    /// The workspace.
    let workspace: WorkspaceID
    /// What in it.
    let value: Value
  }

  /// The generation all this belongs to.
  let generation: UInt64
  /// Keys by slug.
  var workspaces: [String: WorkspaceID] = [:]
  /// Callers by who they say they are.
  var callers: [CallerKey: Caller] = [:]
  /// Locations.
  var places: [Scoped<LocationID>: Place] = [:]
  /// Users' names to show.
  var userNames: [Scoped<String>: String] = [:]
  /// Keywords' names to show; nil for one that is deleted.
  var keywordNames: [Scoped<KeywordID>: String?] = [:]
  /// The catalogue of each workspace, ready for detection.
  var matchers: [WorkspaceID: KeywordMatcher] = [:]

  /// Users whom the audit trail is known to name; of the writer only, which forgets it with each failed command.
  var namedUsers: Set<Scoped<String>> = []

  /// The most callers kept; beyond that the cache starts again.
  static let callersMax = 10_000

  /// An empty cache; generation 0 is no generation.
  init(generation: UInt64 = 0) { self.generation = generation }
}
