import GRPC
import Testing

/// The small encodings of gRPC over HTTP/2, as tables.
struct EncodingTests {
  /// Timeouts as they travel, and their nanoseconds; nil where they are malformed.
  @Test(
    arguments: [
      ("1H", 3_600_000_000_000), ("2M", 120_000_000_000), ("3S", 3_000_000_000), ("4m", 4_000_000), ("5u", 5000),
      ("6n", 6),
      ("0n", 0), ("00000001S", 1_000_000_000), ("99999999n", 99_999_999), ("99999999H", UInt64.max),
      ("99999999M", 5_999_999_940_000_000_000),
      ("", nil), ("S", nil), ("1", nil), ("123456789S", nil), ("1s", nil), ("1h", nil), ("-1S", nil), ("+1S", nil),
      ("1.5S", nil),
      (" 1S", nil), ("1 S", nil), ("1S ", nil), ("１S", nil),
    ] as [(String, UInt64?)])
  func timeoutsAreRead(text: String, nanoseconds: UInt64?) {
    #expect(Timeout.parse(text.utf8.span) == nanoseconds)
  }

  /// Durations and the shortest text that means at least as much.
  @Test(
    arguments: [
      (0, "0n"), (1, "1n"), (99_999_999, "99999999n"), (100_000_000, "100000u"), (100_000_001, "100001u"),
      (1_000_000_000, "1000000u"), (100_000_000_000, "100000m"), (360_000_000_000_000, "360000S"), (.max, "5124096H"),
    ] as [(UInt64, String)])
  func timeoutsAreWritten(nanoseconds: UInt64, text: String) {
    let written = Timeout.format(nanoseconds: nanoseconds)
    #expect(written == text)
    #expect(Timeout.parse(written.utf8.span)! >= nanoseconds)
  }

  /// Messages and their escaped form.
  @Test(arguments: [
    ("", ""), ("plain text!", "plain text!"), ("100%", "100%25"), ("a\nb\t", "a%0Ab%09"), ("ü", "%C3%BC"),
    ("😀", "%F0%9F%98%80"),
    ("~ \u{7f}", "~ %7F"),
  ])
  func messagesAreEscaped(message: String, escaped: String) {
    var bytes: [UInt8] = []
    PercentEncoding.encode(message, onto: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == escaped)
    #expect(PercentEncoding.decode(escaped.utf8.span) == message)
  }

  /// Broken escapes stand for themselves; bytes that are no UTF-8 are replaced, never lost.
  @Test(arguments: [
    ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("%c3%bc", "ü"), ("%FF", "\u{fffd}"), ("a%2", "a%2"), ("%%41", "%A"),
  ])
  func brokenEscapesAreKept(escaped: String, message: String) {
    #expect(PercentEncoding.decode(escaped.utf8.span) == message)
  }

  /// A long message is cut between escapes.
  @Test func longMessagesAreCut() {
    for bytesMax in 0...9 {
      var bytes: [UInt8] = Array("x".utf8)
      PercentEncoding.encode("üü", onto: &bytes, bytesMax: bytesMax)
      #expect(bytes.count == 1 + bytesMax / 3 * 3)
    }
  }

  /// Bytes and their base64, without padding; read back with and without.
  @Test(
    arguments: [
      ([], ""), ([0], "AA"), ([255], "/w"), ([0, 1], "AAE"), ([0, 1, 2], "AAEC"), ([251, 255, 254, 3], "+//+Aw"),
    ] as [([UInt8], String)])
  func base64GoesBothWays(bytes: [UInt8], encoded: String) {
    var written: [UInt8] = []
    Base64.encode(bytes.span, onto: &written)
    #expect(String(decoding: written, as: UTF8.self) == encoded)
    #expect(Base64.decode(encoded.utf8.span) == bytes)
    let padded = encoded + String(repeating: "=", count: (4 - encoded.utf8.count % 4) % 4)
    #expect(Base64.decode(padded.utf8.span) == bytes)
  }

  /// What is no base64.
  @Test(arguments: ["A", "AAAAA", "A===", "AA=", "AAA==", "A=A=", "AA.A", "AB", "/x", "AA AA", "="])
  func brokenBase64IsRefused(text: String) {
    #expect(Base64.decode(text.utf8.span) == nil)
  }
}
