/// The escaping of `grpc-message`: printable ASCII but `%` as it is, every other byte as `%XX` (gRPC over HTTP/2, "Status-Message").
public enum PercentEncoding {
  /// The digits of an escape.
  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Appends the escaped UTF-8 of `text`, cut after `bytesMax` bytes of output, never within an escape.
  public static func encode(_ text: String, onto bytes: inout [UInt8], bytesMax: Int = .max) {
    let end = bytesMax == .max ? Int.max : bytes.count + bytesMax
    for byte in text.utf8 {
      if byte >= 0x20, byte <= 0x7e, byte != UInt8(ascii: "%") {
        if bytes.count + 1 > end { return }
        bytes.append(byte)
      } else {
        if bytes.count + 3 > end { return }
        bytes.append(UInt8(ascii: "%"))
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      }
    }
  }

  /// The text that was escaped. A broken escape stands for itself, bytes that are no UTF-8 become U+FFFD: the
  /// specification forbids to lose a message for its form.
  public static func decode(_ text: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "%"), index + 2 < text.count, let high = digit(text[index + 1]),
        let low = digit(text[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(byte)
        index += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The value of a hexadecimal digit.
  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
