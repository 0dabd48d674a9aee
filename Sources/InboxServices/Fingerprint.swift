public import Protobuf

/// A digest by which the content of a request is recognised: 128 bits, not secret.
public enum Fingerprint {
  /// The digest of a request's fields, whatever order they were sent in.
  public static func of(_ request: some ProtoMessage) -> [UInt8] {
    var low: UInt64 = 0xcbf2_9ce4_8422_2325
    var high: UInt64 = 0x9e37_79b9_7f4a_7c15
    for byte in request.packed() {
      low = (low ^ UInt64(byte)) &* 0x100_0000_01b3
      high = (high ^ UInt64(byte)) &* 0xff51_afd7_ed55_8ccd
      high ^= high >> 33
    }
    return unsafe withUnsafeBytes(of: (low.littleEndian, high.littleEndian)) { unsafe Array($0) }
  }
}
