internal import InboxAPI
internal import InboxModel
internal import Protobuf
internal import StandardAPI

/// Filters as requests give them.
extension InboxAPI.InteractionFilter {
  /// The conditions as values; throws `fieldInvalid`, `nameInvalid`, `tooManyItems`, and `notFound` for what is of
  /// another workspace.
  func model(_ field: String, _ call: Call) throws(InboxError) -> InboxModel.InteractionFilter {
    var model = InboxModel.InteractionFilter()
    if packedSize == 0 { return model }
    model.statuses = try statuses.values("\(field).statuses")
    model.modes = try modes.values("\(field).modes")
    model.sources = try sources.values("\(field).sources")
    model.rating = try rating?.model("\(field).rating")
    model.isUnrated = unrated
    if unrated, rating != nil {
      throw .fieldInvalid(field: "\(field).unrated", fault: "is given together with rating")
    }
    let max = InboxModel.InteractionFilter.entriesMax
    model.brands = try call.ids(brands, of: IDKind.Brand.self, max: max, field: "\(field).brands")
    model.locations = try call.ids(locations, of: IDKind.Location.self, max: max, field: "\(field).locations")
    model.locationGroups = try call.ids(
      locationGroups, of: IDKind.LocationGroup.self, max: max, field: "\(field).location_groups")
    model.keywords = try call.ids(keywords, of: IDKind.Keyword.self, max: max, field: "\(field).keywords")
    model.languages = try languageTags("\(field).languages", max: max)
    model.assignees = try call.users(assignees, max: max, field: "\(field).assignees")
    model.isUnassigned = unassigned
    model.customers = try call.ids(customers, of: IDKind.Customer.self, max: max, field: "\(field).customers")
    model.activityTime = try activityTime?.model("\(field).activity_time") ?? InboxModel.TimeRange()
    model.sourceTime = try sourceTime?.model("\(field).source_time") ?? InboxModel.TimeRange()
    model.attributes = try attributeConditions("\(field).attributes", call)
    model.hasDraft = hasDraft
    model.isWaiting = waiting
    return model
  }

  /// The language tags.
  private func languageTags(_ field: String, max: Int) throws(InboxError) -> [String] {
    guard languages.count <= max else { throw .tooManyItems(field: field, count: languages.count, limit: max) }
    var tags: [String] = []
    for index in languages.indices {
      let tag = languages[index].string
      let isTag = tag.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
          || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
      }
      guard !tag.isEmpty, tag.utf8.count <= 35, isTag else {
        throw .fieldInvalid(field: "\(field)[\(index)]", fault: "is no BCP 47 tag")
      }
      tags.append(tag)
    }
    return tags
  }

  /// The conditions on attributes.
  private func attributeConditions(_ field: String, _ call: Call) throws(InboxError) -> [AttributeCondition] {
    let max = InboxModel.InteractionFilter.attributesMax
    guard attributes.count <= max else { throw .tooManyItems(field: field, count: attributes.count, limit: max) }
    var conditions: [AttributeCondition] = []
    for index in attributes.indices { conditions.append(try attributes[index].model("\(field)[\(index)]", call)) }
    return conditions
  }
}

extension AttributeFilter {
  /// The condition as a value.
  fileprivate func model(_ field: String, _ call: Call) throws(InboxError) -> AttributeCondition {
    let definition = try call.id(definition, of: IDKind.AttributeDefinition.self, field: field + ".definition")
    let test: AttributeCondition.Test
    switch condition {
    case nil: test = .present
    case .text(let text): test = .text(text.string)
    case .number(let range): test = .number(try range.model(field + ".number"))
    case .anyOption(let options):
      let max = InboxModel.InteractionFilter.entriesMax
      guard options.optionIDs.count <= max else {
        throw .tooManyItems(field: field + ".any_option.option_ids", count: options.optionIDs.count, limit: max)
      }
      guard !options.optionIDs.isEmpty else { throw .fieldRequired(field: field + ".any_option.option_ids") }
      test = .anyOption(options.optionIDs.map(\.string))
    case .absent(let isAbsent): test = isAbsent ? .absent : .present
    }
    return AttributeCondition(definition: definition, test: test)
  }
}

extension InboxAPI.NumberRange {
  /// The range as a value; throws `fieldInvalid` for one that holds nothing, or is no number.
  fileprivate func model(_ field: String) throws(InboxError) -> InboxModel.NumberRange {
    let range = InboxModel.NumberRange(min: min, max: max)
    if min?.isNaN == true || max?.isNaN == true { throw .fieldInvalid(field: field, fault: "holds NaN") }
    if let min = range.min, let max = range.max, min > max {
      throw .fieldInvalid(field: field, fault: "has min over max")
    }
    return range
  }
}

extension InboxAPI.TimeRange {
  /// The range as a value; throws `fieldInvalid` for one whose end is not after its start.
  func model(_ field: String) throws(InboxError) -> InboxModel.TimeRange {
    let range = InboxModel.TimeRange(start: startTime?.microseconds, end: endTime?.microseconds)
    if let start = range.start, let end = range.end, end <= start {
      throw .fieldInvalid(field: field, fault: "has an end_time that is not after its start_time")
    }
    return range
  }
}

extension RepeatedView where Element: ProtoEnum {
  /// The values of a list of enums, each once; throws `fieldInvalid` for an unspecified or unknown one.
  func values<Model: RawRepresentable & Hashable>(
    _ field: String
  ) throws(InboxError) -> [Model] where Model.RawValue == UInt8 {
    let max = InboxModel.InteractionFilter.entriesMax
    guard count <= max else { throw .tooManyItems(field: field, count: count, limit: max) }
    var values: [Model] = []
    for index in indices {
      guard let value: Model = try self[index].given("\(field)[\(index)]") else {
        throw .fieldInvalid(field: "\(field)[\(index)]", fault: "is not specified")
      }
      if !values.contains(value) { values.append(value) }
    }
    return values
  }
}
