/// A decoded header list, flat and reused: valid only during the delegate call that carries it.
@safe public final class HeaderBlock {
  /// Where one field lies in the bytes.
  private struct Field {
    /// Offset of the name; the value follows it.
    var offset: Int32
    /// Length of the name.
    var nameCount: Int32
    /// Length of the value.
    var valueCount: Int32
  }

  /// Names and values, one after the other.
  private var bytes: UnsafeMutablePointer<UInt8>
  /// Bytes allocated.
  private var capacity: Int
  /// Bytes used.
  private var used = 0
  /// The fields in order of arrival.
  private var fields: UnsafeMutablePointer<Field>
  /// Fields allocated; the list limit allows no more, as each counts 32 bytes.
  private var fieldCapacity: Int
  /// The number of fields.
  public private(set) var count = 0
  /// The size as SETTINGS_MAX_HEADER_LIST_SIZE counts it, of all fields that came, kept or not.
  private(set) var listBytes = 0
  /// Whether the list went over its limit; what came after is counted, not kept.
  private(set) var isOverLimit = false

  /// An empty block.
  init() {
    capacity = 1024
    unsafe bytes = .allocate(capacity: capacity)
    fieldCapacity = 24
    unsafe fields = .allocate(capacity: fieldCapacity)
  }

  deinit {
    unsafe bytes.deallocate()
    unsafe fields.deallocate()
  }

  /// Shows each field in order; the spans end with the call of the closure.
  public func forEach(_ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Void) {
    for index in 0..<count { visit(index, body) }
  }

  /// Shows the field at `index`; the spans end with the call of the closure.
  public func visit<Result>(_ index: Int, _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Result) -> Result {
    precondition(index >= 0 && index < count, "a field that came")
    let field = unsafe fields[index]
    let name = unsafe UnsafeBufferPointer(start: bytes + Int(field.offset), count: Int(field.nameCount))
    let value = unsafe UnsafeBufferPointer(
      start: bytes + Int(field.offset + field.nameCount), count: Int(field.valueCount))
    return unsafe body(name.span, value.span)
  }

  /// Whether the list opens a message (it has a pseudo-header) or ends one.
  var startsMessage: Bool {
    guard count > 0, unsafe fields[0].nameCount > 0 else { return false }
    return unsafe bytes[0] == UInt8(ascii: ":")
  }

  /// Forgets all fields, keeps the memory.
  func removeAll() {
    used = 0
    listBytes = 0
    isOverLimit = false
    count = 0
  }

  /// Adds a field, or only counts it when the list is over `limit`; gives the size of the list. Spaces around the value
  /// are dropped: RFC 9113, 8.2.1 forbids them, many clients send them, and nobody means them.
  func append(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>, limit: Int) -> Int {
    let nameCount = name.count
    var valueStart = value.baseAddress
    var valueCount = value.count
    while valueCount > 0, let start = unsafe valueStart, unsafe HeaderBlock.isSpace(start[0]) {
      unsafe valueStart = start + 1
      valueCount -= 1
    }
    while valueCount > 0, let start = unsafe valueStart, unsafe HeaderBlock.isSpace(start[valueCount - 1]) {
      valueCount -= 1
    }
    listBytes += nameCount + valueCount + 32
    if listBytes > limit {
      isOverLimit = true
      return listBytes
    }
    if used + nameCount + valueCount > capacity { growBytes(toHold: used + nameCount + valueCount) }
    if count == fieldCapacity { growFields() }
    let target = unsafe UnsafeMutableRawPointer(bytes + used)
    if let start = name.baseAddress { unsafe target.copyMemory(from: start, byteCount: nameCount) }
    if let start = unsafe valueStart { unsafe (target + nameCount).copyMemory(from: start, byteCount: valueCount) }
    unsafe fields[count] = Field(offset: Int32(used), nameCount: Int32(nameCount), valueCount: Int32(valueCount))
    count += 1
    used += nameCount + valueCount
    return listBytes
  }

  /// Whether a byte is a space or a tab.
  @inline(__always)
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Doubles the memory until `size` bytes fit; the list limit bounds it.
  private func growBytes(toHold size: Int) {
    var larger = capacity * 2
    while larger < size { larger *= 2 }
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe moved.update(from: bytes, count: used)
    unsafe bytes.deallocate()
    unsafe bytes = moved
    capacity = larger
  }

  /// Doubles the room for fields; the list limit bounds it.
  private func growFields() {
    let moved = UnsafeMutablePointer<Field>.allocate(capacity: fieldCapacity * 2)
    unsafe moved.update(from: fields, count: count)
    unsafe fields.deallocate()
    unsafe fields = moved
    fieldCapacity *= 2
  }
}
