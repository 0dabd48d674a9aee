internal import InboxAPI
internal import InboxModel
internal import Protobuf
internal import StandardAPI

/// What requests that create and change something of the directory say, taken into the model: of a new thing all that is
/// set, of one that is there what the mask names. Errors name fields from the request's point of view.
extension InboxAPI.Brand {
  /// Takes over the fields that a mask names.
  func change(_ brand: inout InboxModel.Brand, _ mask: FieldMask? = nil) throws(InboxError) {
    let mask = try UpdateMask(mask, of: ["display_name", "signature", "voice", "sender_name"])
    if mask.changes("display_name", isSet: !displayName.isEmpty) { brand.displayName = displayName.string }
    if mask.changes("signature", isSet: !signature.isEmpty) { brand.signature = signature.string }
    if mask.changes("voice", isSet: !voice.isEmpty) { brand.voice = voice.string }
    if mask.changes("sender_name", isSet: !senderName.isEmpty) { brand.senderName = senderName.string }
  }
}

extension InboxAPI.Location {
  /// Takes over the fields that a mask names.
  func change(
    _ location: inout InboxModel.Location, _ call: Call, _ mask: FieldMask? = nil
  ) throws(InboxError) {
    let mask = try UpdateMask(
      mask, of: ["display_name", "brand", "source_ids", "address", "time_zone", "language"])
    if mask.changes("display_name", isSet: !displayName.isEmpty) { location.displayName = displayName.string }
    if mask.changes("brand", isSet: !brand.isEmpty) {
      guard !brand.isEmpty else { throw .fieldRequired(field: "location.brand") }
      location.brand = try call.id(brand, of: IDKind.Brand.self, field: "location.brand")
    }
    if mask.changes("source_ids", isSet: !sourceIDs.isEmpty) { location.sourceIDs = try sourceIDModels() }
    if mask.changes("address", isSet: !address.isEmpty) { location.address = address.string }
    if mask.changes("time_zone", isSet: !timeZone.isEmpty) { location.timeZone = timeZone.string }
    if mask.changes("language", isSet: !language.isEmpty) { location.language = language.string }
  }

  /// What the sources call it.
  private func sourceIDModels() throws(InboxError) -> [InboxModel.LocationSourceID] {
    let limit = InboxModel.Location.sourceIDsMax
    guard sourceIDs.count <= limit else {
      throw .tooManyItems(field: "location.source_ids", count: sourceIDs.count, limit: limit)
    }
    var models: [InboxModel.LocationSourceID] = []
    for index in sourceIDs.indices {
      let given = sourceIDs[index]
      models.append(
        InboxModel.LocationSourceID(
          source: try given.source.required("location.source_ids[\(index)].source"),
          externalID: given.externalID.string))
    }
    return models
  }
}

extension InboxAPI.LocationGroup {
  /// Takes over the fields that a mask names.
  func change(
    _ group: inout InboxModel.LocationGroup, _ call: Call, _ mask: FieldMask? = nil
  ) throws(InboxError) {
    let mask = try UpdateMask(mask, of: ["display_name", "locations"])
    if mask.changes("display_name", isSet: !displayName.isEmpty) { group.displayName = displayName.string }
    if mask.changes("locations", isSet: !locations.isEmpty) {
      group.locations = try call.ids(
        locations, of: IDKind.Location.self, max: InboxModel.LocationGroup.locationsMax,
        field: "location_group.locations")
    }
  }
}

extension InboxAPI.Keyword {
  /// Takes over the fields that a mask names.
  func change(_ keyword: inout InboxModel.Keyword, _ mask: FieldMask? = nil) throws(InboxError) {
    let mask = try UpdateMask(mask, of: ["display_name", "terms", "detection_disabled", "color"])
    if mask.changes("display_name", isSet: !displayName.isEmpty) { keyword.displayName = displayName.string }
    if mask.changes("terms", isSet: !terms.isEmpty) {
      let limit = InboxModel.Keyword.termsMax
      guard terms.count <= limit else {
        throw .tooManyItems(field: "keyword.terms", count: terms.count, limit: limit)
      }
      keyword.terms = terms.map(\.string)
    }
    if mask.changes("detection_disabled", isSet: detectionDisabled) { keyword.isDetectionDisabled = detectionDisabled }
    if mask.changes("color", isSet: !color.isEmpty) { keyword.color = color.string }
  }
}

extension InboxAPI.AttributeDefinition {
  /// A new definition with the type and target that it has for good.
  func model(id: Text) throws(InboxError) -> InboxModel.AttributeDefinition {
    var definition = InboxModel.AttributeDefinition(
      id: AttributeDefinitionID(id.string), displayName: "", type: try type.required("attribute_definition.type"),
      target: try target.required("attribute_definition.target"), options: [])
    try change(&definition)
    return definition
  }

  /// Takes over the fields that a mask names; that type and target stay is the store's to say.
  func change(_ definition: inout InboxModel.AttributeDefinition, _ mask: FieldMask? = nil) throws(InboxError) {
    let mask = try UpdateMask(mask, of: ["display_name", "type", "target", "options"])
    if mask.changes("display_name", isSet: !displayName.isEmpty) { definition.displayName = displayName.string }
    if mask.changes("type", isSet: true), type != .unspecified {
      definition.type = try type.required("attribute_definition.type")
    }
    if mask.changes("target", isSet: true), target != .unspecified {
      definition.target = try target.required("attribute_definition.target")
    }
    if mask.changes("options", isSet: !options.isEmpty) {
      let limit = InboxModel.AttributeDefinition.optionsMax
      guard options.count <= limit else {
        throw .tooManyItems(field: "attribute_definition.options", count: options.count, limit: limit)
      }
      definition.options = options.map {
        InboxModel.AttributeOption(id: $0.id.string, displayName: $0.displayName.string, isRetired: $0.retired)
      }
    }
  }
}
