internal import CProtobufC

/// The protobuf wire format's smallest parts, as protobuf-c reads them.
enum Wire {
  /// Bytes of the wire.
  typealias Cursor = UnsafePointer<UInt8>

  /// The wire type of strings, bytes, messages and packed fields.
  static let lengthDelimited: UInt32 = 2
  /// protobuf-c reads a length from at most five bytes.
  private static let lengthBytesMax = 5
  /// Bytes of the longest variable-length integer.
  private static let varintBytesMax = 10

  /// The wire type in which a single value of a field type is sent.
  @inline(__always)
  static func type(of type: ProtobufCType) -> UInt32 {
    switch type {
    case PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_FLOAT: 5
    case PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_DOUBLE: 1
    case PROTOBUF_C_TYPE_STRING, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_MESSAGE: lengthDelimited
    default: 0
    }
  }

  /// Reads a field number and wire type.
  static func readTag(_ cursor: inout Cursor, _ end: Cursor) throws(WireError) -> UInt32 {
    let first = unsafe cursor.pointee
    if first < 0x80 {
      guard first >= 8 else { throw WireError(.malformedTag) }
      unsafe cursor += 1
      return UInt32(first)
    }
    guard let tag = unsafe readVarint(&cursor, end, bytesMax: 5), tag >= 8, tag <= UInt64(UInt32.max) else {
      throw WireError(.malformedTag)
    }
    return UInt32(tag)
  }

  /// Reads a length, moves the cursor behind that many bytes, and returns where they start.
  static func enter(_ cursor: inout Cursor, _ end: Cursor) throws(WireError) -> Cursor {
    guard let length = unsafe readVarint(&cursor, end, bytesMax: lengthBytesMax),
      unsafe length <= UInt64(end - cursor)
    else {
      throw WireError(.truncated)
    }
    let start = unsafe cursor
    unsafe cursor += Int(length)
    return unsafe start
  }

  /// Moves the cursor behind a value.
  static func skip(_ wireType: UInt32, _ cursor: inout Cursor, _ end: Cursor) throws(WireError) {
    switch wireType {
    case 0:
      try unsafe skipVarint(&cursor, end)
    case 1:
      guard unsafe end - cursor >= 8 else { throw WireError(.truncated) }
      unsafe cursor += 8
    case lengthDelimited:
      _ = try unsafe enter(&cursor, end)
    case 5:
      guard unsafe end - cursor >= 4 else { throw WireError(.truncated) }
      unsafe cursor += 4
    case 3, 4:
      throw WireError(.group)
    default:
      throw WireError(.malformedTag)
    }
  }

  /// Number of elements in a packed field, each of which must be whole.
  static func packedCount(_ wireType: UInt32, from start: Cursor, to end: Cursor) throws(WireError) -> Int {
    let bytes = unsafe end - start
    guard wireType == 0 else {
      let size = wireType == 1 ? 8 : 4
      guard bytes % size == 0 else { throw WireError(.truncated) }
      return bytes / size
    }
    var count = 0
    var cursor = unsafe start
    while unsafe cursor < end {
      try unsafe skipVarint(&cursor, end)
      count += 1
    }
    return count
  }

  /// Moves the cursor behind a variable-length integer.
  private static func skipVarint(_ cursor: inout Cursor, _ end: Cursor) throws(WireError) {
    let bytesMax = unsafe min(varintBytesMax, end - cursor)
    for index in 0..<bytesMax where unsafe cursor[index] < 0x80 {
      unsafe cursor += index + 1
      return
    }
    throw WireError(bytesMax == varintBytesMax ? .malformedInteger : .truncated)
  }

  /// Reads a variable-length integer of at most `bytesMax` bytes, or returns nil.
  private static func readVarint(_ cursor: inout Cursor, _ end: Cursor, bytesMax: Int) -> UInt64? {
    var value: UInt64 = 0
    let bytesMax = unsafe min(bytesMax, end - cursor)
    for index in 0..<bytesMax {
      let byte = unsafe cursor[index]
      value |= UInt64(byte & 0x7F) << UInt64(7 * index)
      if byte < 0x80 {
        unsafe cursor += index + 1
        return value
      }
    }
    return nil
  }
}
