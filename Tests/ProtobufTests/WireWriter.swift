/// Writes the wire format by hand, right or wrong.
struct WireWriter {
  /// What was written.
  var bytes: [UInt8] = []

  /// A variable-length integer.
  static func varint(_ value: UInt64) -> [UInt8] {
    var value = value
    var bytes: [UInt8] = []
    while value >= 0x80 {
      bytes.append(UInt8(value & 0x7F) | 0x80)
      value >>= 7
    }
    return bytes + [UInt8(value)]
  }

  /// A field number and wire type.
  static func tag(_ number: UInt64, _ wireType: UInt64) -> [UInt8] { varint(number << 3 | wireType) }

  /// A field of bytes: a string, bytes, a message, or a packed list.
  static func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
    tag(number, 2) + varint(UInt64(content.count)) + content
  }

  /// A string field.
  static func field(_ number: UInt64, _ content: String) -> [UInt8] { field(number, Array(content.utf8)) }

  /// A field of a variable-length integer.
  static func field(_ number: UInt64, _ value: UInt64) -> [UInt8] { tag(number, 0) + varint(value) }

  /// `depth` messages, each in field `number` of the one around it.
  static func nested(_ depth: Int, in number: UInt64) -> [UInt8] {
    // From the inside out; built backwards so that it takes linear time.
    var reversed: [UInt8] = []
    for _ in 0..<depth {
      reversed += (tag(number, 2) + varint(UInt64(reversed.count))).reversed()
    }
    return reversed.reversed()
  }
}
