// The packer: from structs to the wire in one pass.
//
// A message on the wire begins with the lengths of what is in it, and a length is known only when what it counts is
// written. protobuf-c therefore walks a message twice: once for its size, where it also measures every string, and once
// to write. Written from its end to its start, each length is known when its turn comes, and one pass is enough.
//
//     free memory of the arena's chunk          [start ........ cursor|field 1|field 2|...|last field|end]
//                                                               <---- grows this way
//
// Each step takes the cursor and gives the new one, or nil when there is no room: a cursor that is handed on stays in a
// register, and a third of the work was to fetch and keep it.
//
// Invariants:
//  1. Nothing before `start` is written: a field's value is written where `fieldBytesMax` are free, which its tag and its
//     length need at most, and what is longer asks for its own room. Without room the packing fails as a whole; the caller
//     then gives more room and begins again.
//  2. The bytes are those of protobuf-c: fields by number, zero and empty ones left out, unknown ones last.
//  3. No memory is taken: the arena's cursor does not move, and so the bytes are good until the arena is used again.
//
// Limits: what a length on the wire may be (2 GiB) is far above what an arena may hold.
//
// Road not taken: code generated for each message. It would save the look at the descriptor, some five instructions a
// field, and cost some hundred kilobytes of code that calls would push each other's out of the cache with.

internal import CProtobufC
private import Glibc

/// Writes messages backwards into memory that it does not own; the essay above tells its rules.
@unsafe struct Packer {
  /// A place in the memory: what was written last begins there.
  typealias Cursor = UnsafeMutablePointer<UInt8>

  /// The longest number (10), and a tag of a field whose number is the largest (5), rounded up.
  private static let fieldBytesMax = 16

  /// Where the memory begins.
  private let start: Cursor

  /// A packer for memory that begins at `start`.
  init(_ start: UnsafeMutableRawPointer) { unsafe self.start = start.assumingMemoryBound(to: UInt8.self) }

  /// Writes a message's fields before a place; nil when there is no room (invariant 1).
  func write(_ message: UnsafeRawPointer, before end: Cursor) -> Cursor? {
    let base = unsafe message.assumingMemoryBound(to: ProtobufCMessage.self)
    guard let descriptor = unsafe base.pointee.descriptor else { return nil }
    var cursor = unsafe end
    if unsafe base.pointee.n_unknown_fields > 0 {
      guard let next = unsafe writeUnknown(base, before: cursor) else { return nil }
      unsafe cursor = next
    }
    guard let first = unsafe descriptor.pointee.fields else { return unsafe cursor }
    var field = unsafe first + Int(descriptor.pointee.n_fields)
    while unsafe field > first {
      unsafe field -= 1
      let value = unsafe message + Int(field.pointee.offset)
      // Most fields have no presence, and most of these are empty: they are passed over here.
      let isPlain =
        unsafe field.pointee.label == PROTOBUF_C_LABEL_NONE
        && field.pointee.flags & PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue == 0
      if isPlain, unsafe isZero(field.pointee.type, value) { continue }
      let next =
        unsafe isPlain ? write(field, value, before: cursor) : writeOther(field, value, of: message, before: cursor)
      guard let next = unsafe next else { return nil }
      unsafe cursor = next
    }
    return unsafe cursor
  }

  /// Writes a field that repeats or has presence, if it has something to write.
  private func writeOther(
    _ field: UnsafePointer<ProtobufCFieldDescriptor>, _ value: UnsafeRawPointer, of message: UnsafeRawPointer,
    before end: Cursor
  ) -> Cursor? {
    let quantifier = unsafe message + Int(field.pointee.quantifier_offset)
    if unsafe field.pointee.label == PROTOBUF_C_LABEL_REPEATED {
      let count = unsafe quantifier.load(as: Int.self)
      return unsafe count == 0 ? end : writeElements(field, count, value.load(as: UnsafeRawPointer.self), before: end)
    }
    let isLeftOut: Bool
    if unsafe field.pointee.flags & PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue != 0 {
      isLeftOut = unsafe quantifier.load(as: UInt32.self) != field.pointee.id || isAbsent(field, value)
    } else {
      // What is left is proto2's: optional fields with a flag, and required ones.
      let isOptional = unsafe field.pointee.label == PROTOBUF_C_LABEL_OPTIONAL
      isLeftOut = unsafe isOptional && (isAbsent(field, value) || !hasValue(field, quantifier))
    }
    return unsafe isLeftOut ? end : write(field, value, before: end)
  }

  /// Whether a field without presence has its zero value; -0.0 is one, as in protobuf-c. It is asked of every field.
  @inline(__always)
  private func isZero(_ type: ProtobufCType, _ value: UnsafeRawPointer) -> Bool {
    guard unsafe Packer.isWide(type) else {
      let bits = unsafe value.load(as: UInt32.self)
      return bits == 0 || type == PROTOBUF_C_TYPE_FLOAT && bits << 1 == 0
    }
    // A number, the pointer to a text or a message, or the length of bytes.
    let bits = unsafe value.load(as: UInt64.self)
    if bits == 0 { return true }
    if type == PROTOBUF_C_TYPE_STRING { return unsafe value.load(as: UnsafePointer<UInt8>.self).pointee == 0 }
    return type == PROTOBUF_C_TYPE_DOUBLE && bits << 1 == 0
  }

  /// Whether a string or message with presence is not there.
  private func isAbsent(_ field: UnsafePointer<ProtobufCFieldDescriptor>, _ value: UnsafeRawPointer) -> Bool {
    let type = unsafe field.pointee.type
    guard type == PROTOBUF_C_TYPE_STRING || type == PROTOBUF_C_TYPE_MESSAGE else { return false }
    let pointer = unsafe value.load(as: UnsafeRawPointer?.self)
    return unsafe pointer == nil || pointer == field.pointee.default_value
  }

  /// Whether a field of proto2 is set; strings and messages are when their pointer is.
  private func hasValue(_ field: UnsafePointer<ProtobufCFieldDescriptor>, _ flag: UnsafeRawPointer) -> Bool {
    let type = unsafe field.pointee.type
    return unsafe type == PROTOBUF_C_TYPE_STRING || type == PROTOBUF_C_TYPE_MESSAGE || flag.load(as: Int32.self) != 0
  }

  /// Writes a value behind its tag.
  @inline(__always)
  private func write(
    _ field: UnsafePointer<ProtobufCFieldDescriptor>, _ value: UnsafeRawPointer, before end: Cursor
  ) -> Cursor? {
    guard unsafe end - start >= Packer.fieldBytesMax else { return nil }
    let type = unsafe field.pointee.type
    switch type {
    case PROTOBUF_C_TYPE_STRING:
      let text = unsafe value.load(as: UnsafePointer<CChar>?.self)
      return unsafe writeBytes(text, text == nil ? 0 : strlen(text!), of: field, before: end)
    case PROTOBUF_C_TYPE_MESSAGE:
      guard let begin = unsafe write(value.load(as: UnsafeRawPointer.self), before: end),
        unsafe begin - start >= Packer.fieldBytesMax
      else { return nil }
      return unsafe put(field, Wire.lengthDelimited, before: put(UInt64(end - begin), before: begin))
    case PROTOBUF_C_TYPE_BYTES:
      let bytes = unsafe value.load(fromByteOffset: 8, as: UnsafeRawPointer?.self)
      return unsafe writeBytes(bytes, value.load(as: Int.self), of: field, before: end)
    default:
      return unsafe put(field, Wire.type(of: type), before: put(type, value, before: end))
    }
  }

  /// Writes text or bytes behind their length and tag.
  @inline(__always)
  private func writeBytes(
    _ bytes: UnsafeRawPointer?, _ count: Int, of field: UnsafePointer<ProtobufCFieldDescriptor>, before end: Cursor
  ) -> Cursor? {
    guard unsafe end - start >= count + Packer.fieldBytesMax else { return nil }
    let begin = unsafe end - count
    if let bytes = unsafe bytes { unsafe memcpy(begin, bytes, count) }
    return unsafe put(field, Wire.lengthDelimited, before: put(UInt64(count), before: begin))
  }

  /// Writes the elements of a repeated field, packed if the field is.
  private func writeElements(
    _ field: UnsafePointer<ProtobufCFieldDescriptor>, _ count: Int, _ elements: UnsafeRawPointer, before end: Cursor
  ) -> Cursor? {
    let type = unsafe field.pointee.type
    let size = unsafe Packer.elementBytes(of: type)
    let isPacked = unsafe field.pointee.flags & PROTOBUF_C_FIELD_FLAG_PACKED.rawValue != 0
    var cursor = unsafe end
    var element = unsafe elements + count * size
    for _ in 0..<count {
      unsafe element -= size
      if isPacked {
        guard unsafe cursor - start >= Packer.fieldBytesMax else { return nil }
        unsafe cursor = put(type, element, before: cursor)
      } else {
        guard let next = unsafe write(field, element, before: cursor) else { return nil }
        unsafe cursor = next
      }
    }
    if !isPacked { return unsafe cursor }
    guard unsafe cursor - start >= Packer.fieldBytesMax else { return nil }
    return unsafe put(field, Wire.lengthDelimited, before: put(UInt64(end - cursor), before: cursor))
  }

  /// Writes the fields that the decoder did not know, as they came.
  private func writeUnknown(_ message: UnsafePointer<ProtobufCMessage>, before end: Cursor) -> Cursor? {
    var cursor = unsafe end
    for index in unsafe (0..<Int(message.pointee.n_unknown_fields)).reversed() {
      let field = unsafe message.pointee.unknown_fields[index]
      guard unsafe cursor - start >= field.len + Packer.fieldBytesMax else { return nil }
      unsafe cursor -= field.len
      if let bytes = unsafe field.data { unsafe memcpy(cursor, bytes, field.len) }
      unsafe cursor = put(UInt64(field.tag << 3) | UInt64(field.wire_type.rawValue), before: cursor)
    }
    return unsafe cursor
  }

  // MARK: What has room already

  /// Writes a number without its tag.
  @inline(__always)
  private func put(_ type: ProtobufCType, _ value: UnsafeRawPointer, before end: Cursor) -> Cursor {
    switch type {
    case PROTOBUF_C_TYPE_ENUM, PROTOBUF_C_TYPE_INT32:
      return unsafe put(UInt64(bitPattern: Int64(value.load(as: Int32.self))), before: end)
    case PROTOBUF_C_TYPE_INT64, PROTOBUF_C_TYPE_UINT64: return unsafe put(value.load(as: UInt64.self), before: end)
    case PROTOBUF_C_TYPE_BOOL: return unsafe put(value.load(as: Int32.self) == 0 ? 0 : 1, before: end)
    case PROTOBUF_C_TYPE_UINT32: return unsafe put(UInt64(value.load(as: UInt32.self)), before: end)
    case PROTOBUF_C_TYPE_SINT32:
      let number = unsafe value.load(as: Int32.self)
      return unsafe put(UInt64(UInt32(bitPattern: number << 1 ^ number >> 31)), before: end)
    case PROTOBUF_C_TYPE_SINT64:
      let number = unsafe value.load(as: Int64.self)
      return unsafe put(UInt64(bitPattern: number << 1 ^ number >> 63), before: end)
    case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_DOUBLE:
      unsafe UnsafeMutableRawPointer(end - 8).storeBytes(of: value.load(as: UInt64.self), as: UInt64.self)
      return unsafe end - 8
    default:
      unsafe UnsafeMutableRawPointer(end - 4).storeBytes(of: value.load(as: UInt32.self), as: UInt32.self)
      return unsafe end - 4
    }
  }

  /// Writes a field's tag.
  @inline(__always)
  private func put(
    _ field: UnsafePointer<ProtobufCFieldDescriptor>, _ wireType: UInt32, before end: Cursor
  ) -> Cursor {
    unsafe put(UInt64(field.pointee.id << 3 | wireType), before: end)
  }

  /// Writes a number of seven bits a byte.
  @inline(__always)
  private func put(_ value: UInt64, before end: Cursor) -> Cursor {
    guard value < 0x80 else { return unsafe putLong(value, before: end) }
    unsafe end[-1] = UInt8(truncatingIfNeeded: value)
    return unsafe end - 1
  }

  /// Writes a number of two bytes or more.
  private func putLong(_ value: UInt64, before end: Cursor) -> Cursor {
    let begin = unsafe end - (70 - value.leadingZeroBitCount) / 7
    var cursor = unsafe begin
    var rest = value
    while rest >= 0x80 {
      unsafe cursor.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
      unsafe cursor += 1
      rest >>= 7
    }
    unsafe cursor.pointee = UInt8(truncatingIfNeeded: rest)
    return unsafe begin
  }

  /// Bytes of an element in an array of protobuf-c's.
  private static func elementBytes(of type: ProtobufCType) -> Int {
    type == PROTOBUF_C_TYPE_BYTES ? 16 : unsafe isWide(type) ? 8 : 4
  }

  /// Whether a value begins with a word of 8 bytes; all others have 4.
  @inline(__always)
  private static func isWide(_ type: ProtobufCType) -> Bool { unsafe wideTypes >> type.rawValue & 1 != 0 }

  /// The types whose values begin with 8 bytes, a bit for each.
  private static let wideTypes: UInt32 =
    1 << PROTOBUF_C_TYPE_STRING.rawValue | 1 << PROTOBUF_C_TYPE_MESSAGE.rawValue | 1 << PROTOBUF_C_TYPE_BYTES.rawValue
    | 1 << PROTOBUF_C_TYPE_INT64.rawValue | 1 << PROTOBUF_C_TYPE_SINT64.rawValue | 1 << PROTOBUF_C_TYPE_UINT64.rawValue
    | 1 << PROTOBUF_C_TYPE_SFIXED64.rawValue | 1 << PROTOBUF_C_TYPE_FIXED64.rawValue
    | 1 << PROTOBUF_C_TYPE_DOUBLE.rawValue
}
