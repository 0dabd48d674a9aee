import Protobuf

/// Decodes a message into a fresh arena and hands it to `body`.
func decoding<Message: ProtoMessage, Result>(
  _ type: Message.Type, _ bytes: [UInt8], limits: WireLimits = WireLimits(), _ body: (Message) throws -> Result
) throws -> Result {
  let arena = Arena()
  defer { arena.destroy() }
  return try body(unsafe bytes.withUnsafeBytes { unsafe try Message.decode($0, limits: limits, in: arena) })
}

/// The error with which a message is refused, or nil if it is accepted.
func refusal<Message: ProtoMessage>(
  of type: Message.Type, _ bytes: [UInt8], limits: WireLimits = WireLimits()
) -> WireError? {
  do {
    try decoding(type, bytes, limits: limits) { _ in }
    return nil
  } catch {
    return error as? WireError
  }
}
