import Foundation
import Testing

@testable import inbox_codegen

/// What the generator prints is compared, line by line, with files that are kept.
@Suite("Golden files")
struct GoldenTests {
  /// The top of the repository.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test("Every shape of a message becomes the Swift that is kept and compiled in Tests/Shapes")
  func messages() throws {
    let options = GeneratorOptions(
      prefixes: ["shapes/"], cModule: "CShapes", baseModule: "StandardAPI", hasHandlers: false, unaddressed: [])
    try compare("shapes.proto", options, with: "Tests/Shapes/Generated")
  }

  @Test("A service becomes the method table and the protocol that are kept in Golden")
  func service() throws {
    let options = GeneratorOptions(
      prefixes: ["shapes/"], cModule: "CShapes", baseModule: "", hasHandlers: true, unaddressed: [])
    try compare("shape_service.proto", options, with: "Tests/CodegenTests/Golden")
  }

  /// Generates from a proto and compares the one file that comes out.
  private func compare(_ proto: String, _ options: GeneratorOptions, with directory: String) throws {
    let bytes = try DescriptorSets.compile("shapes/v1/\(proto)", in: Self.root.appending(path: "Tests/Shapes/proto"))
    let files = try Generator.swift(bytes, options: options)
    #expect(files.count == 1)
    for file in files {
      let kept = try String(contentsOf: Self.root.appending(path: "\(directory)/\(file.name)"), encoding: .utf8)
      let expected = kept.split(separator: "\n", omittingEmptySubsequences: false)
      let actual = file.text.split(separator: "\n", omittingEmptySubsequences: false)
      let difference = zip(expected, actual).enumerated().first { $0.element.0 != $0.element.1 }
      #expect(difference == nil, "line \((difference?.offset ?? 0) + 1); if meant, run make generate")
      #expect(expected.count == actual.count)
    }
  }
}
