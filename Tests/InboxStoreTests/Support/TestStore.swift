import Foundation
import InboxModel
import InboxStore
import Synchronization
import Testing

/// A clock that goes only when told to.
final class TestClock: Sendable {
  /// Microseconds since 1970.
  private let time = Atomic<Int64>(1_800_000_000_000_000)

  /// The time now.
  var now: Int64 { time.load(ordering: .relaxed) }

  /// Goes on.
  func advance(seconds: Int64) { time.add(seconds * 1_000_000, ordering: .relaxed) }
}

/// A store in a directory of its own, with calls that wait for their commit.
final class TestStore: Sendable {
  /// The store.
  let store: Store
  /// Its clock.
  let clock = TestClock()
  /// Where it lies.
  let directory: String

  /// Opens a new directory, or one that is there.
  init(directory: String? = nil, _ configure: (inout StoreConfiguration) -> Void = { _ in }) throws {
    self.directory =
      directory ?? FileManager.default.temporaryDirectory.appendingPathComponent("inboxd-\(UUID().uuidString)").path
    let clock = clock
    var configuration = StoreConfiguration(directory: self.directory) { clock.now }
    configure(&configuration)
    store = try Store.open(configuration)
  }

  deinit {
    store.close()
    try? FileManager.default.removeItem(atPath: directory)
  }

  /// Runs a change and waits for its commit.
  @discardableResult
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (WriteTransaction) throws(InboxError) -> Value
  ) throws(InboxError) -> Value {
    let command = TestCommand(body)
    precondition(store.writer.submit(command), "the queue is full")
    return try command.wait()
  }

  /// Reads in a snapshot of its own.
  func read<Value>(_ body: (ReadTransaction) throws(InboxError) -> Value) throws -> Value {
    let reader = try store.makeReader()
    defer { reader.endTurn() }
    return try body(try reader.snapshot())
  }
}

/// A home that wakes whoever waits.
final class TestHome: CommandHome {
  /// How often it was called, and with how many.
  let deliveries = Mutex<[Int]>([])

  /// Counts.
  func deliver(_ finished: [any WriteCommand]) {
    deliveries.withLock { $0.append(finished.count) }
    for command in finished { (command as? any Waking)?.wake() }
  }
}

/// A command that someone waits for.
protocol Waking {
  /// Ends the wait.
  func wake()
}

/// A closure as a command.
final class TestCommand<Value: Sendable>: WriteCommand, Waking {
  /// A change.
  typealias Body = @Sendable (WriteTransaction) throws(InboxError) -> Value

  /// Where every test command goes unless told otherwise.
  static var sharedHome: TestHome { TestHome() }

  /// What it does; let go before anybody is woken. What it holds on to (a store, at times) is not to end on the writer's thread.
  private let body: Mutex<Body?>
  /// What it gave.
  private let value = Mutex<Value?>(nil)
  /// What became of it.
  private let outcome = Mutex<CommandOutcome?>(nil)
  /// Signalled when delivered.
  private let delivered = DispatchSemaphore(value: 0)
  /// Where it goes.
  private let ownHome: TestHome

  /// A command.
  init(home: TestHome = TestHome(), _ body: @escaping Body) {
    self.ownHome = home
    self.body = Mutex(body)
  }

  /// Where it goes.
  var home: any CommandHome { ownHome }

  /// Runs the closure.
  func execute(in transaction: WriteTransaction) throws(InboxError) {
    guard let body = body.withLock({ $0 }) else {
      preconditionFailure("a command is carried out before it has finished")
    }
    let result = try body(transaction)
    value.withLock { $0 = result }
  }

  /// Keeps the outcome.
  func didFinish(_ outcome: CommandOutcome) {
    body.withLock { $0 = nil }
    self.outcome.withLock { $0 = outcome }
  }

  /// Ends the wait.
  func wake() { delivered.signal() }

  /// Waits for the answer.
  func wait() throws(InboxError) -> Value {
    delivered.wait()
    switch outcome.withLock({ $0 }) {
    case .committed?: return value.withLock { $0! }
    case .failed(let error)?: throw error
    case nil: preconditionFailure("delivered without an outcome")
    }
  }
}

/// Work on a thread of its own, whose end is waited for.
final class Work: Sendable {
  /// Signalled at the end.
  private let ended = DispatchSemaphore(value: 0)

  /// Begins; an error is recorded.
  init(_ body: @escaping @Sendable () throws -> Void) {
    let ended = ended
    Thread.detachNewThread {
      do { try body() } catch { Issue.record(error) }
      ended.signal()
    }
  }

  /// Waits for the end.
  func wait() { ended.wait() }
}
