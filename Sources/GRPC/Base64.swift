/// Base64 as `-bin` metadata uses it: written without padding, read with or without (gRPC over HTTP/2, "Custom-Metadata").
public enum Base64 {
  /// The alphabet of RFC 4648, section 4.
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Appends the encoding of `bytes`, unpadded.
  public static func encode(_ bytes: Span<UInt8>, onto text: inout [UInt8]) {
    text.reserveCapacity(text.count + (bytes.count * 4 + 2) / 3)
    var index = 0
    while index + 2 < bytes.count {
      let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
      text.append(alphabet[Int(group >> 18)])
      text.append(alphabet[Int(group >> 12 & 63)])
      text.append(alphabet[Int(group >> 6 & 63)])
      text.append(alphabet[Int(group & 63)])
      index += 3
    }
    let rest = bytes.count - index
    if rest == 0 { return }
    let group = UInt32(bytes[index]) << 16 | (rest == 2 ? UInt32(bytes[index + 1]) << 8 : 0)
    text.append(alphabet[Int(group >> 18 & 63)])
    text.append(alphabet[Int(group >> 12 & 63)])
    if rest == 2 { text.append(alphabet[Int(group >> 6 & 63)]) }
  }

  /// The bytes that `text` encodes, or nil when it is no base64. Spare bits must be zero, padding whole or absent.
  public static func decode(_ text: Span<UInt8>) -> [UInt8]? {
    var count = text.count
    var padding = 0
    while count > 0, padding < 2, text[count - 1] == UInt8(ascii: "=") {
      count -= 1
      padding += 1
    }
    guard padding == 0 || (count + padding) % 4 == 0, count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 3 / 4)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for index in 0..<count {
      guard let digit = value(text[index]) else { return nil }
      bits = bits << 6 | digit
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
        bits &= (1 << bitCount) - 1
      }
    }
    return bits == 0 ? bytes : nil
  }

  /// The value of a digit.
  private static func value(_ digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
