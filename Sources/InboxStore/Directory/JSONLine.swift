internal import InboxModel
internal import SQLite

/// One line of a JSON Lines document, written field by field. Fields without a value are left out.
struct JSONLine {
  /// The bytes so far.
  private(set) var bytes: [UInt8]

  /// A line about something of a kind.
  init(type: String) {
    bytes = Array("{\"type\":".utf8)
    appendString(type)
  }

  /// Ends the line.
  mutating func end() { bytes += "}\n".utf8 }

  /// Adds text; empty text is left out.
  mutating func add(_ name: String, _ text: String) {
    if text.isEmpty { return }
    key(name)
    appendString(text)
  }

  /// Adds a number.
  mutating func add(_ name: String, _ number: Int64) {
    key(name)
    bytes += String(number).utf8
  }

  /// Adds a number.
  mutating func add(_ name: String, _ number: Double) {
    key(name)
    bytes += String(number).utf8
  }

  /// Begins a field whose text comes later, in pieces that need no escaping.
  mutating func openString(_ name: String) {
    key(name)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes the name of a field.
  private mutating func key(_ name: String) {
    bytes.append(UInt8(ascii: ","))
    appendString(name)
    bytes.append(UInt8(ascii: ":"))
  }

  /// Writes text in quotes.
  private mutating func appendString(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): bytes += "\\n".utf8
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += "\\u00".utf8
        bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// How a column of an export becomes a field.
struct ExportColumn: Sendable {
  /// What is in the column.
  enum Kind: Sendable {
    /// Text; a number; a floating-point number.
    case text, number, real
    /// Microseconds since 1970.
    case time
    /// The last part of a name.
    case id
    /// The name of a number.
    case choice(@Sendable (Int) -> String)
  }

  /// The column, or an expression.
  let sql: String
  /// The field.
  let name: String
  /// What it is.
  let kind: Kind

  /// Reads the next column into a line; null is left out.
  func read(_ cursor: inout Cursor, into line: inout JSONLine) {
    switch kind {
    case .text: if let text = cursor.optionalText() { line.add(name, text) }
    case .number: if let number = cursor.optionalInt64() { line.add(name, number) }
    case .real: if let number = cursor.optionalDouble() { line.add(name, number) }
    case .time: if let time = cursor.optionalInt64() { line.add(name, Self.text(time)) }
    case .id: if let id = cursor.optionalInt64() { line.add(name, Base32.string(of: id)) }
    case .choice(let text): if let number = cursor.optionalInt64() { line.add(name, text(Int(number))) }
    }
  }

  /// An instant as in RFC 3339, in UTC, to the microsecond.
  private static func text(_ microseconds: Int64) -> String {
    let time = CivilTime(microseconds: microseconds)
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    let rest = Int(microseconds - microseconds / 1_000_000 * 1_000_000)
    return "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))T\(padded(time.hour, 2)):"
      + "\(padded(time.minute, 2)):\(padded(time.second, 2)).\(padded(abs(rest), 6))Z"
  }

  /// The contract's name of an enum's case.
  static func choice<Choice: RawRepresentable<UInt8> & SendableMetatype>(_ type: Choice.Type) -> Kind {
    .choice { number in
      guard let value = Choice(rawValue: UInt8(clamping: number)) else { return "" }
      return "\(value)".map { $0.isUppercase ? "_\($0)" : $0.uppercased() }.joined()
    }
  }
}
