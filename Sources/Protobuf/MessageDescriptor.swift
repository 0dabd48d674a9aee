internal import CProtobufC

/// The runtime's description of a message type: its name, size and fields.
///
/// Made once per type by generated code; it points at constant data, so it may be used from every thread.
@safe
public struct MessageDescriptor: @unchecked Sendable {
  /// What protoc-c generated.
  let pointer: UnsafePointer<ProtobufCMessageDescriptor>

  /// The descriptor that `initialize`, the generated init function of the C message, writes into a message.
  ///
  /// The address of a C constant cannot be taken in Swift, but each initialised message begins with it.
  @unsafe public init<Storage>(
    initializing type: Storage.Type, with initialize: (UnsafeMutablePointer<Storage>) -> Void
  ) {
    unsafe pointer = withUnsafeTemporaryAllocation(of: Storage.self, capacity: 1) { memory in
      let message = memory.baseAddress!
      unsafe initialize(message)
      return unsafe UnsafeRawPointer(message).load(as: UnsafePointer<ProtobufCMessageDescriptor>.self)
    }
  }

  /// The full name in the contract, for example `google.rpc.Status`.
  public var name: String { unsafe String(cString: pointer.pointee.name) }

  /// A new message in the arena, each field at its default.
  func make(in arena: Arena) -> UnsafeMutableRawPointer {
    let memory = unsafe arena.allocate(pointer.pointee.sizeof_message)
    unsafe protobuf_c_message_init(pointer, memory)
    return unsafe memory
  }
}
