/// One choice of a select attribute.
public struct AttributeOption: Sendable, Hashable {
  /// The id within its definition.
  public var id: String
  /// The name to show.
  public var displayName: String
  /// Whether it can no longer be chosen.
  public var isRetired: Bool

  /// Takes all parts.
  public init(id: String, displayName: String, isRetired: Bool = false) {
    self.id = id
    self.displayName = displayName
    self.isRetired = isRetired
  }
}

/// A typed field that the workspace defines.
public struct AttributeDefinition: Sendable, Hashable {
  /// The id.
  public var id: AttributeDefinitionID
  /// The name to show.
  public var displayName: String
  /// What kind of value it takes.
  public var type: AttributeType
  /// What it belongs to.
  public var target: AttributeTarget
  /// The choices of a select attribute.
  public var options: [AttributeOption]
  /// Changes with every change.
  public var etag: Etag
  /// When it was created.
  public var createTime: Int64
  /// When it was changed last.
  public var updateTime: Int64

  /// Takes all parts.
  public init(
    id: AttributeDefinitionID, displayName: String, type: AttributeType, target: AttributeTarget,
    options: [AttributeOption], etag: Etag = Etag(0), createTime: Int64 = 0, updateTime: Int64 = 0
  ) {
    self.id = id
    self.displayName = displayName
    self.type = type
    self.target = target
    self.options = options
    self.etag = etag
    self.createTime = createTime
    self.updateTime = updateTime
  }

  /// The longest text value, in Unicode scalars.
  public static let textLengthMax = 2000

  /// Throws unless a value is of the definition's type and among its options. `known` are options the thing has
  /// already: those may stay when retired.
  public func check(_ value: AttributeValue.Content, known: [String] = [], field: String) throws(InboxError) {
    switch (type, value) {
    case (.text, .text(let text)):
      try TextRules.requireLength(text, max: Self.textLengthMax, field: field)
      if TextRules.hasNUL(text) { throw .fieldInvalid(field: field, fault: "holds a NUL character") }
    case (.number, .number(let number)):
      guard number.isFinite else { throw .attributeTypeMismatch(field: field, definition: id.text) }
    case (.singleSelect, .options(let chosen)):
      guard chosen.count == 1 else { throw .attributeTypeMismatch(field: field, definition: id.text) }
      try checkOptions(chosen, known: known)
    case (.multipleSelect, .options(let chosen)):
      guard Set(chosen).count == chosen.count else {
        throw .fieldInvalid(field: field, fault: "names an option twice")
      }
      try checkOptions(chosen, known: known)
    default:
      throw .attributeTypeMismatch(field: field, definition: id.text)
    }
  }

  /// Throws at an option that is not there, or retired and not yet chosen.
  private func checkOptions(_ chosen: [String], known: [String]) throws(InboxError) {
    for id in chosen {
      guard let option = options.first(where: { $0.id == id }), !option.isRetired || known.contains(id) else {
        throw .attributeOptionUnknown(definition: self.id.text, option: id)
      }
    }
  }
}

/// The value of one attribute; nil content clears it.
public struct AttributeValue: Sendable, Hashable {
  /// What a value can be.
  public enum Content: Sendable, Hashable {
    /// Text, a number, the ids of one or several options.
    case text(String)
    case number(Double)
    case options([String])
  }

  /// The definition.
  public var definition: AttributeDefinitionID
  /// The value.
  public var content: Content?

  /// Takes all parts.
  public init(definition: AttributeDefinitionID, content: Content?) {
    self.definition = definition
    self.content = content
  }
}
