import Foundation
import InboxModel
import InboxStore
import Synchronization
import Testing

/// The writer's invariants, by their numbers in Writer.swift.
struct WriterTests {
  /// A workspace of a name, as a command's work.
  private static func make(_ slug: String) -> @Sendable (WriteTransaction) throws(InboxError) -> Bool {
    { (tx) throws(InboxError) in
      try tx.createWorkspace(slug, displayName: "W", owner: User(id: "o", displayName: "O", role: .owner))
      return true
    }
  }

  /// How many workspaces there are.
  private static func count(_ test: TestStore) throws -> Int {
    try test.read { (tx) throws(InboxError) in try tx.workspaces(after: "", limit: 1000) }.items.count
  }

  /// A command that holds the writer until it is let go, so that others gather behind it.
  private static func gate() -> (TestCommand<Bool>, DispatchSemaphore) {
    let gate = DispatchSemaphore(value: 0)
    return (
      TestCommand { (_) throws(InboxError) in
        gate.wait()
        return true
      }, gate
    )
  }

  /// Invariant 2 and the essay: what gathers goes into one commit, and each home is woken once for it.
  @Test func waitingCommandsShareOneCommit() throws {
    let test = try TestStore()
    let (blocker, gate) = Self.gate()
    #expect(test.store.writer.submit(blocker))
    // The blocker must be running alone before the rest queue up behind it.
    while test.store.writer.waitingCommands > 0 { usleep(1000) }
    let before = test.store.commitCounter.load(ordering: .acquiring)
    let homes = [TestHome(), TestHome()]
    let commands = (0..<100).map { TestCommand(home: homes[$0 % 2], Self.make("w\($0)")) }
    for command in commands { #expect(test.store.writer.submit(command)) }
    gate.signal()
    for command in commands { #expect(try command.wait()) }
    #expect(test.store.commitCounter.load(ordering: .acquiring) == before + 2)
    #expect(homes.map { $0.deliveries.withLock { $0 } } == [[50], [50]])
    #expect(try Self.count(test) == 100)
  }

  /// Invariant 3.
  @Test func failingCommandTakesBackOnlyItself() throws {
    let test = try TestStore()
    let (blocker, gate) = Self.gate()
    #expect(test.store.writer.submit(blocker))
    while test.store.writer.waitingCommands > 0 { usleep(1000) }
    let good = TestCommand(Self.make("good"))
    let bad = TestCommand<Bool> { (tx) throws(InboxError) in
      _ = try Self.make("bad")(tx)
      throw .responseEmpty
    }
    let other = TestCommand(Self.make("other"))
    for command in [good, bad, other] { #expect(test.store.writer.submit(command)) }
    gate.signal()
    #expect(try good.wait())
    #expect(throws: InboxError.responseEmpty) { try bad.wait() }
    #expect(try other.wait())
    #expect(
      try test.read { (tx) throws(InboxError) in try tx.workspaces(after: "", limit: 9) }.items.map(\.slug) == [
        "good", "other",
      ])
  }

  /// Invariant 5.
  @Test func fullQueueSheds() throws {
    let test = try TestStore { $0.queuedCommandsMax = 2 }
    let (blocker, gate) = Self.gate()
    #expect(test.store.writer.submit(blocker))
    while test.store.writer.waitingCommands > 0 { usleep(1000) }
    let commands = (0..<3).map { TestCommand(Self.make("w\($0)")) }
    #expect(commands.map { test.store.writer.submit($0) } == [true, true, false])
    gate.signal()
    #expect(try commands[0].wait())
    #expect(try commands[1].wait())
  }

  /// Invariant 7.
  @Test func stopAnswersWhatWasAccepted() throws {
    let test = try TestStore()
    let commands = (0..<50).map { TestCommand(Self.make("w\($0)")) }
    for command in commands { #expect(test.store.writer.submit(command)) }
    test.store.close()
    for command in commands { #expect(try command.wait()) }
    #expect(!test.store.writer.submit(TestCommand(Self.make("late"))))
    let again = try TestStore(directory: test.directory)
    #expect(try Self.count(again) == 50)
  }

  @Test func secondStoreOnADirectoryIsRefused() throws {
    let test = try TestStore()
    let error = #expect(throws: StoreError.self) { try Store.open(StoreConfiguration(directory: test.directory)) }
    #expect(error.map { "\($0)".contains("in use by another server (process \(getpid()))") } == true)
    test.store.close()
    let again = try TestStore(directory: test.directory)
    #expect(try Self.count(again) == 0)
  }
}
