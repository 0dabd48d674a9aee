/// What metadata may hold, and how binary fields read (gRPC over HTTP/2, "Custom-Metadata").
extension Metadata {
  /// All values of a `-bin` name, decoded: padded or not, several in one field parted by commas. Nil when one is no base64.
  public func allBinary(named name: StaticString) -> [[UInt8]]? {
    var values: [[UInt8]] = []
    var isWhole = true
    forEach { candidate, value in
      guard candidate.equals(name) else { return }
      var start = 0
      for index in 0...value.count where index == value.count || value[index] == UInt8(ascii: ",") {
        let range = Metadata.trimmed(start..<index, of: value)
        start = index + 1
        if let decoded = Base64.decode(value.extracting(range)) { values.append(decoded) } else { isWhole = false }
      }
    }
    return isWhole ? values : nil
  }

  /// Whether a name may be sent: lower-case letters, digits, `_`, `-`, `.`, and not one of the protocol's own.
  public static func isValid(name: Span<UInt8>) -> Bool {
    guard name.count > 0, !isReserved(name: name) else { return false }
    for index in name.indices {
      switch name[index] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
        UInt8(ascii: "-"), UInt8(ascii: "."):
        continue
      default: return false
      }
    }
    return true
  }

  /// Whether a text value may be sent: printable ASCII and spaces, none outside. nghttp2 would send anything.
  public static func isValid(value: Span<UInt8>) -> Bool {
    for index in value.indices where value[index] < 0x20 || value[index] > 0x7e { return false }
    guard value.count > 0 else { return true }
    return value[0] != 0x20 && value[value.count - 1] != 0x20
  }

  /// Whether a name belongs to the protocol, not to the application.
  public static func isReserved(name: Span<UInt8>) -> Bool {
    guard name.count > 0 else { return true }
    switch name[0] {
    case UInt8(ascii: ":"): return true
    case UInt8(ascii: "g"): return name.hasPrefix("grpc-")
    case UInt8(ascii: "c"):
      return name.equals("content-type") || name.equals("content-length") || name.equals("connection")
    case UInt8(ascii: "t"): return name.equals("te") || name.equals("trailer") || name.equals("transfer-encoding")
    case UInt8(ascii: "h"): return name.equals("host")
    default: return false
    }
  }

  /// `range` without the spaces at its ends.
  private static func trimmed(_ range: Range<Int>, of text: Span<UInt8>) -> Range<Int> {
    var range = range
    while let first = range.first, text[first] == 0x20 { range = first + 1..<range.upperBound }
    while let last = range.last, text[last] == 0x20 { range = range.lowerBound..<last }
    return range
  }
}
