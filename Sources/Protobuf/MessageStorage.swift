internal import CProtobufC

/// Where a message lies: a C struct in an arena, as all that it refers to.
///
/// Generated wrappers are made of nothing else. Valid until the arena is reset. One word, because the arena is known from
/// the memory: a handle of two words costs registers in every accessor, and optional handles of two words have shown
/// nil written as one zero word by generic code and read as two by other code (Swift 6.3.1, unoptimised).
@safe
public struct MessageStorage: @unchecked Sendable {
  /// The C struct that protoc-c generated for the type.
  @unsafe public let pointer: UnsafeMutableRawPointer

  /// The message at `pointer`, which was allocated in an arena and is initialised.
  @unsafe public init(_ pointer: UnsafeMutableRawPointer) {
    unsafe self.pointer = unsafe pointer
  }

  /// The arena of the call.
  public var arena: Arena { unsafe Arena(of: pointer) }

  /// The message as the C struct; the caller knows the type.
  @unsafe public func typed<Storage>() -> UnsafeMutablePointer<Storage> {
    unsafe pointer.assumingMemoryBound(to: Storage.self)
  }
}

/// What generated getters and setters are written with.
extension MessageStorage {
  /// The text that a string field points at.
  @unsafe public func text(_ field: UnsafePointer<CChar>?) -> Text {
    guard let field = unsafe field else { return Text() }
    return unsafe Text(cString: field)
  }

  /// The C string for a string field.
  @unsafe public func cString(_ value: some TextSource) -> UnsafeMutablePointer<CChar> {
    let text = value.text(in: arena)
    // Sound: protobuf-c never writes to strings, and frees them only through the arena, which ignores it.
    return unsafe UnsafeMutableRawPointer(mutating: text.start).assumingMemoryBound(to: CChar.self)
  }

  /// The pointer for a bytes field; the bytes lie in the arena.
  @unsafe public func pointer(to bytes: Bytes) -> UnsafeMutablePointer<UInt8>? {
    // Sound: protobuf-c never writes to bytes, and frees them only through the arena, which ignores it.
    unsafe UnsafeMutablePointer(mutating: bytes.start)
  }

  /// The submessage that a field points at, or nil.
  @unsafe public func submessage<Field: ProtoMessage, Storage>(_ field: UnsafeMutablePointer<Storage>?) -> Field? {
    guard let field = unsafe field else { return nil }
    return unsafe Field(storage: MessageStorage(field))
  }

  /// The pointer for a submessage field. The message must have been made in the same arena.
  @unsafe public func pointer<Storage>(to message: (some ProtoMessage)?) -> UnsafeMutablePointer<Storage>? {
    guard let storage = message?.storage else { return nil }
    precondition(storage.arena == arena, "A submessage lies in another arena than its message")
    return unsafe storage.typed()
  }

  /// The elements of a repeated field, given by its place among the fields in the order of their numbers.
  public func repeated<Element: RepeatedElement>(_ descriptor: MessageDescriptor, field: Int) -> RepeatedView<Element> {
    let offset = unsafe Int(descriptor.pointer.pointee.fields[field].quantifier_offset)
    return unsafe RepeatedView(slot: pointer + offset, arena: arena)
  }
}
