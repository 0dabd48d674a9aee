internal import SQLite

/// Text of a row as SQLite holds it: good until the callback that got the row returns, so that a message can be filled
/// without a `String` between.
@safe public struct RowText {
  /// The bytes, owned by a statement that stands on the row.
  private let buffer: UnsafeRawBufferPointer

  /// Wraps the column a cursor reads next.
  init(_ cursor: inout Cursor) { unsafe self.buffer = unsafe cursor.textBytes() }

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

  /// The words between spaces, each as its place in the text: for lists that are kept in one column.
  public var words: [String] { string.split(separator: " ").map(String.init) }
}
