// The wire check: what protobuf-c would accept and must not.
//
// protobuf-c 1.4.1 unpacks whatever has the shape of a message: it recurses without limit, accepts any bytes as text,
// cuts text at a NUL, and turns a few bytes of wire into many of memory. So every message from a peer is walked
// here first, once, driven by the same descriptor, without allocating.
//
//     tag ──▶ known? ──no──▶ skip the value, count it
//              │yes
//              ▼
//         wire type fits? ──▶ number:  has the bytes it needs, varint of at most ten
//                             string:  UTF-8 without NUL
//                             message: the same again, one level deeper
//                             packed:  every element is whole, each one counted
//
// Invariants:
//  1. No byte outside the buffer is read, whatever the lengths in it say.
//  2. What the check accepts, protobuf-c unpacks, unless memory runs out: it refuses nothing else.
//  3. Recursion ends at `depthMax`; time is linear in the bytes; elements are counted, unknown ones too.
//  4. The error names the field by its path. The path is built while the error travels up, so that the way of a good
//     message carries no bookkeeping for it.
//
// Deviations from the official parsers, which skip both: a known field with another wire type and an unknown group
// are refused, because protobuf-c rejects the whole message for them and could not say why.

internal import CProtobufC

/// Walks a message in its wire format and refuses what must not be unpacked.
struct WireCheck {
  /// Bytes of the wire.
  typealias Cursor = UnsafePointer<UInt8>
  /// The runtime's description of a message.
  typealias Descriptor = UnsafePointer<ProtobufCMessageDescriptor>
  /// The runtime's description of a field.
  typealias Field = UnsafePointer<ProtobufCFieldDescriptor>

  /// What the message may cost.
  private let limits: WireLimits
  /// How many more fields and elements may come.
  private var elementsLeft: Int

  /// A check of one message.
  init(limits: WireLimits) {
    self.limits = limits
    elementsLeft = limits.elementsMax
  }

  /// Checks that `bytes` are a message that may be unpacked.
  mutating func run(_ bytes: UnsafeRawBufferPointer, as descriptor: Descriptor) throws(WireError) {
    guard let base = bytes.baseAddress else { return }
    let start = unsafe base.assumingMemoryBound(to: UInt8.self)
    try unsafe message(from: start, to: start + bytes.count, as: descriptor, depth: 0)
  }

  /// Checks the fields between `start` and `end`.
  private mutating func message(
    from start: Cursor, to end: Cursor, as descriptor: Descriptor, depth: Int
  ) throws(WireError) {
    guard depth <= limits.depthMax else { throw WireError(.tooDeep(depthMax: limits.depthMax)) }
    var cursor = unsafe start
    while unsafe cursor < end {
      let begin = unsafe cursor
      let tag = try unsafe Wire.readTag(&cursor, end)
      try count(1)
      let field = unsafe Self.find(tag >> 3, in: descriptor)
      do throws(WireError) {
        if let field = unsafe field {
          try unsafe value(of: field, tag & 7, &cursor, end, depth)
        } else {
          try unsafe Wire.skip(tag & 7, &cursor, end)
        }
      } catch {
        throw unsafe error.inside(Self.name(of: field, tag, at: begin, from: start))
      }
    }
  }

  /// Takes `elements` from what the message may have.
  private mutating func count(_ elements: Int) throws(WireError) {
    elementsLeft -= elements
    guard elementsLeft >= 0 else { throw WireError(.tooManyElements(elementsMax: limits.elementsMax)) }
  }

  /// Checks the value of a known field and moves the cursor behind it.
  private mutating func value(
    of field: Field, _ wireType: UInt32, _ cursor: inout Cursor, _ end: Cursor, _ depth: Int
  ) throws(WireError) {
    let expected = unsafe Wire.type(of: field.pointee.type)
    guard wireType == Wire.lengthDelimited else {
      guard wireType == expected else {
        throw WireError(wireType == 3 || wireType == 4 ? .group : .wrongWireType)
      }
      try unsafe Wire.skip(wireType, &cursor, end)
      return
    }
    let start = try unsafe Wire.enter(&cursor, end)
    switch unsafe field.pointee.type {
    case PROTOBUF_C_TYPE_STRING:
      if let fault = unsafe TextCheck.fault(in: start, to: cursor) { throw WireError(fault) }
    case PROTOBUF_C_TYPE_MESSAGE:
      let inner = unsafe field.pointee.descriptor.assumingMemoryBound(to: ProtobufCMessageDescriptor.self)
      try unsafe message(from: start, to: cursor, as: inner, depth: depth + 1)
    case PROTOBUF_C_TYPE_BYTES:
      break
    default:
      guard unsafe field.pointee.label == PROTOBUF_C_LABEL_REPEATED else { throw WireError(.wrongWireType) }
      try unsafe count(Wire.packedCount(expected, from: start, to: cursor))
    }
  }

  /// The field with a number, or nil. Numbers are found through ranges; a message rarely has more than one.
  private static func find(_ number: UInt32, in descriptor: Descriptor) -> Field? {
    let message = unsafe descriptor.pointee
    guard let ranges = unsafe message.field_ranges else { return nil }
    var low = 0
    var high = unsafe Int(message.n_field_ranges)
    while low < high {
      let middle = (low + high) / 2
      let range = unsafe ranges[middle]
      let first = Int(range.start_value)
      let count = unsafe Int(ranges[middle + 1].orig_index) - Int(range.orig_index)
      if Int(number) < first {
        high = middle
      } else if Int(number) >= first + count {
        low = middle + 1
      } else {
        return unsafe message.fields + Int(range.orig_index) + (Int(number) - first)
      }
    }
    return nil
  }

  /// The name of the field whose tag stands at `begin`, with its index if it is repeated.
  private static func name(of field: Field?, _ tag: UInt32, at begin: Cursor, from start: Cursor) -> String {
    guard let field = unsafe field else { return String(tag >> 3) }
    let name = unsafe String(cString: field.pointee.name)
    guard unsafe field.pointee.label == PROTOBUF_C_LABEL_REPEATED else { return name }
    var index = 0
    var cursor = unsafe start
    while unsafe cursor < begin, let earlier = try? unsafe Wire.readTag(&cursor, begin) {
      if earlier >> 3 == tag >> 3 { index += 1 }
      guard (try? unsafe Wire.skip(earlier & 7, &cursor, begin)) != nil else { break }
    }
    return "\(name)[\(index)]"
  }
}
