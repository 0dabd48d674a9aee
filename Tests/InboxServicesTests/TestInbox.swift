import Foundation
import GRPC
import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import Testing

@testable import InboxServices

/// A real store in a temporary directory with two workspaces, `demo` and `other`, and calls on it without a server.
final class TestInbox {
  /// The store.
  let store: Store
  /// The reader of the one "loop".
  private let reader: Reader
  /// Where requests and responses lie until the test ends.
  let arena = Arena()
  /// The data directory.
  private let directory: URL
  /// The handlers of the inbox.
  let inbox = Inbox()
  /// The handlers of interactions.
  let interactions = Interactions()
  /// The handlers of notes.
  let notes = Notes()
  /// The handlers of notifications.
  let notifications = Notifications()
  /// The handlers of ingestion.
  let ingest = Ingest()
  /// The handlers of the directory.
  let directoryService = Directory()
  /// The time, which moves on with each look.
  let clock = TestClock()

  /// A fresh store with its two workspaces.
  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "inbox-services-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let clock = clock
    store = try Store.open(StoreConfiguration(directory: directory.path) { clock.now() })
    reader = try store.makeReader()
    for slug in ["demo", "other"] {
      try write { (transaction) throws(InboxError) in
        try transaction.makeTeam(slug)
      }
    }
  }

  deinit {
    reader.endTurn()
    store.close()
    arena.destroy()
    try? FileManager.default.removeItem(at: directory)
  }

  /// Runs a query as an actor of a workspace.
  func query<Request: ProtoMessage, Response>(
    _ handler: (Request, Call, ReadTransaction) throws(InboxError) -> Response, as actor: String = "users/admin",
    in workspace: String = "demo", _ fill: (Request) -> Void
  ) throws(InboxError) -> Response {
    let request = Request(in: arena)
    fill(request)
    let transaction = try reader.snapshot()
    defer { reader.endTurn() }
    let caller = try transaction.caller(workspace: workspace, actor: try Actor(actor.utf8.span))
    return try handler(request, Call(caller: caller, now: transaction.now, arena: arena), transaction)
  }

  /// Runs a command as an actor of a workspace, on the writer's thread.
  func command<Request: ProtoMessage, Response>(
    _ handler: @escaping (Request, Call, WriteTransaction) throws(InboxError) -> Response,
    as actor: String = "users/admin", in workspace: String = "demo", _ fill: (Request) -> Void
  ) throws(InboxError) -> Response {
    let request = Request(in: arena)
    fill(request)
    let arena = arena
    return try write { (transaction) throws(InboxError) in
      let caller = try transaction.caller(workspace: workspace, actor: try Actor(actor.utf8.span))
      return try handler(request, Call(caller: caller, now: transaction.now, arena: arena), transaction)
    }
  }

  /// Runs a change on the writer's thread and waits for its commit.
  @discardableResult
  func write<Result>(
    _ body: @escaping (WriteTransaction) throws(InboxError) -> Result
  ) throws(InboxError) -> Result {
    let command = TestCommand(body)
    precondition(store.writer.submit(command), "the queue is full")
    return try command.wait()
  }
}

/// A clock that moves one second with each look, so that no two instants are equal.
final class TestClock: @unchecked Sendable {
  // Sound as Sendable: the time is guarded by the lock.

  /// Guards the time.
  private let lock = NSLock()
  /// The last time given: it begins at 2026-11-22T12:00:00Z.
  private var time: Int64 = 1_795_348_800_000_000

  /// The next time.
  func now() -> Int64 {
    lock.withLock {
      time += 1_000_000
      return time
    }
  }
}

/// A change made of a closure, whose caller waits for it.
private final class TestCommand<Result>: WriteCommand, CommandHome, @unchecked Sendable {
  // Sound as Sendable: the caller touches nothing between submitting and the signal.

  /// The change.
  private let body: (WriteTransaction) throws(InboxError) -> Result
  /// What it gave.
  private var result: Result?
  /// What became of it.
  private var outcome: CommandOutcome?
  /// Signalled when it is finished.
  private let finished = DispatchSemaphore(value: 0)

  /// A change that was not made yet.
  init(_ body: @escaping (WriteTransaction) throws(InboxError) -> Result) { self.body = body }

  /// Makes the change.
  func execute(in transaction: WriteTransaction) throws(InboxError) { result = try body(transaction) }

  /// Keeps the outcome.
  func didFinish(_ outcome: CommandOutcome) { self.outcome = outcome }

  /// Itself: it waits alone.
  var home: any CommandHome { self }

  /// Wakes who waits.
  func deliver(_ finished: [any WriteCommand]) { self.finished.signal() }

  /// Waits for the outcome.
  func wait() throws(InboxError) -> Result {
    finished.wait()
    switch outcome {
    case .failed(let error): throw error
    case .committed, nil: return result!
    }
  }
}

extension WriteTransaction {
  /// Makes a workspace with users of every role, two brands' places, a group, a keyword and two attributes.
  func makeTeam(_ slug: String) throws(InboxError) {
    let owner = User(id: "owner", displayName: "Olivia Owner", role: .owner)
    let caller = try createWorkspace(slug, displayName: slug.capitalized, owner: owner)
    let brand = try createBrand(Brand(id: BrandID("bistro"), displayName: "Bistro"), by: caller)
    for (id, name) in [("paris", "Paris"), ("lyon", "Lyon")] {
      let sourceIDs = [LocationSourceID(source: .google, externalID: "google-\(id)")]
      let location = Location(id: LocationID(id), displayName: name, brand: brand.id, sourceIDs: sourceIDs)
      try createLocation(location, by: caller)
    }
    let all = [LocationID("paris"), LocationID("lyon")]
    try createLocationGroup(
      LocationGroup(id: LocationGroupID("france"), displayName: "France", locations: all), by: caller)
    let paris = UserAccess.Place.location(LocationID("paris"))
    for user in [
      User(id: "admin", displayName: "Ada Admin", role: .admin),
      User(id: "watcher", displayName: "Oscar Observer", role: .observer),
      User(id: "editor", displayName: "Eve Editor", role: .restricted, accesses: [UserAccess(paris, .editor)]),
      User(id: "viewer", displayName: "Vic Viewer", role: .restricted, accesses: [UserAccess(paris, .viewer)]),
      User(id: "gone", displayName: "Gus Gone", role: .admin, isDeactivated: true),
    ] { try createUser(user, by: caller) }
    try createKeyword(Keyword(id: KeywordID("service"), displayName: "Service", terms: ["waiter"]), by: caller)
    let options = [AttributeOption(id: "high", displayName: "High"), AttributeOption(id: "low", displayName: "Low")]
    for definition in [
      AttributeDefinition(
        id: AttributeDefinitionID("urgency"), displayName: "Urgency", type: .singleSelect, target: .interaction,
        options: options),
      AttributeDefinition(
        id: AttributeDefinitionID("tier"), displayName: "Tier", type: .text, target: .customer, options: []),
    ] { try createAttributeDefinition(definition, by: caller) }
  }
}
