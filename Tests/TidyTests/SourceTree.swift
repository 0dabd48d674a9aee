import Foundation
import Testing

/// One text file of the repository.
struct SourceFile {
  /// The path below the repository's root, with slashes.
  let path: String
  /// The whole text.
  let text: String

  /// The lines without their ends.
  var lines: [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The number of lines, as `wc -l` counts them.
  var lineCount: Int {
    text.utf8.count { $0 == UInt8(ascii: "\n") }
  }

  /// The parts of the path.
  var components: [Substring] {
    path.split(separator: "/")
  }
}

/// The repository these tests were compiled from, found by the path of this very file.
enum SourceTree {
  /// The directory that holds Package.swift.
  static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The names at the top level, hidden ones included.
  static func topLevelNames() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
  }

  /// The names of the directories right below `directory`.
  static func directories(in directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      at: root.appending(path: directory), includingPropertiesForKeys: [.isDirectoryKey]
    )
    .filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }
    .map(\.lastPathComponent)
    .sorted()
  }

  /// The file at `path`, or nil when there is none.
  static func file(_ path: String) -> SourceFile? {
    (try? String(contentsOf: root.appending(path: path), encoding: .utf8)).map { SourceFile(path: path, text: $0) }
  }

  /// All files below `directory` with one of the endings, built and generated stubs left out, ordered by path.
  static func files(in directory: String, endings: [String]) -> [SourceFile] {
    guard let paths = FileManager.default.enumerator(atPath: root.appending(path: directory).path) else { return [] }
    var found: [String] = []
    while let path = paths.nextObject() as? String {
      let hidden = path.hasPrefix(".") || path.contains("/.") || path.contains("__pycache__")
      if !hidden && endings.contains(where: path.hasSuffix) {
        found.append(directory + "/" + path)
      }
    }
    return found.sorted().compactMap(file)
  }

  /// The Swift that people write: everything but what a generator prints, and what it is compared with.
  static let handWrittenSwift = (files(in: "Sources", endings: [".swift"]) + files(in: "Tests", endings: [".swift"]))
    .filter { !$0.components.contains("Generated") && !$0.components.contains("Golden") }
}

/// A place that breaks a rule.
struct Violation {
  /// The path below the repository's root.
  let path: String
  /// The line, counted from 1.
  let line: Int
  /// What is wrong there, and what would be right.
  let message: String

  /// Records every violation as an issue at its own place, so that an editor can go there.
  static func report(_ violations: [Violation]) {
    for violation in violations {
      Issue.record(
        "\(violation.path):\(violation.line): \(violation.message)",
        sourceLocation: SourceLocation(
          fileID: "Tidy/\(violation.path.split(separator: "/").last ?? "file")",
          filePath: SourceTree.root.appending(path: violation.path).path,
          line: max(violation.line, 1), column: 1))
    }
  }
}
