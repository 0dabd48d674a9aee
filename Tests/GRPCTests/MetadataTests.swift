import GRPC
import Testing

/// Metadata: order, duplicates, binary values, what may be sent.
struct MetadataTests {
  /// Fields keep their order and their duplicates.
  @Test func fieldsKeepOrderAndDuplicates() {
    var metadata = Metadata()
    for (name, value) in [("a", "1"), ("b", "2"), ("a", "3"), ("c", "")] { metadata.append(name: name, value: value) }
    #expect(metadata.count == 4)
    #expect(metadata.first(named: "a") == "1")
    #expect(metadata.all(named: "a") == ["1", "3"])
    #expect(metadata.first(named: "c") == "")
    #expect(metadata.first(named: "d") == nil)
    var lines: [String] = []
    metadata.forEach { lines.append("\(text($0))=\(text($1))") }
    #expect(lines == ["a=1", "b=2", "a=3", "c="])
    metadata.removeAll(keepingCapacity: true)
    #expect(metadata.isEmpty && metadata.first(named: "a") == nil)
  }

  /// Binary values come padded, unpadded and joined by commas, and go unpadded.
  @Test func binaryValuesAreDecoded() {
    var metadata = Metadata()
    for value in ["AAE=", "AAE", "AA,AAE= , /w"] { metadata.append(name: "x-bin".utf8.span, value: value.utf8.span) }
    #expect(metadata.allBinary(named: "x-bin") == [[0, 1], [0, 1], [0], [0, 1], [255]])
    metadata.append(name: "y-bin", binary: [255, 254])
    #expect(metadata.first(named: "y-bin") == "//4")
    metadata.append(name: "z-bin".utf8.span, value: "!".utf8.span)
    #expect(metadata.allBinary(named: "z-bin") == nil)
    #expect(metadata.allBinary(named: "none-bin") == [])
  }

  /// Names and values that may not be sent are refused, because nothing behind us checks them.
  @Test(arguments: [
    ("ok", "value with space", true), ("a.b_c-1", "", true), ("Upper", "x", false), ("", "x", false),
    ("with space", "x", false),
    ("grpc-status", "0", false), (":path", "x", false), ("content-type", "x", false), ("te", "x", false),
    ("x-bin", "AA", false),
    ("ok", "line\nbreak", false), ("ok", "tab\t", false), ("ok", " outer", false), ("ok", "outer ", false),
    ("ok", "ü", false),
    ("ok", "nul\0", false),
  ])
  func onlyValidTextFieldsAreAdded(name: String, value: String, isValid: Bool) {
    var metadata = Metadata()
    let wasAdded = metadata.append(name: name, value: value)
    #expect(wasAdded == isValid)
    #expect(metadata.count == (isValid ? 1 : 0))
  }

  /// A binary name ends in `-bin`.
  @Test func binaryNamesAreChecked() {
    var metadata = Metadata()
    for name in ["x", "grpc-x-bin", "-BIN", ":x-bin"] {
      let wasAdded = metadata.append(name: name, binary: [1])
      #expect(!wasAdded)
    }
    #expect(metadata.isEmpty)
  }
}
