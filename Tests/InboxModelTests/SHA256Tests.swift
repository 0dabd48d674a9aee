import InboxModel
import Testing

@Suite("Digests and secrets of keys")
struct SHA256Tests {
  /// A digest in hexadecimal.
  static func hex(_ digest: [UInt8]) -> String {
    digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(
    "SHA-256 gives what FIPS 180-4 says",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func vectors(_ text: String, _ expected: String) {
    #expect(Self.hex(SHA256.digest(of: text.utf8.span)) == expected)
  }

  @Test("A million times 'a', and the same in pieces of every size around a block")
  func pieces() {
    let expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    let all = [UInt8](repeating: 97, count: 1_000_000)
    #expect(Self.hex(SHA256.digest(of: all.span)) == expected)
    for size in [1, 55, 56, 63, 64, 65, 127, 128] {
      var hash = SHA256()
      let part = [UInt8](repeating: 97, count: size)
      let count = size == 1 ? 3000 : 40
      for _ in 0..<count { hash.update(part.span) }
      let whole = [UInt8](repeating: 97, count: size * count)
      #expect(hash.finish() == SHA256.digest(of: whole.span), "\(size)")
    }
  }

  @Test("A secret names its key, fits one block, and has another end each time; anything else is none")
  func secrets() {
    let id = APIKeyID(123_456_789)
    let secret = APIKeySecret.make(for: id)
    #expect(secret.hasPrefix(APIKeySecret.prefix(of: id) + "_") && secret.utf8.count == 53)
    #expect(APIKeySecret.id(in: secret.utf8.span) == id)
    #expect(secret != APIKeySecret.make(for: id))
    for text in [
      "", "inboxd_", String(secret.dropLast()), secret + "0", "x" + secret.dropFirst(),
      "inboxd_!" + secret.dropFirst(8),
    ] {
      #expect(APIKeySecret.id(in: text.utf8.span) == nil, "\(text)")
    }
    #expect(
      APIKeySecret.areEqual([1, 2], [1, 2]) && !APIKeySecret.areEqual([1, 2], [1, 3])
        && !APIKeySecret.areEqual([1], [1, 2]))
  }
}
