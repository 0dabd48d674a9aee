public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Changing settings, users and customers.
extension Directory {
  /// Changes the settings that the mask names.
  public func updateWorkspace(
    _ request: UpdateWorkspaceRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UpdateWorkspaceResponse {
    let message = try call.required(request.workspace, "workspace")
    try call.requireWorkspace(message.name, field: "workspace.name")
    let changed = try transaction.updateWorkspace(if: EtagCondition(message.etag.span), by: call.caller) {
      (workspace) throws(InboxError) in
      try message.change(&workspace, request.updateMask)
    }
    let response = UpdateWorkspaceResponse(in: call.arena)
    response.makeWorkspace().fill(changed, Names(call), call.features)
    return response
  }

  /// Creates a user.
  public func createUser(
    _ request: CreateUserRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CreateUserResponse {
    try call.requireAdmin(of: request.parent)
    let message = try call.required(request.user, "user")
    let user = try message.model(id: request.userID, call)
    let response = CreateUserResponse(in: call.arena)
    response.makeUser().fill(try transaction.createUser(user, by: call.caller), Names(call))
    return response
  }

  /// Changes the fields of a user that the mask names.
  public func updateUser(
    _ request: UpdateUserRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UpdateUserResponse {
    let message = try call.required(request.user, "user")
    let id = try call.user(message.name, field: "user.name")
    let changed = try transaction.updateUser(id, if: EtagCondition(message.etag.span), by: call.caller) {
      (user) throws(InboxError) in
      try message.change(&user, call, request.updateMask)
    }
    let response = UpdateUserResponse(in: call.arena)
    response.makeUser().fill(changed, Names(call))
    return response
  }

  /// Deletes a user whom nothing names.
  public func deleteUser(
    _ request: DeleteUserRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> DeleteUserResponse {
    let id = try call.user(request.name, field: "name")
    try transaction.deleteUser(id, if: EtagCondition(request.etag.span), by: call.caller)
    return DeleteUserResponse(in: call.arena)
  }

  /// Creates a customer.
  public func createCustomer(
    _ request: CreateCustomerRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CreateCustomerResponse {
    try call.requireWorkspace(request.parent, field: "parent")
    try call.caller.requireSomeEditor()
    let message = try call.required(request.customer, "customer")
    var customer = InboxModel.Customer(
      id: CustomerID(request.customerID.string), profile: CustomerProfile(), identities: [], etag: Etag(0),
      createTime: 0, updateTime: 0, eraseTime: nil)
    let attributes = try message.change(&customer, call)
    let made = try transaction.createCustomer(customer, attributes: attributes, by: call.caller)
    let response = CreateCustomerResponse(in: call.arena)
    try response.makeCustomer().fill(made, call, in: transaction)
    return response
  }

  /// Changes the fields of a customer that the mask names.
  public func updateCustomer(
    _ request: UpdateCustomerRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UpdateCustomerResponse {
    let message = try call.required(request.customer, "customer")
    let id = try call.id(message.name, of: IDKind.Customer.self, field: "customer.name")
    let changed = try transaction.updateCustomer(id, if: EtagCondition(message.etag.span), by: call.caller) {
      (customer) throws(InboxError) in
      try message.change(&customer, call, request.updateMask)
    }
    let response = UpdateCustomerResponse(in: call.arena)
    try response.makeCustomer().fill(changed, call, in: transaction)
    return response
  }

  /// Erases a customer, or counts what would be erased.
  public func eraseCustomer(
    _ request: EraseCustomerRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> EraseCustomerResponse {
    let id = try call.id(request.name, of: IDKind.Customer.self, field: "name")
    let erasure = try transaction.eraseCustomer(
      id, if: EtagCondition(request.etag.span), isRehearsal: request.validateOnly, by: call.caller)
    let response = EraseCustomerResponse(in: call.arena)
    response.interactionCount = Int64(erasure.interactions)
    response.messageCount = Int64(erasure.messages)
    response.noteCount = Int64(erasure.notes)
    response.draftCount = Int64(erasure.drafts)
    response.attachmentCount = Int64(erasure.attachments)
    return response
  }
}
