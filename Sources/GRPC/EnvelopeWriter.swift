/// Writes the prefix of a message (gRPC over HTTP/2, "Length-Prefixed-Message").
public enum EnvelopeWriter {
  /// Bytes in front of each message.
  public static let prefixBytes = EnvelopeReader.prefixBytes

  /// Writes the prefix of a message of `messageBytes` into the first five bytes of `target`.
  @inlinable
  public static func writePrefix(
    messageBytes: Int, isCompressed: Bool = false, into target: UnsafeMutableRawBufferPointer
  ) {
    precondition(messageBytes <= Int(UInt32.max) && target.count >= 5, "a message that its prefix can describe")
    unsafe target.storeBytes(of: isCompressed ? 1 : 0, toByteOffset: 0, as: UInt8.self)
    unsafe target.storeBytes(of: UInt32(truncatingIfNeeded: messageBytes).bigEndian, toByteOffset: 1, as: UInt32.self)
  }

  /// A message with its prefix.
  public static func envelope(_ message: [UInt8], isCompressed: Bool = false) -> [UInt8] {
    let length = UInt32(message.count)
    return [isCompressed ? 1 : 0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + message
  }
}
