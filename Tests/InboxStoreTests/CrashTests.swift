import Foundation
import InboxModel
import InboxStore
import Testing

/// Invariant 1 of Writer.swift, the hard way: a killed server loses nothing it acknowledged.
struct CrashTests {
  /// Goal: kill a writing process at random moments, open what it left, and find every acknowledged change, event
  /// sequences without gaps, and no lock left behind.
  @Test func killedWriterLosesNothingAcknowledged() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("inboxd-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = ConvergenceTests.Generator(state: seed)
    var acknowledged: [Int] = []
    for round in 0..<6 {
      acknowledged += try run(
        directory, from: round * 1_000_000, until: Int.random(in: 1...400, using: &generator))
      let test = try Store.open(StoreConfiguration(directory: directory))
      defer { test.close() }
      let reader = try test.makeReader()
      let snapshot = try reader.snapshot()
      for number in acknowledged {
        let found = try? snapshot.workspaceID("w\(number)")
        #expect(found != nil, "seed \(seed): workspace \(number) of round \(round) is lost")
        if let found {
          let events = try snapshot.events(in: found, after: 0, limit: 9).map(\.sequence)
          #expect(events == [1, 2], "seed \(seed)")
        }
      }
      reader.endTurn()
    }
    #expect(!acknowledged.isEmpty)
  }

  /// Runs the writing process until it has acknowledged some changes, kills it, and gives what it acknowledged.
  private func run(_ directory: String, from first: Int, until count: Int) throws -> [Int] {
    let process = Process()
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    process.executableURL = bundle.appendingPathComponent("StoreCrasher")
    process.arguments = [directory, "\(first)"]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    var text = ""
    while text.utf8.count(where: { $0 == UInt8(ascii: "\n") }) < count {
      let data = pipe.fileHandleForReading.availableData
      if data.isEmpty { break }
      text += String(decoding: data, as: UTF8.self)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    text += String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    return text.split(separator: "\n").compactMap { Int($0) }
  }
}
