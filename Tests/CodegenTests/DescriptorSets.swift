import Foundation

/// Makes descriptor sets with the real compiler.
enum DescriptorSets {
  /// The serialized set, with comments and imports, of a proto file below `root`.
  static func compile(_ proto: String, in root: URL) throws -> [UInt8] {
    let output = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).binpb")
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "protoc", "-I", root.path, "-I", ProcessInfo.processInfo.environment["WELL_KNOWN_ROOT"] ?? "/usr/include",
      "--include_imports", "--include_source_info", "--descriptor_set_out=\(output.path)", proto,
    ]
    try process.run()
    process.waitUntilExit()
    return Array(try Data(contentsOf: output))
  }

  /// The serialized set of a proto that is given as text.
  static func compile(text: String) throws -> [UInt8] {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    try Data(text.utf8).write(to: root.appending(path: "test.proto"))
    return try compile("test.proto", in: root)
  }
}
