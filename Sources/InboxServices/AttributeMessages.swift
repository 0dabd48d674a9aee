internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf
internal import StandardAPI

extension InboxAPI.AttributeDefinition {
  /// Takes over a definition.
  func fill(_ definition: InboxModel.AttributeDefinition, _ names: Names) {
    setName(names.attributeDefinition(definition.id))
    setDisplayName(definition.displayName)
    type = InboxAPI.AttributeType(definition.type)
    target = InboxAPI.AttributeTarget(definition.target)
    options.reserveCapacity(definition.options.count)
    for choice in definition.options {
      let option = options.append()
      option.setId(choice.id)
      option.setDisplayName(choice.displayName)
      option.retired = choice.isRetired
    }
    setEtag(names.etag(definition.etag))
    makeCreateTime().microseconds = definition.createTime
    makeUpdateTime().microseconds = definition.updateTime
  }
}

extension InboxAPI.AttributeValue {
  /// Takes over a value.
  func fill(_ named: NamedAttributeValue, _ names: Names) {
    fill(named.value.definition, named.value.content, isSingle: named.type == .singleSelect, names)
    setDisplayName(named.displayName)
  }

  /// Takes over a value, or that there is none. `isSingle` says of options that there can be but one.
  func fill(
    _ definition: AttributeDefinitionID, _ content: InboxModel.AttributeValue.Content?, isSingle: Bool, _ names: Names
  ) {
    setDefinition(names.attributeDefinition(definition))
    switch content {
    case .text(let text): setText(text)
    case .number(let number): self.number = number
    case .options(let ids) where isSingle: setOptionID(ids.first ?? "")
    case .options(let ids):
      let set = makeOptionSet()
      for id in ids { set.optionIDs.append(id) }
    case nil: break
    }
  }

  /// The value that a request gives; its content is nil where it clears the attribute.
  func model(_ field: String, _ call: Call) throws(InboxError) -> InboxModel.AttributeValue {
    let definition = try call.id(
      definition, of: IDKind.AttributeDefinition.self, field: field + ".definition")
    let content: InboxModel.AttributeValue.Content? =
      switch value {
      case .text(let text): .text(text.string)
      case .number(let number): .number(number)
      case .optionID(let id): .options([id.string])
      case .optionSet(let set): .options(set.optionIDs.map(\.string))
      case nil: nil
      }
    return InboxModel.AttributeValue(definition: definition, content: content)
  }
}

extension RepeatedView<InboxAPI.AttributeValue> {
  /// The values that a request gives.
  func models(_ field: String, _ call: Call) throws(InboxError) -> [InboxModel.AttributeValue] {
    if isEmpty { return [] }
    guard count <= Call.attributesMax else {
      throw .tooManyItems(field: field, count: count, limit: Call.attributesMax)
    }
    var models: [InboxModel.AttributeValue] = []
    for index in indices { models.append(try self[index].model("\(field)[\(index)]", call)) }
    return models
  }
}

extension Call {
  /// The most attribute values in one place of a request.
  static let attributesMax = 100
}
