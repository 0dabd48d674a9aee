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

  /// Lists the customers that the caller sees by id. Looking them up by address, number or identity is
  /// `methodUnimplemented`.
  public func listCustomers(
    _ request: ListCustomersRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListCustomersResponse {
    let page = try call.directoryPage("ListCustomers", of: request.parent, request.pageSize, request.pageToken)
    let method = "inbox.v1.DirectoryService/ListCustomers"
    if !request.email.isEmpty { throw .methodUnimplemented("email in \(method)") }
    if !request.phone.isEmpty { throw .methodUnimplemented("phone in \(method)") }
    if request.identity != nil { throw .methodUnimplemented("identity in \(method)") }
    let found = try transaction.customers(after: page.startID, limit: page.limit, for: call.caller)
    let response = ListCustomersResponse(in: call.arena)
    response.customers.reserveCapacity(found.items.count)
    for customer in found.items { try response.customers.append().fill(customer, call, in: transaction) }
    response.setNextPageToken(page.token(afterID: found.next))
    return response
  }
}

extension InboxAPI.Customer {
  /// Takes over a customer with his attributes.
  fileprivate func fill(
    _ customer: InboxModel.Customer, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) {
    let names = Names(call)
    fill(customer, names)
    for value in try transaction.attributes(of: customer.id, for: call.caller) {
      attributes.append().fill(value, names)
    }
  }
}
