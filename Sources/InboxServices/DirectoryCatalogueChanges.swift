public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Creating, changing and deleting keywords and attribute definitions.
extension Directory {
  /// Creates a keyword.
  public func createKeyword(
    _ request: CreateKeywordRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CreateKeywordResponse {
    try call.requireAdmin(of: request.parent)
    let message = try call.required(request.keyword, "keyword")
    var keyword = InboxModel.Keyword(id: KeywordID(request.keywordID.string), displayName: "")
    try message.change(&keyword)
    let response = CreateKeywordResponse(in: call.arena)
    response.makeKeyword().fill(try transaction.createKeyword(keyword, by: call.caller), Names(call))
    return response
  }

  /// Changes the fields of a keyword that the mask names.
  public func updateKeyword(
    _ request: UpdateKeywordRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UpdateKeywordResponse {
    let message = try call.required(request.keyword, "keyword")
    let id = try call.id(message.name, of: IDKind.Keyword.self, field: "keyword.name")
    let changed = try transaction.updateKeyword(id, if: EtagCondition(message.etag.span), by: call.caller) {
      (keyword) throws(InboxError) in
      try message.change(&keyword, request.updateMask)
    }
    let response = UpdateKeywordResponse(in: call.arena)
    response.makeKeyword().fill(changed, Names(call))
    return response
  }

  /// Deletes a keyword.
  public func deleteKeyword(
    _ request: DeleteKeywordRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> DeleteKeywordResponse {
    let id = try call.id(request.name, of: IDKind.Keyword.self, field: "name")
    try transaction.deleteKeyword(id, if: EtagCondition(request.etag.span), by: call.caller)
    return DeleteKeywordResponse(in: call.arena)
  }

  /// Creates an attribute definition.
  public func createAttributeDefinition(
    _ request: CreateAttributeDefinitionRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CreateAttributeDefinitionResponse {
    try call.requireAdmin(of: request.parent)
    let message = try call.required(request.attributeDefinition, "attribute_definition")
    let attributeDefinition = try message.model(id: request.attributeDefinitionID)
    let response = CreateAttributeDefinitionResponse(in: call.arena)
    response.makeAttributeDefinition().fill(
      try transaction.createAttributeDefinition(attributeDefinition, by: call.caller), Names(call))
    return response
  }

  /// Changes the fields of an attribute definition that the mask names.
  public func updateAttributeDefinition(
    _ request: UpdateAttributeDefinitionRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UpdateAttributeDefinitionResponse {
    let message = try call.required(request.attributeDefinition, "attribute_definition")
    let id = try call.id(message.name, of: IDKind.AttributeDefinition.self, field: "attribute_definition.name")
    let changed = try transaction.updateAttributeDefinition(id, if: EtagCondition(message.etag.span), by: call.caller) {
      (definition) throws(InboxError) in
      try message.change(&definition, request.updateMask)
    }
    let response = UpdateAttributeDefinitionResponse(in: call.arena)
    response.makeAttributeDefinition().fill(changed, Names(call))
    return response
  }

  /// Deletes an attribute definition.
  public func deleteAttributeDefinition(
    _ request: DeleteAttributeDefinitionRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> DeleteAttributeDefinitionResponse {
    let id = try call.id(request.name, of: IDKind.AttributeDefinition.self, field: "name")
    try transaction.deleteAttributeDefinition(id, if: EtagCondition(request.etag.span), by: call.caller)
    return DeleteAttributeDefinitionResponse(in: call.arena)
  }
}
