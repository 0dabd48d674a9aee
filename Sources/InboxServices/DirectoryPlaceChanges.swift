public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Creating, changing and deleting brands, locations and groups of locations.
extension Directory {
  /// Creates a brand.
  public func createBrand(
    _ request: CreateBrandRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CreateBrandResponse {
    try call.requireAdmin(of: request.parent)
    let message = try call.required(request.brand, "brand")
    var brand = InboxModel.Brand(id: BrandID(request.brandID.string), displayName: "")
    try message.change(&brand)
    let response = CreateBrandResponse(in: call.arena)
    response.makeBrand().fill(try transaction.createBrand(brand, by: call.caller), Names(call))
    return response
  }

  /// Changes the fields of a brand that the mask names.
  public func updateBrand(
    _ request: UpdateBrandRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UpdateBrandResponse {
    let message = try call.required(request.brand, "brand")
    let id = try call.id(message.name, of: IDKind.Brand.self, field: "brand.name")
    let changed = try transaction.updateBrand(id, if: EtagCondition(message.etag.span), by: call.caller) {
      (brand) throws(InboxError) in
      try message.change(&brand, request.updateMask)
    }
    let response = UpdateBrandResponse(in: call.arena)
    response.makeBrand().fill(changed, Names(call))
    return response
  }

  /// Deletes a brand.
  public func deleteBrand(
    _ request: DeleteBrandRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> DeleteBrandResponse {
    let id = try call.id(request.name, of: IDKind.Brand.self, field: "name")
    try transaction.deleteBrand(id, if: EtagCondition(request.etag.span), by: call.caller)
    return DeleteBrandResponse(in: call.arena)
  }

  /// Creates a location.
  public func createLocation(
    _ request: CreateLocationRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CreateLocationResponse {
    try call.requireAdmin(of: request.parent)
    let message = try call.required(request.location, "location")
    guard !message.brand.isEmpty else { throw .fieldRequired(field: "location.brand") }
    var location = InboxModel.Location(
      id: LocationID(request.locationID.string), displayName: "", brand: BrandID(""))
    try message.change(&location, call)
    let response = CreateLocationResponse(in: call.arena)
    response.makeLocation().fill(try transaction.createLocation(location, by: call.caller), Names(call))
    return response
  }

  /// Changes the fields of a location that the mask names.
  public func updateLocation(
    _ request: UpdateLocationRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UpdateLocationResponse {
    let message = try call.required(request.location, "location")
    let id = try call.id(message.name, of: IDKind.Location.self, field: "location.name")
    let changed = try transaction.updateLocation(id, if: EtagCondition(message.etag.span), by: call.caller) {
      (location) throws(InboxError) in
      try message.change(&location, call, request.updateMask)
    }
    let response = UpdateLocationResponse(in: call.arena)
    response.makeLocation().fill(changed, Names(call))
    return response
  }

  /// Deletes a location.
  public func deleteLocation(
    _ request: DeleteLocationRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> DeleteLocationResponse {
    let id = try call.id(request.name, of: IDKind.Location.self, field: "name")
    try transaction.deleteLocation(id, if: EtagCondition(request.etag.span), by: call.caller)
    return DeleteLocationResponse(in: call.arena)
  }

  /// Creates a location group.
  public func createLocationGroup(
    _ request: CreateLocationGroupRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> CreateLocationGroupResponse {
    try call.requireAdmin(of: request.parent)
    let message = try call.required(request.locationGroup, "location_group")
    var locationGroup = InboxModel.LocationGroup(
      id: LocationGroupID(request.locationGroupID.string), displayName: "", locations: [])
    try message.change(&locationGroup, call)
    let response = CreateLocationGroupResponse(in: call.arena)
    response.makeLocationGroup().fill(
      try transaction.createLocationGroup(locationGroup, by: call.caller), call, Names(call))
    return response
  }

  /// Changes the fields of a location group that the mask names.
  public func updateLocationGroup(
    _ request: UpdateLocationGroupRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> UpdateLocationGroupResponse {
    let message = try call.required(request.locationGroup, "location_group")
    let id = try call.id(message.name, of: IDKind.LocationGroup.self, field: "location_group.name")
    let changed = try transaction.updateLocationGroup(id, if: EtagCondition(message.etag.span), by: call.caller) {
      (group) throws(InboxError) in
      try message.change(&group, call, request.updateMask)
    }
    let response = UpdateLocationGroupResponse(in: call.arena)
    response.makeLocationGroup().fill(changed, call, Names(call))
    return response
  }

  /// Deletes a location group.
  public func deleteLocationGroup(
    _ request: DeleteLocationGroupRequest, _ call: Call, in transaction: WriteTransaction
  ) throws(InboxError) -> DeleteLocationGroupResponse {
    let id = try call.id(request.name, of: IDKind.LocationGroup.self, field: "name")
    try transaction.deleteLocationGroup(id, if: EtagCondition(request.etag.span), by: call.caller)
    return DeleteLocationGroupResponse(in: call.arena)
  }
}

extension Call {
  /// Throws `nameInvalid` or `roleInsufficient` unless the caller manages the directory of the workspace that `parent` is.
  func requireAdmin(of parent: Text) throws(InboxError) {
    try requireWorkspace(parent, field: "parent")
    try caller.requireAdmin()
  }

  /// A message that a request must have.
  func required<Message>(_ message: Message?, _ field: String) throws(InboxError) -> Message {
    guard let message else { throw .fieldRequired(field: field) }
    return message
  }
}
