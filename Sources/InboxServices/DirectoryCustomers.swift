public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Customers.
extension Directory {
  /// Gives a customer that the caller sees.
  public func getCustomer(
    _ request: GetCustomerRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetCustomerResponse {
    let id = try call.id(request.name, of: IDKind.Customer.self, field: "name")
    let response = GetCustomerResponse(in: call.arena)
    let customer = try transaction.customer(id, for: call.caller)
    try response.makeCustomer().fill(customer, call, in: transaction)
    return response
  }

  /// Lists the customers that the caller sees by id: all, or those with an address, a number or an identity.
  public func listCustomers(
    _ request: ListCustomersRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListCustomersResponse {
    let page = try call.directoryPage("ListCustomers", of: request.parent, request.pageSize, request.pageToken) {
      $0.add(request.email.span)
      $0.add(request.phone.span)
      $0.add(Int64(request.identity?.source.rawValue ?? 0))
      $0.add((request.identity?.externalID ?? Text()).span)
    }
    let found = try transaction.customers(
      try request.key(), after: page.startID, limit: page.limit, for: call.caller)
    let response = ListCustomersResponse(in: call.arena)
    response.customers.reserveCapacity(found.items.count)
    for customer in found.items { try response.customers.append().fill(customer, call, in: transaction) }
    response.setNextPageToken(page.token(afterID: found.next, in: call.arena))
    return response
  }
}

extension ListCustomersRequest {
  /// What customers are looked up by; nil for all.
  fileprivate func key() throws(InboxError) -> CustomerKey? {
    let given = [("email", !email.isEmpty), ("phone", !phone.isEmpty), ("identity", identity != nil)].filter(\.1)
    if given.count > 1 {
      throw .fieldInvalid(field: given[1].0, fault: "cannot be asked for together with \(given[0].0)")
    }
    if !email.isEmpty { return .email(email.string) }
    if !phone.isEmpty { return .phone(phone.string) }
    guard let identity else { return nil }
    guard !identity.externalID.isEmpty else { throw .fieldRequired(field: "identity.external_id") }
    return .identity(try identity.source.required("identity.source"), identity.externalID.string)
  }
}

extension InboxAPI.Customer {
  /// Takes over a customer with his attributes.
  func fill(
    _ customer: InboxModel.Customer, _ call: Call, in transaction: InboxStore.Transaction
  ) throws(InboxError) {
    let names = Names(call)
    fill(customer, names)
    for value in try transaction.attributes(of: customer.id, for: call.caller) {
      attributes.append().fill(value, names)
    }
  }
}
