internal import SQLite

/// Text of a row as SQLite holds it: good until the callback that got the row returns, so that a message can be filled
/// without a `String` between.
@safe public struct RowText {
  /// The bytes, owned by a statement that stands on the row.
  private var buffer: UnsafeRawBufferPointer

  /// Wraps the column a cursor reads next.
  init(_ cursor: inout Cursor) { unsafe self.buffer = unsafe cursor.textBytes() }

  /// A part of another text.
  private init(_ buffer: UnsafeRawBufferPointer) { unsafe self.buffer = unsafe buffer }

  /// How many bytes there are.
  public var count: Int { unsafe buffer.count }
  /// Whether there are none (also for null).
  public var isEmpty: Bool { unsafe buffer.isEmpty }
  /// A copy that lasts.
  public var string: String { unsafe String(decoding: buffer, as: UTF8.self) }
  /// The bytes themselves; unsafe because they do not outlive the callback.
  @unsafe public var bytes: UnsafeRawBufferPointer { unsafe buffer }

  /// Lends the bytes.
  public func withSpan<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // Sound: the statement stands on the row for as long as this value may be used.
    let typed = unsafe UnsafeBufferPointer(
      start: buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), count: buffer.count)
    return try body(unsafe Span(_unsafeElements: typed))
  }

  /// Takes away and gives what stands before the first `separator`, which goes too; all of it if there is none.
  mutating func cut(at separator: UInt8) -> RowText {
    let end = unsafe buffer.firstIndex(of: separator) ?? buffer.count
    let part = unsafe RowText(UnsafeRawBufferPointer(rebasing: buffer[..<end]))
    unsafe buffer = UnsafeRawBufferPointer(rebasing: buffer[min(end + 1, buffer.count)...])
    return part
  }

  /// The digits as a number up to 255; nil for anything else.
  var smallNumber: UInt8? {
    var number: UInt8 = 0
    guard !isEmpty else { return nil }
    for index in unsafe buffer.indices {
      let byte = unsafe buffer[index]
      let (product, overflows) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = product.addingReportingOverflow(byte &- UInt8(ascii: "0"))
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), !overflows, !overflowsToo else { return nil }
      number = sum
    }
    return number
  }

  /// Shows each word between spaces: for lists that are kept in one column.
  public func forEachWord(_ body: (RowText) -> Void) {
    var rest = self
    while !rest.isEmpty { body(rest.cut(at: UInt8(ascii: " "))) }
  }
}
