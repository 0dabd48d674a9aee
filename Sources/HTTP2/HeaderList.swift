internal import CNghttp2

/// A header list to send: names and values in order, lower-case names, pseudo-headers first.
///
/// A list made from static strings costs nothing to send: nghttp2 keeps pointers to the program's own constants. Fields
/// appended from bytes are held here until nghttp2 copies them, which it does when the headers are submitted.
/// Nothing checks the bytes on the way out: callers give values without CR, LF, NUL or outer spaces.
@safe public final class HeaderList: @unchecked Sendable {
  // Sendable: a list that is shared between threads is one of constants, frozen by its initialiser.

  /// The fields as nghttp2 wants them.
  private var fields: [nghttp2_nv]
  /// For each field that was copied, its index; its bytes lie in `bytes`, in the same order.
  private var copied: [Int] = []
  /// The copied names and values.
  private var bytes: UnsafeMutablePointer<UInt8>?
  /// Bytes allocated for copies.
  private var capacity = 0
  /// Bytes used by copies.
  private var used = 0
  /// Whether the list may no longer change.
  private let isFrozen: Bool

  /// An empty list to append to.
  public init() {
    isFrozen = false
    unsafe fields = []
  }

  /// A frozen list of constants, to be made once and shared.
  public init(static fields: [(name: StaticString, value: StaticString)]) {
    isFrozen = true
    unsafe self.fields = fields.map { unsafe HeaderList.constant($0.name, $0.value) }
  }

  deinit { unsafe bytes?.deallocate() }

  /// The number of fields.
  public var count: Int { unsafe fields.count }

  /// Adds a constant field.
  public func append(name: StaticString, value: StaticString) {
    precondition(!isFrozen, "a shared header list does not change")
    unsafe fields.append(HeaderList.constant(name, value))
  }

  /// Adds a field whose bytes are copied.
  public func append(name: Span<UInt8>, value: Span<UInt8>) {
    precondition(!isFrozen, "a shared header list does not change")
    let size = name.count + value.count
    if used + size > capacity { grow(toHold: used + size) }
    let start = unsafe bytes! + used
    unsafe name.withUnsafeBufferPointer {
      if $0.count > 0 { unsafe start.update(from: $0.baseAddress!, count: $0.count) }
    }
    unsafe value.withUnsafeBufferPointer {
      if $0.count > 0 { unsafe (start + name.count).update(from: $0.baseAddress!, count: $0.count) }
    }
    unsafe copied.append(fields.count)
    unsafe fields.append(
      nghttp2_nv(
        name: start, value: start + name.count, namelen: name.count, valuelen: value.count,
        flags: UInt8(NGHTTP2_NV_FLAG_NO_INDEX.rawValue)))
    used += size
  }

  /// Adds a field whose bytes are copied, from text.
  public func append(name: String, value: String) {
    append(name: name.utf8.span, value: value.utf8.span)
  }

  /// Forgets all fields, keeps the memory.
  public func removeAll() {
    precondition(!isFrozen, "a shared header list does not change")
    unsafe fields.removeAll(keepingCapacity: true)
    copied.removeAll(keepingCapacity: true)
    used = 0
  }

  /// Lends the fields to nghttp2, which copies what is not constant.
  func withFields<Result>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> Result) -> Result {
    unsafe fields.withUnsafeBufferPointer { unsafe body($0.baseAddress, $0.count) }
  }

  /// A field that points at the program's constants.
  private static func constant(_ name: StaticString, _ value: StaticString) -> nghttp2_nv {
    unsafe nghttp2_nv(
      name: UnsafeMutablePointer(mutating: name.utf8Start), value: UnsafeMutablePointer(mutating: value.utf8Start),
      namelen: name.utf8CodeUnitCount, valuelen: value.utf8CodeUnitCount,
      flags: UInt8(NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue))
  }

  /// Makes room and points the copied fields at their new place.
  private func grow(toHold count: Int) {
    capacity = max(256, max(count, capacity * 2))
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    if let bytes = unsafe bytes {
      unsafe moved.update(from: bytes, count: used)
      unsafe bytes.deallocate()
    }
    unsafe bytes = moved
    var position = unsafe moved
    for index in copied {
      let nameCount = unsafe fields[index].namelen
      unsafe fields[index].name = position
      unsafe fields[index].value = position + nameCount
      unsafe position += nameCount + fields[index].valuelen
    }
  }
}
