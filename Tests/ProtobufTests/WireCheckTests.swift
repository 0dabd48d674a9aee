import Protobuf
import Shapes
import Testing

/// What the wire check refuses and what it lets through, on each kind of field.
@Suite("Wire check")
struct WireCheckTests {
  /// A message of a type, what it is refused for, and the path that is named.
  struct Case: Sendable, CustomTestStringConvertible {
    /// What the case shows.
    let testDescription: String
    /// The bytes.
    let bytes: [UInt8]
    /// The error as a sentence; nil when the bytes are accepted.
    let error: String?

    /// A case.
    init(_ description: String, _ bytes: [UInt8], _ error: String? = nil) {
      testDescription = description
      self.bytes = bytes
      self.error = error
    }
  }

  @Test(
    "A message of numbers and texts",
    arguments: [
      Case("nothing", []),
      Case("text in ASCII", WireWriter.field(14, "plain text, longer than a word")),
      Case("text of two, three and four bytes a character", WireWriter.field(14, "añ€𝄞 – naïve 漢字")),
      Case("an empty text", WireWriter.field(14, "")),
      Case("an unknown field", WireWriter.field(999, "anything \u{0}")),
      Case("an unknown number", WireWriter.field(998, 7)),
      Case("the same field twice", WireWriter.field(14, "a") + WireWriter.field(14, "b")),
      Case("the field far from the others", WireWriter.field(1000, 5)),
      Case("a truth value of ten bytes", WireWriter.field(13, UInt64.max)),
      Case("NUL first", WireWriter.field(14, "\u{0}a"), "field 'a_string' contains a NUL character"),
      Case("NUL after a word", WireWriter.field(14, "12345678\u{0}"), "field 'a_string' contains a NUL character"),
      Case("NUL within a word", WireWriter.field(14, "1234\u{0}678"), "field 'a_string' contains a NUL character"),
      Case("NUL after a wide one", WireWriter.field(14, "é\u{0}"), "field 'a_string' contains a NUL character"),
      Case("a lone lead byte", WireWriter.field(14, [0xC3]), "field 'a_string' is not valid UTF-8"),
      Case("an overlong form", WireWriter.field(14, [0xC0, 0x80]), "field 'a_string' is not valid UTF-8"),
      Case("a surrogate", WireWriter.field(14, [0xED, 0xA0, 0x80]), "field 'a_string' is not valid UTF-8"),
      Case("beyond Unicode", WireWriter.field(14, [0xF4, 0x90, 0x80, 0x80]), "field 'a_string' is not valid UTF-8"),
      Case("any bytes as bytes", WireWriter.field(15, [0, 0xFF, 0xC0])),
      Case("field number 0", [0x00, 0x01], "the message has bytes that begin no field"),
      Case("a tag of six bytes", [0x88, 0x80, 0x80, 0x80, 0x80, 0x01], "the message has bytes that begin no field"),
      Case("a tag cut off", [0x88], "the message has bytes that begin no field"),
      Case("wire type 6", WireWriter.tag(3, 6), "field 'an_int32' was sent with another wire type than its own"),
      Case("unknown with wire type 7", WireWriter.tag(900, 7), "field '900' has bytes that begin no field"),
      Case(
        "a text as a number", WireWriter.field(14, 1),
        "field 'a_string' was sent with another wire type than its own"),
      Case(
        "a number as a text", WireWriter.field(3, "1"),
        "field 'an_int32' was sent with another wire type than its own"),
      Case(
        "a known group", WireWriter.tag(3, 3),
        "field 'an_int32' was sent as a group, which proto3 does not have"),
      Case(
        "an unknown group", WireWriter.tag(900, 3) + WireWriter.tag(900, 4),
        "field '900' was sent as a group, which proto3 does not have"),
      Case(
        "a number of eleven bytes", WireWriter.tag(3, 0) + [UInt8](repeating: 0x80, count: 11),
        "field 'an_int32' has an integer of more than ten bytes"),
      Case(
        "a number cut off", WireWriter.tag(3, 0) + [0x80],
        "field 'an_int32' is cut off: it is longer than the bytes that were sent"),
      Case(
        "eight bytes cut off", WireWriter.tag(1, 1) + [1, 2, 3],
        "field 'a_double' is cut off: it is longer than the bytes that were sent"),
      Case(
        "four bytes cut off", WireWriter.tag(2, 5) + [1],
        "field 'a_float' is cut off: it is longer than the bytes that were sent"),
      Case(
        "a length beyond the end", WireWriter.tag(14, 2) + [5, 97],
        "field 'a_string' is cut off: it is longer than the bytes that were sent"),
      Case(
        "a length of 2^63", WireWriter.tag(14, 2) + WireWriter.varint(1 << 63),
        "field 'a_string' is cut off: it is longer than the bytes that were sent"),
    ])
  func scalars(_ each: Case) {
    #expect(refusal(of: Scalars.self, each.bytes)?.description == each.error)
  }

  @Test(
    "A message of lists and messages",
    arguments: [
      Case("packed numbers", WireWriter.field(3, [1, 2, 0x80, 1])),
      Case("numbers one by one", WireWriter.field(3, 1) + WireWriter.field(3, 2)),
      Case("packed where the contract says unpacked", WireWriter.field(15, [1, 2])),
      Case("packed doubles", WireWriter.field(1, [UInt8](repeating: 0, count: 16))),
      Case(
        "half a packed double", WireWriter.field(1, [UInt8](repeating: 0, count: 12)),
        "field 'doubles[0]' is cut off: it is longer than the bytes that were sent"),
      Case(
        "a packed number cut off", WireWriter.field(3, [1, 0x80]),
        "field 'int32s[0]' is cut off: it is longer than the bytes that were sent"),
      Case(
        "the third text", WireWriter.field(11, "a") + WireWriter.field(11, "b") + WireWriter.field(11, [0xFF]),
        "field 'strings[2]' is not valid UTF-8"),
      Case(
        "a text in the second message",
        WireWriter.field(14, []) + WireWriter.field(3, 9) + WireWriter.field(14, WireWriter.field(14, [0xFF])),
        "field 'messages[1].a_string' is not valid UTF-8"),
      Case(
        "a key of a map", WireWriter.field(16, WireWriter.field(1, [0xFF])),
        "field 'counts[0].key' is not valid UTF-8"),
      Case(
        "a message longer than the one around it", WireWriter.field(14, WireWriter.tag(14, 2) + [9]) + [0, 0, 0],
        "field 'messages[0].a_string' is cut off: it is longer than the bytes that were sent"),
    ])
  func lists(_ each: Case) {
    #expect(refusal(of: Lists.self, each.bytes)?.description == each.error)
  }
}
