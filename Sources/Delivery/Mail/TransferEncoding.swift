/// How the bytes of a part travel through mail relays, which only promise lines of ASCII up to 998 bytes.
enum TransferEncoding: String {
  /// Text that is mostly ASCII, readable as it is (RFC 2045, section 6.7).
  case quotedPrintable = "quoted-printable"
  /// Anything else.
  case base64

  /// The longest line that either makes, without its end.
  static let lineBytesMax = 76

  /// The shorter way for a text.
  static func best(for text: String) -> TransferEncoding {
    let foreign = text.utf8.reduce(0) { $0 + ($1 >= 0x80 ? 1 : 0) }
    return foreign * 6 > text.utf8.count ? .base64 : .quotedPrintable
  }

  /// A text encoded, its lines ended by CRLF as in mail.
  func encoded(_ text: String) -> String {
    let canonical = Self.canonicalLines(text)
    switch self {
    case .quotedPrintable: return Self.quotedPrintable(canonical)
    case .base64: return Self.base64Lines(canonical)
    }
  }

  /// Bytes in base64, in lines.
  static func base64Lines(_ bytes: [UInt8]) -> String {
    var lines = Base64Lines()
    return String(decoding: lines.encode(bytes) + lines.finish(), as: UTF8.self)
  }

  /// Bytes in base64, in one line.
  static func base64(_ bytes: some Collection<UInt8>) -> String { String(decoding: base64Bytes(bytes), as: UTF8.self) }

  /// Bytes in base64, in one line, as bytes.
  static func base64Bytes(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4 + 2)
    var bits: UInt32 = 0
    var held = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      held += 1
      if held == 3 {
        for shift in [18, 12, 6, 0] as [UInt32] { text.append(digits[Int(bits >> shift & 63)]) }
        (bits, held) = (0, 0)
      }
    }
    if held > 0 {
      bits <<= UInt32(8 * (3 - held))
      for place in 0...held { text.append(digits[Int(bits >> UInt32(18 - 6 * place) & 63)]) }
      while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    }
    return text
  }

  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let hexDigits = Array("0123456789ABCDEF".utf8)

  /// A byte as two hexadecimal digits behind `mark`.
  static func hex(_ byte: UInt8, behind mark: UInt8) -> [UInt8] {
    [mark, hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
  }

  /// A text's bytes with every end of line as CRLF; a NUL has no place in mail and goes.
  private static func canonicalLines(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 16)
    var last: UInt8 = 0
    for byte in text.utf8 where byte != 0 {
      switch byte {
      case 0x0A where last == 0x0D: result.append(0x0A)
      case 0x0A: result += [0x0D, 0x0A]
      default:
        if last == 0x0D { result.append(0x0A) }
        result.append(byte)
      }
      last = byte
    }
    if last == 0x0D { result.append(0x0A) }
    return result
  }

  /// Lines with what is not plain ASCII as `=XX`, broken softly before they grow too long. White space at the end of a line
  /// is encoded, because relays strip it, and so is a dot at its beginning, which is a command to them.
  private static func quotedPrintable(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 16)
    var column = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
        result += [0x0D, 0x0A]
        column = 0
        index += 2
        continue
      }
      let endsLine = index + 1 == bytes.count || (bytes[index + 1] == 0x0D && index + 2 < bytes.count)
      let isPlain =
        (byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "=") && !(column == 0 && byte == UInt8(ascii: ".")))
        || ((byte == 0x20 || byte == 0x09) && !endsLine)
      let piece = isPlain ? [byte] : hex(byte, behind: UInt8(ascii: "="))
      if column + piece.count > lineBytesMax - 1 {
        result += [UInt8(ascii: "="), 0x0D, 0x0A]
        column = 0
        if byte == UInt8(ascii: ".") {
          result += hex(byte, behind: UInt8(ascii: "="))
          (column, index) = (3, index + 1)
          continue
        }
      }
      result += piece
      column += piece.count
      index += 1
    }
    if column > 0 { result += [0x0D, 0x0A] }
    return String(decoding: result, as: UTF8.self)
  }
}

/// Bytes that come a chunk at a time, as lines of base64: what does not fill a line waits for the next chunk.
struct Base64Lines {
  /// What fills no line yet.
  private var rest: [UInt8] = []

  /// How many bytes fill a line.
  private static let lineBytes = TransferEncoding.lineBytesMax / 4 * 3

  /// The lines that a chunk completes.
  mutating func encode(_ chunk: [UInt8]) -> [UInt8] {
    let bytes = rest.isEmpty ? chunk : rest + chunk
    var result: [UInt8] = []
    result.reserveCapacity(Self.sizeBytes(of: bytes.count))
    var start = 0
    while start + Self.lineBytes <= bytes.count {
      result += TransferEncoding.base64Bytes(bytes[start..<start + Self.lineBytes])
      result += [0x0D, 0x0A]
      start += Self.lineBytes
    }
    rest = Array(bytes[start...])
    return result
  }

  /// The last line.
  mutating func finish() -> [UInt8] {
    defer { rest = [] }
    return rest.isEmpty ? [] : TransferEncoding.base64Bytes(rest) + [0x0D, 0x0A]
  }

  /// How many bytes the lines of so many bytes take.
  static func sizeBytes(of count: Int) -> Int { (count + 2) / 3 * 4 + (count + lineBytes - 1) / lineBytes * 2 }
}
