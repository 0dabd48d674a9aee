/// A kind of thing that is named directly below its workspace by an id.
public protocol NamedKind {
  /// The segment before the id, for example "interactions".
  static var collection: StaticString { get }
  /// What its ids look like.
  associatedtype ID: NameSegment
}

extension IDKind.Interaction: NamedKind {
  /// Its ids.
  public typealias ID = Identifier<IDKind.Interaction>
  /// "interactions"
  public static var collection: StaticString { "interactions" }
}
extension IDKind.Customer: NamedKind {
  /// Its ids.
  public typealias ID = ResourceKey<IDKind.Customer>
  /// "customers"
  public static var collection: StaticString { "customers" }
}
extension IDKind.Brand: NamedKind {
  /// Its ids.
  public typealias ID = ResourceKey<IDKind.Brand>
  /// "brands"
  public static var collection: StaticString { "brands" }
}
extension IDKind.Location: NamedKind {
  /// Its ids.
  public typealias ID = ResourceKey<IDKind.Location>
  /// "locations"
  public static var collection: StaticString { "locations" }
}
extension IDKind.LocationGroup: NamedKind {
  /// Its ids.
  public typealias ID = ResourceKey<IDKind.LocationGroup>
  /// "locationGroups"
  public static var collection: StaticString { "locationGroups" }
}
extension IDKind.Keyword: NamedKind {
  /// Its ids.
  public typealias ID = ResourceKey<IDKind.Keyword>
  /// "keywords"
  public static var collection: StaticString { "keywords" }
}
extension IDKind.AttributeDefinition: NamedKind {
  /// Its ids.
  public typealias ID = ResourceKey<IDKind.AttributeDefinition>
  /// "attributeDefinitions"
  public static var collection: StaticString { "attributeDefinitions" }
}
extension IDKind.Attachment: NamedKind {
  /// Its ids.
  public typealias ID = Identifier<IDKind.Attachment>
  /// "attachments"
  public static var collection: StaticString { "attachments" }
}
extension IDKind.APIKey: NamedKind {
  /// Its ids.
  public typealias ID = Identifier<IDKind.APIKey>
  /// "apiKeys"
  public static var collection: StaticString { "apiKeys" }
}
extension IDKind.Delivery: NamedKind {
  /// Its ids.
  public typealias ID = Identifier<IDKind.Delivery>
  /// "deliveries"
  public static var collection: StaticString { "deliveries" }
}
extension IDKind.Message: NamedKind {
  /// Its ids.
  public typealias ID = Identifier<IDKind.Message>
  /// "messages", below an interaction
  public static var collection: StaticString { "messages" }
}
extension IDKind.Note: NamedKind {
  /// Its ids.
  public typealias ID = Identifier<IDKind.Note>
  /// "notes", below an interaction
  public static var collection: StaticString { "notes" }
}

/// `workspaces/{workspace}`.
public struct WorkspaceName: Hashable, Sendable, CustomStringConvertible {
  /// The workspace's slug.
  public let workspace: String

  /// Names a workspace by its slug.
  public init(workspace: String) { self.workspace = workspace }

  /// Reads a name; throws `nameInvalid` for `field`.
  public init(_ name: Span<UInt8>, field: String) throws(InboxError) {
    var cursor = NameCursor()
    guard let workspace = cursor.workspace(in: name), cursor.isAtEnd(of: name) else {
      throw .nameInvalid(field: field, expected: "workspaces/{workspace}")
    }
    self.workspace = workspace
  }

  /// The name as text.
  public var description: String { "workspaces/" + workspace }

  /// The slug of the workspace that any resource name lies in; nil if it begins otherwise.
  public static func workspace(of name: Span<UInt8>) -> String? {
    var cursor = NameCursor()
    return cursor.workspace(in: name)
  }
}

/// `workspaces/{workspace}/users/{user}`.
public struct UserName: Hashable, Sendable, CustomStringConvertible {
  /// The workspace's slug.
  public let workspace: String
  /// The user's id: lower-case letters, digits and hyphens.
  public let user: String

  /// Names a user.
  public init(workspace: String, user: String) {
    self.workspace = workspace
    self.user = user
  }

  /// Reads a name; throws `nameInvalid` for `field`.
  public init(_ name: Span<UInt8>, field: String) throws(InboxError) {
    var cursor = NameCursor()
    guard let workspace = cursor.workspace(in: name), cursor.literal("/users/", in: name),
      let user = cursor.slug(in: name), cursor.isAtEnd(of: name)
    else { throw .nameInvalid(field: field, expected: "workspaces/{workspace}/users/{user}") }
    self.workspace = workspace
    self.user = user
  }

  /// The name as text.
  public var description: String { "workspaces/\(workspace)/users/\(user)" }
}

/// `workspaces/{workspace}/users/{user}/notifications/{notification}`.
public struct NotificationName: Hashable, Sendable {
  /// Whose it is.
  public let owner: UserName
  /// The notification's id.
  public let id: NotificationID

  /// Reads a name; throws `nameInvalid` for `field`.
  public init(_ name: Span<UInt8>, field: String) throws(InboxError) {
    var cursor = NameCursor()
    guard let workspace = cursor.workspace(in: name), cursor.literal("/users/", in: name),
      let user = cursor.slug(in: name), cursor.collection("notifications", in: name), let id = cursor.id(in: name),
      cursor.isAtEnd(of: name)
    else {
      throw .nameInvalid(field: field, expected: "workspaces/{workspace}/users/{user}/notifications/{notification}")
    }
    owner = UserName(workspace: workspace, user: user)
    self.id = NotificationID(id)
  }
}

/// `workspaces/{workspace}/{collection}/{id}`.
public struct ResourceName<Kind: NamedKind>: Hashable, Sendable, CustomStringConvertible {
  /// The workspace's slug.
  public let workspace: String
  /// The resource's id.
  public let id: Kind.ID

  /// Names a resource.
  public init(workspace: String, id: Kind.ID) {
    self.workspace = workspace
    self.id = id
  }

  /// Reads a name; throws `nameInvalid` for `field`.
  public init(_ name: Span<UInt8>, field: String) throws(InboxError) {
    var cursor = NameCursor()
    guard let workspace = cursor.workspace(in: name), cursor.collection(Kind.collection, in: name),
      let id: Kind.ID = cursor.segment(in: name), cursor.isAtEnd(of: name)
    else { throw .nameInvalid(field: field, expected: "workspaces/{workspace}/\(Kind.collection)/{id}") }
    self.workspace = workspace
    self.id = id
  }

  /// The name as text.
  public var description: String { "workspaces/\(workspace)/\(Kind.collection)/\(id)" }
}

/// `workspaces/{workspace}/interactions/{interaction}/{collection}/{id}`.
public struct InteractionChildName<Kind: NamedKind>: Hashable, Sendable, CustomStringConvertible {
  /// The workspace's slug.
  public let workspace: String
  /// The interaction it belongs to.
  public let interaction: InteractionID
  /// The resource's id.
  public let id: Kind.ID

  /// Names a part of an interaction.
  public init(workspace: String, interaction: InteractionID, id: Kind.ID) {
    self.workspace = workspace
    self.interaction = interaction
    self.id = id
  }

  /// Reads a name; throws `nameInvalid` for `field`.
  public init(_ name: Span<UInt8>, field: String) throws(InboxError) {
    var cursor = NameCursor()
    guard let workspace = cursor.workspace(in: name), cursor.collection("interactions", in: name),
      let interaction = cursor.id(in: name), cursor.collection(Kind.collection, in: name),
      let id: Kind.ID = cursor.segment(in: name), cursor.isAtEnd(of: name)
    else {
      throw .nameInvalid(
        field: field, expected: "workspaces/{workspace}/interactions/{interaction}/\(Kind.collection)/{id}")
    }
    self.workspace = workspace
    self.interaction = Identifier(interaction)
    self.id = id
  }

  /// The name as text.
  public var description: String { "workspaces/\(workspace)/interactions/\(interaction)/\(Kind.collection)/\(id)" }
}

/// The name of an interaction.
public typealias InteractionName = ResourceName<IDKind.Interaction>
/// The name of a customer.
public typealias CustomerName = ResourceName<IDKind.Customer>
/// The name of a brand.
public typealias BrandName = ResourceName<IDKind.Brand>
/// The name of a location.
public typealias LocationName = ResourceName<IDKind.Location>
/// The name of a location group.
public typealias LocationGroupName = ResourceName<IDKind.LocationGroup>
/// The name of a keyword.
public typealias KeywordName = ResourceName<IDKind.Keyword>
/// The name of an attribute definition.
public typealias AttributeDefinitionName = ResourceName<IDKind.AttributeDefinition>
/// The name of an API key.
public typealias APIKeyName = ResourceName<IDKind.APIKey>
/// The name of a message.
public typealias MessageName = InteractionChildName<IDKind.Message>
/// The name of a note.
public typealias NoteName = InteractionChildName<IDKind.Note>
