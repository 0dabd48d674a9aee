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
  private var fields: [Field] = []
  /// The size as SETTINGS_MAX_HEADER_LIST_SIZE counts it, of all fields that came, kept or not.
  private(set) var listBytes = 0
  /// Whether the list went over its limit; what came after is counted, not kept.
  private(set) var isOverLimit = false

  /// An empty block.
  init() {
    capacity = 1024
    unsafe bytes = .allocate(capacity: capacity)
    fields.reserveCapacity(16)
  }

  deinit { unsafe bytes.deallocate() }

  /// The number of fields.
  public var count: Int { fields.count }

  /// Shows each field in order; the spans end with the call of the closure.
  public func forEach(_ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Void) {
    for index in fields.indices { visit(index, body) }
  }

  /// Shows the field at `index`; the spans end with the call of the closure.
  public func visit<Result>(_ index: Int, _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) -> Result) -> Result {
    let field = fields[index]
    let name = unsafe UnsafeBufferPointer(start: bytes + Int(field.offset), count: Int(field.nameCount))
    let value = unsafe UnsafeBufferPointer(start: bytes + Int(field.offset + field.nameCount), count: Int(field.valueCount))
    return unsafe body(name.span, value.span)
  }

  /// Whether the list opens a message (it has a pseudo-header) or ends one.
  var startsMessage: Bool {
    guard let first = fields.first, first.nameCount > 0 else { return false }
    return unsafe bytes[Int(first.offset)] == UInt8(ascii: ":")
  }

  /// Forgets all fields, keeps the memory.
  func removeAll() {
    used = 0
    listBytes = 0
    isOverLimit = false
    fields.removeAll(keepingCapacity: true)
  }

  /// Adds a field, or only counts it when the list is over `limit`.
  func append(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>, limit: Int) {
    let nameCount = name.count
    let valueCount = value.count
    listBytes += nameCount + valueCount + 32
    if listBytes > limit { isOverLimit = true }
    if isOverLimit { return }
    if used + nameCount + valueCount > capacity { grow(toHold: used + nameCount + valueCount) }
    if nameCount > 0 { unsafe (bytes + used).update(from: name.baseAddress!, count: nameCount) }
    if valueCount > 0 { unsafe (bytes + used + nameCount).update(from: value.baseAddress!, count: valueCount) }
    fields.append(Field(offset: Int32(used), nameCount: Int32(nameCount), valueCount: Int32(valueCount)))
    used += nameCount + valueCount
  }

  /// Doubles the memory until `count` bytes fit; the list limit bounds it.
  private func grow(toHold count: Int) {
    var larger = capacity * 2
    while larger < count { larger *= 2 }
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    unsafe moved.update(from: bytes, count: used)
    unsafe bytes.deallocate()
    unsafe bytes = moved
    capacity = larger
  }
}
