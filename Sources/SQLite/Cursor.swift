internal import CSQLite

/// One use of a prepared statement: bind the values in order, step, read the columns in order. Going out of scope
/// resets the statement, on every path.
@safe public struct Cursor: ~Copyable {
  /// The statement, owned by the connection's cache.
  private let statement: OpaquePointer
  /// The connection, for its errors.
  private let database: Database
  /// The next value to bind, from 1.
  private var nextValue: Int32 = 1
  /// The next column to read, from 0.
  private var nextColumn: Int32 = 0

  /// Begins a use.
  init(_ statement: OpaquePointer, of database: Database) {
    unsafe self.statement = unsafe statement
    self.database = database
  }

  deinit { unsafe sqlite3_reset(statement) }

  /// Binds an integer.
  public mutating func bind(_ value: Int64) {
    check(unsafe sqlite3_bind_int64(statement, nextValue, value))
  }

  /// Binds an integer or null.
  public mutating func bind(_ value: Int64?) {
    if let value { bind(value) } else { bindNull() }
  }

  /// Binds a floating-point number or null.
  public mutating func bind(_ value: Double?) {
    guard let value else { return bindNull() }
    check(unsafe sqlite3_bind_double(statement, nextValue, value))
  }

  /// Binds a truth as 0 or 1.
  public mutating func bind(_ value: Bool) { bind(value ? 1 : 0) }

  /// Binds null.
  public mutating func bindNull() { check(unsafe sqlite3_bind_null(statement, nextValue)) }

  /// Binds text; SQLite copies it once.
  public mutating func bind(_ text: String) {
    var text = text
    let code = text.withUTF8 { bytes in
      unsafe inboxd_sqlite3_bind_text(statement, nextValue, bytes.baseAddress, Int32(bytes.count))
    }
    check(code)
  }

  /// Binds text or null.
  public mutating func bind(_ text: String?) {
    if let text { bind(text) } else { bindNull() }
  }

  /// Binds bytes; SQLite copies them once.
  public mutating func bind(bytes: Span<UInt8>) {
    let code = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe inboxd_sqlite3_bind_blob(statement, nextValue, buffer.baseAddress, Int32(buffer.count))
    }
    check(code)
  }

  /// Moves on after a bind; a wrong index or a full memory is our bug or the end.
  private mutating func check(_ code: Int32) {
    precondition(code == SQLITE_OK, "binding value \(nextValue) gave SQLite code \(code)")
    nextValue += 1
  }

  /// Goes to the next row; false after the last.
  public mutating func step() throws(DatabaseError) -> Bool {
    nextColumn = 0
    switch unsafe sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw database.error(code, in: unsafe String(cString: sqlite3_sql(statement)))
    }
  }

  /// The next column's place; moves on.
  private mutating func advance() -> Int32 {
    defer { nextColumn += 1 }
    return nextColumn
  }

  /// The next column as a value, for what asks it more than one question: to find a column costs more than an answer. One thread
  /// uses the connection, so that a value needs no protection.
  private mutating func columnValue() -> OpaquePointer? { unsafe sqlite3_column_value(statement, advance()) }

  /// Reads an integer; null is 0.
  public mutating func int64() -> Int64 { unsafe sqlite3_column_int64(statement, advance()) }

  /// Reads an integer; null is 0.
  public mutating func int() -> Int { Int(int64()) }

  /// Reads a truth.
  public mutating func bool() -> Bool { int64() != 0 }

  /// Reads an integer or nil.
  public mutating func optionalInt64() -> Int64? {
    let value = unsafe columnValue()
    return unsafe sqlite3_value_type(value) == SQLITE_NULL ? nil : sqlite3_value_int64(value)
  }

  /// Reads a floating-point number or nil.
  public mutating func optionalDouble() -> Double? {
    let value = unsafe columnValue()
    return unsafe sqlite3_value_type(value) == SQLITE_NULL ? nil : sqlite3_value_double(value)
  }

  /// Reads a floating-point number; null is 0.
  public mutating func double() -> Double { unsafe sqlite3_column_double(statement, advance()) }

  /// Reads text as a string; null is empty.
  public mutating func text() -> String {
    let bytes = unsafe textBytes()
    return unsafe String(decoding: bytes, as: UTF8.self)
  }

  /// Reads text as a string or nil.
  public mutating func optionalText() -> String? {
    if unsafe sqlite3_column_type(statement, nextColumn) == SQLITE_NULL {
      nextColumn += 1
      return nil
    }
    return text()
  }

  /// Reads text or a blob as its bytes, valid until the next step, reset or end of the cursor.
  @unsafe public mutating func textBytes() -> UnsafeRawBufferPointer {
    let value = unsafe columnValue()
    guard let base = unsafe sqlite3_value_blob(value) else {
      return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeRawBufferPointer(start: base, count: Int(sqlite3_value_bytes(value)))
  }

  /// Reads a blob as an array; null is empty.
  public mutating func blob() -> [UInt8] { unsafe [UInt8](textBytes()) }

  /// Passes over columns.
  public mutating func skip(_ columns: Int32) { nextColumn += columns }
}
