/// Fields of a message in its wire format, one after the other.
struct WireWriter {
  /// What is written so far.
  private(set) var bytes: [UInt8] = []

  /// Writes a number of variable length.
  mutating func varint(_ value: UInt64, field: Int) {
    raw(UInt64(field) << 3)
    raw(value)
  }

  /// Writes eight bytes.
  mutating func fixed64(_ bits: UInt64, field: Int) {
    raw(UInt64(field) << 3 | 1)
    for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
  }

  /// Writes text, bytes or a message.
  mutating func bytes(_ content: [UInt8], field: Int) {
    raw(UInt64(field) << 3 | 2)
    raw(UInt64(content.count))
    bytes += content
  }

  /// Writes a varint as it is.
  private mutating func raw(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
