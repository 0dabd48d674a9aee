internal import InboxAPI
internal import InboxModel
internal import Protobuf
internal import StandardAPI

extension InboxAPI.Brand {
  /// Takes over a brand.
  func fill(_ brand: InboxModel.Brand, _ names: Names) {
    setName(names.brand(brand.id))
    setDisplayName(brand.displayName)
    setSignature(brand.signature)
    setVoice(brand.voice)
    setSenderName(brand.senderName)
    setEtag(names.etag(brand.etag))
    makeCreateTime().microseconds = brand.createTime
    makeUpdateTime().microseconds = brand.updateTime
  }
}

extension InboxAPI.Location {
  /// Takes over a location.
  func fill(_ location: InboxModel.Location, _ names: Names) {
    setName(names.location(location.id))
    setDisplayName(location.displayName)
    setBrand(names.brand(location.brand))
    sourceIDs.reserveCapacity(location.sourceIDs.count)
    for known in location.sourceIDs {
      let sourceID = sourceIDs.append()
      sourceID.source = InboxAPI.Source(known.source)
      sourceID.setExternalID(known.externalID)
    }
    setAddress(location.address)
    setTimeZone(location.timeZone)
    setLanguage(location.language)
    setEtag(names.etag(location.etag))
    makeCreateTime().microseconds = location.createTime
    makeUpdateTime().microseconds = location.updateTime
  }
}

extension InboxAPI.LocationGroup {
  /// Takes over a group; of its locations those that the caller sees.
  func fill(_ group: InboxModel.LocationGroup, _ call: Call, _ names: Names) {
    setName(names.locationGroup(group.id))
    setDisplayName(group.displayName)
    locations.reserveCapacity(group.locations.count)
    for location in group.locations where call.caller.sees(location) { locations.append(names.location(location)) }
    setEtag(names.etag(group.etag))
    makeCreateTime().microseconds = group.createTime
    makeUpdateTime().microseconds = group.updateTime
  }
}
