internal import CProtobufC

/// A message of the contract, as a view of a C struct that lies in an arena.
///
/// A value is a handle: copying it copies a pointer, and both copies are the same message; setters are therefore
/// `nonmutating`. It is valid until its arena is reset. Conformances are generated.
public protocol ProtoMessage: RepeatedElement, Sendable {
  /// The runtime's description of the type.
  static var descriptor: MessageDescriptor { get }
  /// Where the message lies.
  var storage: MessageStorage { get }
  /// The message that lies in `storage`, which must hold one of this type.
  init(storage: MessageStorage)
}

extension ProtoMessage {
  /// A new message in the arena, each field at its default.
  public init(in arena: Arena) {
    self.init(storage: unsafe MessageStorage(Self.descriptor.make(in: arena)))
  }

  /// The arena that the message lies in.
  public var arena: Arena { storage.arena }

  /// Reads a message from its wire format into the arena, after the wire check has found nothing to refuse.
  ///
  /// Nothing in the result points into `bytes`. Does not call malloc once the arena is warm.
  /// - Throws: what the wire check refuses, or `outOfMemory` when the message takes more than `limits.arenaBytesMax`.
  public static func decode(
    _ bytes: UnsafeRawBufferPointer, limits: WireLimits = WireLimits(), in arena: Arena
  ) throws(WireError) -> Self {
    let descriptor = unsafe Self.descriptor.pointer
    var check = WireCheck(limits: limits)
    unsafe try check.run(bytes, as: descriptor)
    let before = unsafe arena.state.pointee.bytesUsedMax
    unsafe arena.state.pointee.bytesUsedMax = arena.bytesUsed + limits.arenaBytesMax
    defer { unsafe arena.state.pointee.bytesUsedMax = before }
    let allocator = unsafe arena.state.pointee.allocator?.assumingMemoryBound(to: ProtobufCAllocator.self)
    let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard let message = unsafe protobuf_c_message_unpack(descriptor, allocator, bytes.count, start) else {
      throw WireError(.outOfMemory(bytesMax: limits.arenaBytesMax))
    }
    return Self(storage: unsafe MessageStorage(message))
  }

  /// Size of the message in its wire format, in bytes.
  public var packedSize: Int {
    unsafe protobuf_c_message_get_packed_size(storage.typed())
  }

  /// The message in its wire format, in free memory of its arena: good until the arena is used again. Calls no malloc
  /// once the arena is warm.
  @unsafe public func packedInArena() -> UnsafeRawBufferPointer {
    // On the wire a message takes half of what it takes in memory, or less; if not, twice the room is tried.
    var bytes = arena.bytesUsed / 2 + 64
    while true {
      let room = unsafe arena.state.pointee.room(forBytes: bytes)
      guard let start = room.baseAddress else { preconditionFailure("an arena gives the room it is asked for") }
      let end = unsafe (start + room.count).assumingMemoryBound(to: UInt8.self)
      if let begin = unsafe Packer(start).write(storage.pointer, before: end) {
        return unsafe UnsafeRawBufferPointer(start: begin, count: end - begin)
      }
      bytes = 2 * room.count
    }
  }

  /// The message in its wire format, as an array; for tests, stored copies and error details.
  public func packed() -> [UInt8] { unsafe [UInt8](packedInArena()) }
}

/// An element of a repeated message field is a pointer to it.
extension ProtoMessage {
  /// Bytes of an element in the array.
  public static var elementBytes: Int { 8 }

  /// The message whose pointer lies at `slot`.
  @unsafe public static func load(from slot: UnsafeRawPointer, in arena: Arena) -> Self {
    let pointer = unsafe slot.load(as: UnsafeMutableRawPointer.self)
    return unsafe Self(storage: MessageStorage(pointer))
  }
}

/// An entry of a map field. The wire may repeat a key: the last entry with it counts.
public protocol ProtoMapEntry: ProtoMessage {
  /// What the entry is found by.
  associatedtype Key
  /// What the entry holds.
  associatedtype Value
  /// What the entry is found by.
  var key: Key { get }
  /// What the entry holds.
  var value: Value { get }
}
