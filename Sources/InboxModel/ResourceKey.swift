/// An id that people may choose: 1 to 63 lower-case letters, digits and hyphens. Where nobody chose, the store makes
/// one from a time-ordered id. `Kind` keeps ids of different things apart.
public struct ResourceKey<Kind>: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The id as it stands in the name.
  public let text: String

  /// Takes an id that is known to be well formed.
  public init(_ text: String) { self.text = text }

  /// Takes an id a client chose; throws `fieldInvalid` unless it is well formed.
  public init(chosen text: String, field: String) throws(InboxError) {
    guard Slug.isValid(text) else {
      throw .fieldInvalid(field: field, fault: "is not 1 to 63 of the characters a-z, 0-9 and '-'")
    }
    self.text = text
  }

  /// The id as it stands in the name.
  public var description: String { text }

  /// Orders by bytes.
  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// The id of a customer.
public typealias CustomerID = ResourceKey<IDKind.Customer>
/// The id of a brand.
public typealias BrandID = ResourceKey<IDKind.Brand>
/// The id of a location.
public typealias LocationID = ResourceKey<IDKind.Location>
/// The id of a location group.
public typealias LocationGroupID = ResourceKey<IDKind.LocationGroup>
/// The id of a keyword.
public typealias KeywordID = ResourceKey<IDKind.Keyword>
/// The id of an attribute definition.
public typealias AttributeDefinitionID = ResourceKey<IDKind.AttributeDefinition>
