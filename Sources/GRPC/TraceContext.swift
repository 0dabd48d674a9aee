/// Which trace a call belongs to: the `traceparent` of W3C Trace Context, level 1.
public struct TraceContext: Sendable, Equatable, CustomStringConvertible {
  /// The trace: 32 lower-case hexadecimal digits, not all zero.
  public let traceID: String
  /// The caller's part of it: 16 digits, not all zero.
  public let parentID: String
  /// Whether the caller records it.
  public let isSampled: Bool

  private static let key: StaticString = "traceparent"
  private static let shortest = 55

  /// What the metadata of a call says; nil if it says nothing, or nothing that can be understood.
  public init?(_ metadata: borrowing Metadata) {
    guard let value = metadata.first(named: Self.key) else { return nil }
    self.init(value)
  }

  /// Reads `00-TRACE-PARENT-FLAGS`. Later versions may go on behind that; version ff is none.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= Self.shortest, bytes[2] == 45, bytes[35] == 45, bytes[52] == 45 else { return nil }
    let version = text.prefix(2)
    guard Self.isHex(bytes[0..<2]), version != "ff" else { return nil }
    guard version == "00" ? bytes.count == Self.shortest : bytes.count == Self.shortest || bytes[Self.shortest] == 45
    else { return nil }
    guard Self.isHex(bytes[3..<35]), Self.isHex(bytes[36..<52]), Self.isHex(bytes[53..<55]) else { return nil }
    traceID = String(decoding: bytes[3..<35], as: UTF8.self)
    parentID = String(decoding: bytes[36..<52], as: UTF8.self)
    guard traceID.contains(where: { $0 != "0" }), parentID.contains(where: { $0 != "0" }) else { return nil }
    isSampled = (UInt8(String(decoding: bytes[53..<55], as: UTF8.self), radix: 16) ?? 0) & 1 == 1
  }

  /// As it travels.
  public var description: String { "00-\(traceID)-\(parentID)-\(isSampled ? "01" : "00")" }

  /// Whether all bytes are lower-case hexadecimal digits.
  private static func isHex(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}
