internal import Protobuf

/// The fields of an embedded message, one after the other (Protocol Buffers encoding).
///
/// For descriptors that were compiled in: what ends early is not expected, and ends the sequence.
struct WireFields: Sequence, IteratorProtocol {
  /// One field as it lies there.
  struct Field {
    /// The field's number.
    let number: Int
    /// A varint's value; 0 for other types.
    let integer: UInt64
    /// A length-delimited field's bytes; empty for other types.
    let bytes: Bytes

    /// The bytes as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private let message: Bytes
  private var position = 0

  /// The fields of a message.
  init(_ message: Bytes) { self.message = message }

  /// The next field; nil at the end.
  mutating func next() -> Field? {
    guard let tag = varint() else { return nil }
    let number = Int(tag >> 3)
    switch tag & 7 {
    case 0: return varint().map { Field(number: number, integer: $0, bytes: Bytes()) }
    case 1: return skip(8, number)
    case 2:
      guard let count = varint(), count <= UInt64(message.count - position) else { return nil }
      defer { position += Int(count) }
      // Sound: the range was just checked to lie within the message.
      let start = unsafe message.buffer.baseAddress.map { unsafe $0 + position }
      return Field(number: number, integer: 0, bytes: unsafe Bytes(start: start, count: Int(count)))
    case 5: return skip(4, number)
    default: return nil
    }
  }

  /// Passes over a field of fixed size.
  private mutating func skip(_ count: Int, _ number: Int) -> Field? {
    position += count
    return position <= message.count ? Field(number: number, integer: 0, bytes: Bytes()) : nil
  }

  /// Reads a varint; nil at the end.
  private mutating func varint() -> UInt64? {
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
