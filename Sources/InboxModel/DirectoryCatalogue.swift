extension Keyword: DirectoryResource {
  /// The most terms of a keyword.
  public static let termsMax = 100

  /// Throws at the first field that may not be so; whether the name is free is the store's to say.
  public mutating func settle() throws(InboxError) {
    try TextRules.requireDisplayName(displayName, field: "keyword.display_name")
    guard terms.count <= Self.termsMax else {
      throw .tooManyItems(field: "keyword.terms", count: terms.count, limit: Self.termsMax)
    }
    for (index, term) in terms.enumerated() {
      try TextRules.requireDisplayName(term, field: "keyword.terms[\(index)]")
    }
    var known = Set<String>()
    terms = terms.filter { known.insert($0).inserted }
    guard color.isEmpty || Self.isColor(color) else {
      throw .fieldInvalid(field: "keyword.color", fault: "is not #rrggbb")
    }
  }

  /// The fields in which it differs from a former state.
  public func changes(from former: Keyword) -> [String] {
    Self.names(
      ("display_name", displayName != former.displayName), ("terms", terms != former.terms),
      ("detection_disabled", isDetectionDisabled != former.isDetectionDisabled), ("color", color != former.color))
  }

  /// Whether a text is `#` and six hexadecimal digits.
  private static func isColor(_ text: String) -> Bool {
    let digits = text.utf8.dropFirst()
    return text.utf8.first == UInt8(ascii: "#") && digits.count == 6
      && digits.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
  }
}

extension AttributeDefinition: DirectoryResource {
  /// The most options of a select.
  public static let optionsMax = 200

  /// Throws at the first field that may not be so: a select has options with ids of their own, others have none.
  public mutating func settle() throws(InboxError) {
    try TextRules.requireDisplayName(displayName, field: "attribute_definition.display_name")
    let field = "attribute_definition.options"
    guard options.count <= Self.optionsMax else {
      throw .tooManyItems(field: field, count: options.count, limit: Self.optionsMax)
    }
    switch type {
    case .text, .number:
      if !options.isEmpty { throw .fieldInvalid(field: field, fault: "belong to selects only") }
    case .singleSelect, .multipleSelect:
      if options.isEmpty { throw .fieldRequired(field: field) }
    }
    var ids = Set<String>()
    for (index, option) in options.enumerated() {
      guard Slug.isValid(option.id), ids.insert(option.id).inserted else {
        throw .fieldInvalid(field: "\(field)[\(index)].id", fault: "is malformed or there twice")
      }
      try TextRules.requireDisplayName(option.displayName, field: "\(field)[\(index)].display_name")
    }
  }

  /// The fields in which it differs from a former state.
  public func changes(from former: AttributeDefinition) -> [String] {
    Self.names(("display_name", displayName != former.displayName), ("options", options != former.options))
  }

  /// The options that a former state has and this one has not.
  public func missingOptions(of former: AttributeDefinition) -> [String] {
    let kept = Set(options.map(\.id))
    return former.options.map(\.id).filter { !kept.contains($0) }
  }
}
