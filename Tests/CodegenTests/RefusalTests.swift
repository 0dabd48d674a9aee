import Testing

@testable import inbox_codegen

/// A contract that cannot be expressed ends in a sentence that names the place.
@Suite("Refused contracts")
struct RefusalTests {
  @Test(
    "The generator names what it cannot express",
    arguments: [
      (
        "message M { optional int32 count = 1; }",
        "t.v1.M.count is a group or proto3 optional, which protoc-c does not support"
      ),
      (
        "message M { int32 user_id = 1; oneof userID { int32 a = 2; int32 b = 3; } }",
        nil  // The oneof gets another name.
      ),
      (
        "message M { int32 storage = 1; int32 storage_field = 2; }",
        "t.v1.M has two members that are 'storageField' in Swift"
      ),
      (
        "message R { string query = 1; } message A {} service S { rpc Find(R) returns (A); }",
        "t.v1.R has neither a name, a parent nor a resource with a name"
      ),
    ] as [(String, String?)])
  func refusal(_ body: String, _ expected: String?) throws {
    let bytes = try DescriptorSets.compile(text: "syntax = \"proto3\"; package t.v1; \(body)")
    let options = GeneratorOptions(
      prefixes: ["test"], cModule: "C", baseModule: "", hasHandlers: true, unaddressed: [])
    let outcome = Result { () throws(GeneratorError) in try Generator.swift(bytes, options: options).count }
    switch outcome {
    case .success: #expect(expected == nil)
    case .failure(let error): #expect(error.description == expected)
    }
  }

  @Test("Bytes that are no descriptor set are refused")
  func noSet() {
    let options = GeneratorOptions(prefixes: [], cModule: "", baseModule: "", hasHandlers: false, unaddressed: [])
    #expect(throws: GeneratorError.self) { try Generator.swift([0xFF, 0xFF], options: options) }
  }
}
