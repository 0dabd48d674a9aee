/// The fields of a message as it travels, one after the other (Protocol Buffers encoding).
///
/// For what was compiled in or packed by us: what ends early is not expected, and ends the sequence.
public struct WireFields: Sequence, IteratorProtocol {
  /// One field as it lies there.
  public struct Field {
    /// The field's number.
    public let number: Int
    /// The value of a varint, or the bits of a field of fixed size; 0 for other types.
    public let integer: UInt64
    /// A length-delimited field's bytes; empty for other types.
    public let bytes: Bytes

    /// The bytes as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private let message: Bytes
  private var position = 0

  /// The fields of a message.
  public init(_ message: Bytes) { self.message = message }

  /// The next field; nil at the end.
  public mutating func next() -> Field? {
    guard let tag = varint() else { return nil }
    let number = Int(tag >> 3)
    switch tag & 7 {
    case 0: return varint().map { Field(number: number, integer: $0, bytes: Bytes()) }
    case 1: return fixed(8, number)
    case 2:
      guard let count = varint(), count <= UInt64(message.count - position) else { return nil }
      defer { position += Int(count) }
      // Sound: the range was just checked to lie within the message.
      let start = unsafe message.buffer.baseAddress.map { unsafe $0 + position }
      return Field(number: number, integer: 0, bytes: unsafe Bytes(start: start, count: Int(count)))
    case 5: return fixed(4, number)
    default: return nil
    }
  }

  /// Reads a field of fixed size; nil when there is not as much.
  private mutating func fixed(_ count: Int, _ number: Int) -> Field? {
    guard message.count - position >= count else { return nil }
    var bits: UInt64 = 0
    for index in 0..<count { bits |= UInt64(message[position + index]) << UInt64(8 * index) }
    position += count
    return Field(number: number, integer: bits, bytes: Bytes())
  }

  /// Reads a varint without a field, as they stand in packed fields; nil at the end.
  public mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard position < message.count else { return nil }
      let byte = message[position]
      position += 1
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    return nil
  }
}
