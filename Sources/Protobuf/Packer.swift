// The packer: from structs to the wire in one pass.
//
// A message on the wire begins with the lengths of what is in it, and a length is known only when what it counts is
// written. protobuf-c therefore walks a message twice: once for its size, where it also measures every string, and once
// to write. Written from its end to its start, each length is known when its turn comes, and one pass is enough.
//
//     free memory of the arena's chunk          [start ........ cursor|field 1|field 2|...|last field|end]
//                                                               <---- grows this way
//
// Invariants:
//  1. Nothing before `start` is written: each write first asks for the room it takes, and without room the packing
//     fails as a whole. The caller then gives more room and begins again.
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
  /// Where the memory begins.
  private let start: UnsafeMutablePointer<UInt8>
  /// The first byte that is written.
  private(set) var cursor: UnsafeMutablePointer<UInt8>

  /// A packer that writes towards `start` from `end`.
  init(_ start: UnsafeMutableRawPointer, _ end: UnsafeMutableRawPointer) {
    unsafe self.start = start.assumingMemoryBound(to: UInt8.self)
    unsafe cursor = end.assumingMemoryBound(to: UInt8.self)
  }

  /// Writes a message's fields; false when there is no room (invariant 1).
  mutating func write(_ message: UnsafeRawPointer) -> Bool {
    let base = unsafe message.assumingMemoryBound(to: ProtobufCMessage.self)
    guard let descriptor = unsafe base.pointee.descriptor else { return false }
    if unsafe base.pointee.n_unknown_fields > 0, unsafe !writeUnknown(base) { return false }
    guard let first = unsafe descriptor.pointee.fields else { return true }
    var field = unsafe first + Int(descriptor.pointee.n_fields)
    while unsafe field > first {
      unsafe field -= 1
      let value = unsafe message + Int(field.pointee.offset)
      // Most fields have no presence, and most of these are empty: they are passed over here.
      let isPlain =
        unsafe field.pointee.label == PROTOBUF_C_LABEL_NONE
        && field.pointee.flags & PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue == 0
      if isPlain {
        if unsafe isZero(field.pointee.type, value) { continue }
        guard unsafe writeSingle(field, value) else { return false }
      } else {
        guard unsafe writeOther(field, value, of: message) else { return false }
      }
    }
    return true
  }

  /// Writes a field that repeats or has presence, if it has something to write.
  private mutating func writeOther(
    _ field: UnsafePointer<ProtobufCFieldDescriptor>, _ value: UnsafeRawPointer, of message: UnsafeRawPointer
  ) -> Bool {
    let quantifier = unsafe message + Int(field.pointee.quantifier_offset)
    if unsafe field.pointee.label == PROTOBUF_C_LABEL_REPEATED {
      let elements = unsafe quantifier.load(as: Int.self)
      return unsafe elements == 0 || writeElements(field, elements, value.load(as: UnsafeRawPointer.self))
    }
    if unsafe field.pointee.flags & PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue != 0 {
      guard unsafe quantifier.load(as: UInt32.self) == field.pointee.id else { return true }
      return unsafe isAbsent(field, value) || writeSingle(field, value)
    }
    // What is left is proto2's: optional fields with a flag, and required ones.
    let isOptional = unsafe field.pointee.label == PROTOBUF_C_LABEL_OPTIONAL
    return unsafe isOptional && (isAbsent(field, value) || !hasValue(field, quantifier)) || writeSingle(field, value)
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
  private mutating func writeSingle(
    _ field: UnsafePointer<ProtobufCFieldDescriptor>, _ value: UnsafeRawPointer
  ) -> Bool {
    let type = unsafe field.pointee.type
    return unsafe write(type, value) && writeVarint(UInt64(field.pointee.id << 3 | Wire.type(of: type)))
  }

  /// Writes the elements of a repeated field, packed if the field is.
  private mutating func writeElements(
    _ field: UnsafePointer<ProtobufCFieldDescriptor>, _ count: Int, _ elements: UnsafeRawPointer
  ) -> Bool {
    let type = unsafe field.pointee.type
    let size = unsafe Packer.elementBytes(of: type)
    let isPacked = unsafe field.pointee.flags & PROTOBUF_C_FIELD_FLAG_PACKED.rawValue != 0
    let end = unsafe cursor
    var element = unsafe elements + count * size
    for _ in 0..<count {
      unsafe element -= size
      guard unsafe isPacked ? write(type, element) : writeSingle(field, element) else { return false }
    }
    if !isPacked { return true }
    return unsafe writeVarint(UInt64(end - cursor))
      && writeVarint(UInt64(field.pointee.id << 3 | Wire.lengthDelimited))
  }

  /// Writes a value without its tag, with its length where it has one.
  @inline(__always)
  private mutating func write(_ type: ProtobufCType, _ value: UnsafeRawPointer) -> Bool {
    switch type {
    case PROTOBUF_C_TYPE_STRING:
      let text = unsafe value.load(as: UnsafePointer<CChar>?.self)
      let count = unsafe text == nil ? 0 : strlen(text!)
      return unsafe writeBytes(text, count) && writeVarint(UInt64(count))
    case PROTOBUF_C_TYPE_MESSAGE:
      let end = unsafe cursor
      guard unsafe write(value.load(as: UnsafeRawPointer.self)) else { return false }
      return unsafe writeVarint(UInt64(end - cursor))
    case PROTOBUF_C_TYPE_ENUM, PROTOBUF_C_TYPE_INT32:
      return unsafe writeVarint(UInt64(bitPattern: Int64(value.load(as: Int32.self))))
    default: return unsafe writeNumber(type, value)
    }
  }

  /// Writes a number, or bytes: what the commonest fields are not.
  private mutating func writeNumber(_ type: ProtobufCType, _ value: UnsafeRawPointer) -> Bool {
    switch type {
    case PROTOBUF_C_TYPE_BYTES:
      let count = unsafe value.load(as: Int.self)
      return unsafe writeBytes(value.load(fromByteOffset: 8, as: UnsafeRawPointer?.self), count)
        && writeVarint(UInt64(count))
    case PROTOBUF_C_TYPE_INT64, PROTOBUF_C_TYPE_UINT64: return unsafe writeVarint(value.load(as: UInt64.self))
    case PROTOBUF_C_TYPE_UINT32: return unsafe writeVarint(UInt64(value.load(as: UInt32.self)))
    case PROTOBUF_C_TYPE_BOOL: return unsafe writeVarint(value.load(as: Int32.self) == 0 ? 0 : 1)
    case PROTOBUF_C_TYPE_SINT32:
      let number = unsafe value.load(as: Int32.self)
      return unsafe writeVarint(UInt64(UInt32(bitPattern: number << 1 ^ number >> 31)))
    case PROTOBUF_C_TYPE_SINT64:
      let number = unsafe value.load(as: Int64.self)
      return unsafe writeVarint(UInt64(bitPattern: number << 1 ^ number >> 63))
    case PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_DOUBLE: return unsafe writeBytes(value, 8)
    default: return unsafe writeBytes(value, 4)
    }
  }

  /// Writes the fields that the decoder did not know, as they came.
  private mutating func writeUnknown(_ message: UnsafePointer<ProtobufCMessage>) -> Bool {
    for index in unsafe (0..<Int(message.pointee.n_unknown_fields)).reversed() {
      let field = unsafe message.pointee.unknown_fields[index]
      guard unsafe writeBytes(field.data, field.len),
        unsafe writeVarint(UInt64(field.tag << 3) | UInt64(field.wire_type.rawValue))
      else { return false }
    }
    return true
  }

  /// Writes bytes as they lie in memory.
  @inline(__always)
  private mutating func writeBytes(_ bytes: UnsafeRawPointer?, _ count: Int) -> Bool {
    guard unsafe cursor - start >= count else { return false }
    unsafe cursor -= count
    if let bytes = unsafe bytes { unsafe memcpy(cursor, bytes, count) }
    return true
  }

  /// Writes a number of seven bits a byte.
  @inline(__always)
  private mutating func writeVarint(_ value: UInt64) -> Bool {
    if value < 0x80 {
      guard unsafe cursor > start else { return false }
      unsafe cursor -= 1
      unsafe cursor.pointee = UInt8(truncatingIfNeeded: value)
      return true
    }
    let count = (70 - value.leadingZeroBitCount) / 7
    guard unsafe cursor - start >= count else { return false }
    unsafe cursor -= count
    var rest = value
    for index in 0..<(count - 1) {
      unsafe cursor[index] = UInt8(truncatingIfNeeded: rest) | 0x80
      rest >>= 7
    }
    unsafe cursor[count - 1] = UInt8(truncatingIfNeeded: rest)
    return true
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
