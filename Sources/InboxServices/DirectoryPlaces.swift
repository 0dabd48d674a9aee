public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// Brands, locations and groups of locations.
extension Directory {
  /// Gives a brand.
  public func getBrand(
    _ request: GetBrandRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetBrandResponse {
    let id = try call.id(request.name, of: IDKind.Brand.self, field: "name")
    let response = GetBrandResponse(in: call.arena)
    response.makeBrand().fill(try transaction.brand(id, for: call.caller), Names(call))
    return response
  }

  /// Lists the workspace's brands by id.
  public func listBrands(
    _ request: ListBrandsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListBrandsResponse {
    let page = try call.directoryPage("ListBrands", of: request.parent, request.pageSize, request.pageToken)
    let found = try transaction.brands(after: page.startID, limit: page.limit, for: call.caller)
    let response = ListBrandsResponse(in: call.arena)
    response.brands.reserveCapacity(found.items.count)
    for brand in found.items { response.brands.append().fill(brand, Names(call)) }
    response.setNextPageToken(page.token(afterID: found.next, in: call.arena))
    return response
  }

  /// Gives a location that the caller sees.
  public func getLocation(
    _ request: GetLocationRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetLocationResponse {
    let id = try call.id(request.name, of: IDKind.Location.self, field: "name")
    let response = GetLocationResponse(in: call.arena)
    response.makeLocation().fill(try transaction.location(id, for: call.caller), Names(call))
    return response
  }

  /// Lists the locations that the caller sees by id, of one brand or of all.
  public func listLocations(
    _ request: ListLocationsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListLocationsResponse {
    let page = try call.directoryPage(
      "ListLocations", of: request.parent, request.pageSize, request.pageToken
    ) { $0.add(request.brand.span) }
    var brand: BrandID?
    if !request.brand.isEmpty {
      brand = try call.id(request.brand, of: IDKind.Brand.self, field: "brand")
    }
    let found = try transaction.locations(of: brand, after: page.startID, limit: page.limit, for: call.caller)
    let response = ListLocationsResponse(in: call.arena)
    response.locations.reserveCapacity(found.items.count)
    for location in found.items { response.locations.append().fill(location, Names(call)) }
    response.setNextPageToken(page.token(afterID: found.next, in: call.arena))
    return response
  }

  /// Gives a location group; of its locations those that the caller sees.
  public func getLocationGroup(
    _ request: GetLocationGroupRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> GetLocationGroupResponse {
    let id = try call.id(request.name, of: IDKind.LocationGroup.self, field: "name")
    let response = GetLocationGroupResponse(in: call.arena)
    response.makeLocationGroup().fill(try transaction.locationGroup(id, for: call.caller), call, Names(call))
    return response
  }

  /// Lists the workspace's location groups by id.
  public func listLocationGroups(
    _ request: ListLocationGroupsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> ListLocationGroupsResponse {
    let page = try call.directoryPage("ListLocationGroups", of: request.parent, request.pageSize, request.pageToken)
    let found = try transaction.locationGroups(after: page.startID, limit: page.limit, for: call.caller)
    let response = ListLocationGroupsResponse(in: call.arena)
    response.locationGroups.reserveCapacity(found.items.count)
    for group in found.items { response.locationGroups.append().fill(group, call, Names(call)) }
    response.setNextPageToken(page.token(afterID: found.next, in: call.arena))
    return response
  }
}
