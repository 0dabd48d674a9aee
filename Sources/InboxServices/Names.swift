internal import InboxModel
internal import Protobuf

/// Resource names of one workspace, written into the call's arena without a string between.
struct Names {
  /// `workspaces/{workspace}`; empty where no call says which workspace it is, and then nothing is named.
  let own: Text
  /// Where the names are written.
  let arena: Arena

  /// Names of a workspace by its slug.
  init(workspace: String, in arena: Arena) {
    self.arena = arena
    if workspace.isEmpty {
      own = Text()
    } else {
      let collection: StaticString = "workspaces/"
      var writer = TextWriter(countMax: collection.utf8CodeUnitCount + workspace.utf8.count, in: arena)
      writer.append(collection)
      writer.append(workspace.utf8.span)
      own = writer.finish()
    }
  }

  /// The names of a call's workspace.
  init(_ call: Call) { self.init(workspace: call.caller.workspaceSlug, in: call.arena) }

  /// `.../interactions/{interaction}`
  func interaction(_ id: InteractionID) -> Text { name("/interactions/", id.rawValue) }

  /// `.../interactions/{interaction}/messages/{message}`
  func message(_ id: MessageID, of interaction: InteractionID) -> Text {
    name("/interactions/", interaction.rawValue, "/messages/", id.rawValue)
  }

  /// `.../interactions/{interaction}/notes/{note}`
  func note(_ id: NoteID, of interaction: InteractionID) -> Text {
    name("/interactions/", interaction.rawValue, "/notes/", id.rawValue)
  }

  /// `.../attachments/{attachment}`
  func attachment(_ id: AttachmentID) -> Text { name("/attachments/", id.rawValue) }

  /// `.../users/{user}`
  func user(_ id: String) -> Text { name("/users/", id) }

  /// `.../deliveries/{delivery}`
  func delivery(_ id: DeliveryID) -> Text { name("/deliveries/", id.rawValue) }

  /// `.../users/{user}/notifications/{notification}`
  func notification(_ id: NotificationID, of user: String) -> Text {
    name("/users/", user.utf8.span, "/notifications/", id.rawValue)
  }

  /// `.../customers/{customer}`
  func customer(_ id: CustomerID) -> Text { name("/customers/", id.text) }

  /// `.../brands/{brand}`
  func brand(_ id: BrandID) -> Text { name("/brands/", id.text) }

  /// `.../locations/{location}`
  func location(_ id: LocationID) -> Text { name("/locations/", id.text) }

  /// `.../locationGroups/{location_group}`
  func locationGroup(_ id: LocationGroupID) -> Text { name("/locationGroups/", id.text) }

  /// `.../keywords/{keyword}`
  func keyword(_ id: KeywordID) -> Text { name("/keywords/", id.text) }

  /// `.../attributeDefinitions/{attribute_definition}`
  func attributeDefinition(_ id: AttributeDefinitionID) -> Text { name("/attributeDefinitions/", id.text) }

  /// An etag as text.
  func etag(_ etag: Etag) -> Text {
    var writer = TextWriter(countMax: Base32.length, in: arena)
    writer.append(Base32.digits(of: etag.rawValue).span)
    return writer.finish()
  }

  /// A name with a numbered id.
  private func name(_ collection: StaticString, _ id: Int64) -> Text {
    name(collection, Base32.digits(of: id).span)
  }

  /// The name of a part of an interaction.
  private func name(_ collection: StaticString, _ id: Int64, _ inner: StaticString, _ innerID: Int64) -> Text {
    name(collection, Base32.digits(of: id).span, inner, innerID)
  }

  /// The name of a numbered part of something.
  private func name(
    _ collection: StaticString, _ id: Span<UInt8>, _ inner: StaticString, _ innerID: Int64
  ) -> Text {
    guard !own.isEmpty else { return Text() }
    let count = own.count + collection.utf8CodeUnitCount + id.count + inner.utf8CodeUnitCount + Base32.length
    var writer = TextWriter(countMax: count, in: arena)
    writer.append(own.span)
    writer.append(collection)
    writer.append(id)
    writer.append(inner)
    writer.append(Base32.digits(of: innerID).span)
    return writer.finish()
  }

  /// A name with a chosen id in UTF-8.
  func name(_ collection: StaticString, _ id: Span<UInt8>) -> Text {
    guard !own.isEmpty else { return Text() }
    var writer = TextWriter(countMax: own.count + collection.utf8CodeUnitCount + id.count, in: arena)
    writer.append(own.span)
    writer.append(collection)
    writer.append(id)
    return writer.finish()
  }

  /// A name with a chosen id.
  private func name(_ collection: StaticString, _ id: String) -> Text { name(collection, id.utf8.span) }
}
