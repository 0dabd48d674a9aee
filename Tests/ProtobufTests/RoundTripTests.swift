import Protobuf
import Shapes
import StandardAPI
import Testing

/// What is set is what is read, before and after the wire.
@Suite("Round trips")
struct RoundTripTests {
  @Test("Every scalar comes back")
  func scalars() throws {
    let arena = Arena()
    defer { arena.destroy() }
    let made = Scalars(in: arena)
    Samples.fill(made, 3)
    try decoding(Scalars.self, made.packed()) { read in
      #expect(read.aDouble == 1.5 && read.aFloat == -2.5)
      #expect(read.anInt32 == .min && read.anInt64 == .min && read.aUint32 == .max && read.aUint64 == .max)
      #expect(read.aSint32 == -1 && read.aSint64 == .min && read.aFixed32 == 7 && read.aFixed64 == 8)
      #expect(read.aSfixed32 == -7 && read.aSfixed64 == -8)
      #expect(read.aBool && read.aString == "name 3" && Array(read.someBytes) == [3, 0, 1])
      #expect(read.style == .default && read.far == 3)
    }
  }

  @Test("Every list comes back, in order")
  func lists() throws {
    try decoding(Lists.self, Samples.everyShape()) { read in
      #expect(Array(read.doubles) == [0, 1.0 / 3, 2.0 / 3] && Array(read.floats) == [0, 1, 2])
      #expect(Array(read.int32s) == [-1, 0, 1] && Array(read.int64s) == [0, 1 << 40, 2 << 40])
      #expect(Array(read.uint32s) == [0, 1, 2] && read.uint64s.first == .max)
      #expect(Array(read.sint32s) == [0, -1, -2] && Array(read.fixed32s) == [0, 1, 2])
      #expect(Array(read.sfixed64s) == [0, 1, 2] && Array(read.bools) == [false, true, false])
      #expect(read.strings.map(\.string) == ["text 0 é漢", "text 1 é漢", "text 2 é漢"])
      #expect(read.someBytes.map(Array.init) == [[0, 255, 0], [0, 255, 1], [0, 255, 2]])
      #expect(Array(read.styles) == [.solid, .solid, .solid] && Array(read.unpacked) == [0, 1, 2])
      #expect(read.messages.map(\.far) == [0, 1, 2])
      #expect(read.byNumber.map { $0.value?.aString.string } == ["name 0", "name 1", "name 2"])
    }
  }

  @Test("Of two entries of a map with one key, the last counts")
  func maps() throws {
    try decoding(Lists.self, Samples.everyShape()) { read in
      #expect(read.counts.count == 3)
      #expect(read.counts.value(for: "key 0") == 2 && read.counts.value(for: "key 1") == 1)
      #expect(read.counts.value(for: "key 2") == nil)
    }
  }

  @Test("Absent and zero are told apart where the contract does")
  func presence() throws {
    let arena = Arena()
    defer { arena.destroy() }
    let made = Choices(in: arena)
    #expect(made.rating == nil && made.target == nil && made.innerMessage == nil && made.createTime == nil)
    made.rating = 0
    made.everything = false
    try decoding(Choices.self, made.packed()) { read in
      #expect(read.rating == 0 && read.everything == false && read.name == nil)
    }
    made.rating = nil
    made.everything = nil
    #expect(made.rating == nil && made.target == nil && made.packed().isEmpty)
  }

  @Test("A message that is absent is nil in every way of asking")
  func absence() {
    let arena = Arena()
    defer { arena.destroy() }
    let tree = Tree(in: arena)
    #expect(tree.onlyChild?.name == nil)
    #expect(tree.onlyChild?.onlyChild == nil)
    #expect(tree.onlyChild.map(\.children) == nil)
    #expect(tree.children.first?.name == nil)
    #expect((tree.onlyChild?.name ?? "none") == "none")
    #expect((tree.onlyChild?.children.count ?? -1) == -1)
    if let child = tree.onlyChild { Issue.record("there is a child: \(child)") }
    guard let mapped = tree.onlyChild.map(\.children) else { return }
    Issue.record("there are children: \(mapped)")
  }

  @Test("Setting one member of a oneof unsets the one that was set; unsetting another does nothing")
  func oneof() throws {
    let arena = Arena()
    defer { arena.destroy() }
    let made = Choices(in: arena)
    made.setName("a name")
    made.makeInner().type = .one
    #expect(made.name == nil)
    made.numberID = nil
    try decoding(Choices.self, made.packed()) { read in
      guard case .inner(let inner) = read.target else {
        Issue.record("the target is \(String(describing: read.target))")
        return
      }
      #expect(inner.type == .one)
    }
    made.setRawField([1, 2])
    try decoding(Choices.self, made.packed()) { read in
      #expect(read.rawField.map(Array.init) == [1, 2])
    }
  }

  @Test("A number that an enum does not know is kept")
  func unknownEnum() throws {
    try decoding(Scalars.self, WireWriter.field(16, 77)) { read in
      #expect(read.style == .unrecognized(77))
      #expect(Array(read.packed().suffix(1)) == [77])
    }
  }

  @Test("Words of C and Swift are fields like others")
  func keywords() throws {
    let arena = Arena()
    defer { arena.destroy() }
    let made = Keywords(in: arena)
    made.default = 4
    made.setIn("in")
    made.operator.append("plus")
    made.storageField = true
    made.class.append(9)
    made.makeSelfField().setName("tree")
    try decoding(Keywords.self, made.packed()) { read in
      #expect(read.default == 4 && read.in == "in" && read.operator.first == "plus" && read.storageField)
      #expect(read.class.first == 9 && read.selfField?.name == "tree")
    }
  }

  @Test("A list that came from the wire can be appended to")
  func appendToDecoded() throws {
    try decoding(Lists.self, Samples.everyShape()) { read in
      for number in 0..<100 { read.int32s.append(Int32(number)) }
      read.strings.append("new")
      #expect(read.int32s.count == 103 && read.int32s[0] == -1 && read.int32s[102] == 99)
      #expect(read.strings.map(\.string) == ["text 0 é漢", "text 1 é漢", "text 2 é漢", "new"])
    }
  }

  @Test("Text is placed once in its arena, without NUL characters")
  func texts() {
    let arena = Arena()
    defer { arena.destroy() }
    let made = Scalars(in: arena)
    made.setAString("a\u{0}b\u{0}")
    #expect(made.aString == "ab")
    let used = arena.bytesUsed
    let other = Scalars(in: arena)
    let perMessage = arena.bytesUsed - used
    other.setAString(made.aString)
    other.setAString("literal" as StaticString)
    #expect(arena.bytesUsed == used + perMessage)
    #expect(other.aString == "literal" && other.aString == Text("literal") && other.aString.count == 7)
    #expect(other.aString.span[0] == UInt8(ascii: "l"))
  }

  @Test("Times go to microseconds and back", arguments: [0, 1, -1, 1_700_000_000_123_456, -62_135_596_800_000_000])
  func times(_ microseconds: Int64) {
    let arena = Arena()
    defer { arena.destroy() }
    let time = Timestamp(in: arena)
    time.microseconds = microseconds
    #expect(time.microseconds == microseconds && time.isValid)
    let span = DurationMessage(in: arena)
    span.microseconds = microseconds
    #expect(span.microseconds == microseconds)
  }

  @Test("A time that no Int64 of microseconds holds is clamped, and is not valid")
  func wildTimes() {
    let arena = Arena()
    defer { arena.destroy() }
    let time = Timestamp(in: arena)
    time.seconds = .max
    time.nanos = .min
    #expect(time.microseconds == .max && !time.isValid)
    time.seconds = .min
    #expect(time.microseconds == .min && !time.isValid)
  }
}
