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
      var writer = NameWriter()
      writer.append("workspaces/")
      writer.append(workspace)
      own = writer.text(in: arena)
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
    guard !own.isEmpty else { return Text() }
    var writer = NameWriter(own)
    writer.append("/users/")
    writer.append(user)
    writer.append("/notifications/")
    writer.append(id.rawValue)
    return writer.text(in: arena)
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
    var writer = NameWriter()
    writer.append(etag.rawValue)
    return writer.text(in: arena)
  }

  /// A name with a numbered id.
  private func name(_ collection: StaticString, _ id: Int64) -> Text {
    guard !own.isEmpty else { return Text() }
    var writer = NameWriter(own)
    writer.append(collection)
    writer.append(id)
    return writer.text(in: arena)
  }

  /// The name of a part of an interaction.
  private func name(_ collection: StaticString, _ id: Int64, _ inner: StaticString, _ innerID: Int64) -> Text {
    guard !own.isEmpty else { return Text() }
    var writer = NameWriter(own)
    writer.append(collection)
    writer.append(id)
    writer.append(inner)
    writer.append(innerID)
    return writer.text(in: arena)
  }

  /// A name with a chosen id in UTF-8.
  func name(_ collection: StaticString, _ id: Span<UInt8>) -> Text {
    guard !own.isEmpty else { return Text() }
    var writer = NameWriter(own)
    writer.append(collection)
    writer.append(id)
    return writer.text(in: arena)
  }

  /// A name with a chosen id.
  private func name(_ collection: StaticString, _ id: String) -> Text { name(collection, id.utf8.span) }
}

/// A name that is being written, on the stack. The longest, an attribute definition's, has 159 bytes.
private struct NameWriter {
  /// The bytes written, and room.
  private var bytes = InlineArray<192, UInt8>(repeating: 0)
  /// How many are written.
  private var count = 0

  /// Nothing yet.
  init() {}

  /// A name that begins with another.
  @inline(__always)
  init(_ beginning: Text) { append(beginning.span) }

  /// Writes text.
  mutating func append(_ text: String) { append(text.utf8.span) }

  /// Writes a literal.
  mutating func append(_ literal: StaticString) { append(Text(literal).span) }

  /// Writes UTF-8.
  mutating func append(_ text: Span<UInt8>) {
    precondition(count + text.count <= bytes.count, "a resource name is bounded by the rules of its ids")
    guard text.count > 0 else { return }
    var room = bytes.mutableSpan
    unsafe room.withUnsafeMutableBufferPointer { target in
      unsafe text.withUnsafeBufferPointer {
        unsafe (target.baseAddress! + count).update(from: $0.baseAddress!, count: $0.count)
      }
    }
    count += text.count
  }

  /// Writes an id.
  mutating func append(_ id: Int64) {
    append(Base32.digits(of: id).span)
  }

  /// A copy in the arena.
  @inline(__always)
  func text(in arena: Arena) -> Text { arena.text(copying: bytes.span.extracting(0..<count)) }
}
