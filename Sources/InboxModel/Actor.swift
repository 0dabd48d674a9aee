/// On whose behalf a call is made: `users/admin`, `workflows/w1`, `connectors/google`, `system`.
public struct Actor: Hashable, Sendable, CustomStringConvertible {
  /// What kind of actor.
  public enum Kind: UInt8, Sendable {
    /// A person, a workflow, a connector, the server itself.
    case user = 1
    case workflow, connector, system
  }

  /// What kind.
  public let kind: Kind
  /// The slug within the kind; empty for the system.
  public let id: String
  /// The printed form, kept because every change stores it.
  public let description: String

  /// The server itself.
  public static let system = Actor(kind: .system, id: "")

  /// Makes an actor from its parts.
  public init(kind: Kind, id: String) {
    self.kind = kind
    self.id = id
    self.description =
      switch kind {
      case .user: "users/" + id
      case .workflow: "workflows/" + id
      case .connector: "connectors/" + id
      case .system: "system"
      }
  }

  /// A user.
  public static func user(_ id: String) -> Actor { Actor(kind: .user, id: id) }

  /// Reads the value of the metadata key `inbox-actor`; an empty one is `actorMissing`. `system` is not
  /// accepted: nobody calls as the server.
  public init(_ text: Span<UInt8>) throws(InboxError) {
    guard text.count > 0 else { throw .actorMissing }
    for (prefix, kind) in Self.prefixes {
      var cursor = NameCursor()
      guard cursor.literal(prefix, in: text) else { continue }
      guard let id = cursor.slug(in: text), cursor.isAtEnd(of: text) else { break }
      self.init(kind: kind, id: id)
      return
    }
    throw .actorInvalid
  }

  /// What kind of actor the value of the metadata key `inbox-actor` names, by its beginning; nil if none.
  public static func kind(of text: Span<UInt8>) -> Kind? {
    for (prefix, kind) in prefixes {
      var cursor = NameCursor()
      if cursor.literal(prefix, in: text) { return kind }
    }
    return nil
  }

  /// Reads an actor that the store wrote.
  public init(stored text: String) {
    if let actor = try? Actor(text.utf8.span) { self = actor } else { self = .system }
  }

  /// The collections that actors come from.
  private static let prefixes: [(StaticString, Kind)] = [
    ("users/", .user), ("workflows/", .workflow), ("connectors/", .connector),
  ]

  /// Whose hand a text written by this actor shows.
  public var textOrigin: TextOrigin {
    switch kind {
    case .user: .user
    case .workflow: .workflow
    case .connector: .source
    case .system: .source
    }
  }
}
