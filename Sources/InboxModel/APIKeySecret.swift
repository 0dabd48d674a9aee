/// The secret of a key: `inboxd_{id}_{32 digits of base32}`. The id finds the key, the digits are 160 random bits; so one
/// SHA-256 of one block tells whether they are right, and guessing them is out of reach without a slow hash.
public enum APIKeySecret {
  private static let start: StaticString = "inboxd_"
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
  private static let digitCount = 32

  /// The beginning that may be shown.
  public static func prefix(of id: APIKeyID) -> String { "\(start)\(id)" }

  /// A new secret of a key, of the system's random bits.
  public static func make(for id: APIKeyID) -> String {
    prefix(of: id) + "_"
      + String(decoding: (0..<digitCount).map { _ in digits[Int.random(in: digits.indices)] }, as: UTF8.self)
  }

  /// What is stored of a secret.
  public static func digest(of secret: Span<UInt8>) -> [UInt8] { SHA256.digest(of: secret) }

  /// The key that a secret names; nil if it has not the form of one.
  public static func id(in secret: Span<UInt8>) -> APIKeyID? {
    var cursor = NameCursor()
    guard cursor.literal(start, in: secret), let id = cursor.id(in: secret), cursor.literal("_", in: secret),
      secret.count == cursor.position + digitCount
    else { return nil }
    return APIKeyID(id)
  }

  /// Whether two digests are equal, in a time that does not tell how far they are.
  public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
  }
}
