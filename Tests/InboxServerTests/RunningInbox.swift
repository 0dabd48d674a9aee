import Foundation
import GRPC
import GRPCClient
import GRPCServer
import InboxAPI
import InboxModel
import InboxServer
import InboxStore
import Net
import Protobuf
import StandardAPI
import Synchronization
import Testing

/// A whole server on a free port: a real store in a temporary directory, with the workspace `demo` and its administrator.
final class RunningInbox {
  /// The store, for what no call does.
  let store: Store
  /// Two loops, so that calls of different connections meet only in the store.
  let server: Server
  /// Where requests and answers lie until the test ends.
  let arena = Arena()
  /// The data directory.
  private let directory: URL
  /// How far the store's clock is ahead of the machine's.
  private let ahead: Clock

  /// A clock that can be put forward.
  private final class Clock: Sendable {
    /// By how many microseconds.
    let offset = Atomic<Int64>(0)
  }

  /// A running server; `queuedCommandsMax` bounds the writer's queue, `commandBytesMax` what a loop has there.
  init(queuedCommandsMax: Int = 1_000, commandBytesMax: Int? = nil) throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "inbox-server-\(UUID().uuidString)")
    let ahead = Clock()
    self.ahead = ahead
    var configuration = StoreConfiguration(directory: directory.path) {
      SystemClock.microseconds() + ahead.offset.load(ordering: .relaxed)
    }
    configuration.queuedCommandsMax = queuedCommandsMax
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let store = try Store.open(configuration)
    self.store = store
    server = try Server(on: #require(SocketAddress("127.0.0.1:0")), loops: 2) { loop in
      (try? InboxRoutes.make(for: store, on: loop, commandBytesMax: commandBytesMax) { _ in }) ?? []
    }
    server.start()
    try write { (transaction) throws(InboxError) in
      let owner = User(id: "owner", displayName: "Olga Owner", role: .owner)
      let caller = try transaction.createWorkspace("demo", displayName: "Demo", owner: owner)
      _ = try transaction.createUser(User(id: "admin", displayName: "Ada Admin", role: .admin), by: caller)
    }
  }

  deinit {
    server.stop()
    store.close()
    arena.destroy()
    try? FileManager.default.removeItem(at: directory)
  }

  // MARK: Calls

  /// A connection of its own.
  func connect() throws -> Connection { try Connection(to: server.address) }

  /// The metadata of an actor; nil names none.
  func metadata(_ actor: String?, _ more: [(String, String)] = []) -> Metadata {
    var metadata = Metadata()
    if let actor { metadata.append(name: "inbox-actor", value: actor) }
    for (name, value) in more { metadata.append(name: name, value: value) }
    return metadata
  }

  /// A request filled in.
  func make<Request: ProtoMessage>(_ type: Request.Type, _ fill: (Request) -> Void) -> Request {
    let request = Request(in: arena)
    fill(request)
    return request
  }

  /// Calls a method and waits for its answer.
  func call<Response: ProtoMessage>(
    _ connection: Connection, _ method: MethodDescriptor, _ request: some ProtoMessage, _ type: Response.Type,
    as actor: String = "users/admin"
  ) throws -> Response {
    let bytes = try connection.unary(method, request.packed(), metadata: metadata(actor))
    return try unsafe bytes.withUnsafeBytes { try unsafe Response.decode($0, in: arena) }
  }

  /// The code and reason with which a call ends that is expected to fail.
  func refusal(
    _ connection: Connection, _ method: MethodDescriptor, _ request: [UInt8], _ metadata: Metadata,
    timeoutNanoseconds: UInt64? = nil
  ) throws -> (code: StatusCode, reason: String, message: String) {
    do throws(GRPC.Status) {
      _ = try connection.unary(method, request, metadata: metadata, timeoutNanoseconds: timeoutNanoseconds)
      return (.ok, "", "")
    } catch {
      return try read(error)
    }
  }

  /// The code and reason of a status.
  func read(_ error: GRPC.Status) throws -> (code: StatusCode, reason: String, message: String) {
    guard !error.details.isEmpty else { return (error.code, "", error.message) }
    let status = try unsafe error.details.withUnsafeBytes { try unsafe RPCStatus.decode($0, in: arena) }
    let detail = try #require(status.details.first { $0.typeURL.string.hasSuffix("/google.rpc.ErrorInfo") })
    let info = try unsafe ErrorInfo.decode(UnsafeRawBufferPointer(detail.value.buffer), in: arena)
    return (error.code, info.reason.string, error.message)
  }

  /// Pushes a review in and gives the interaction's name.
  func review(
    _ connection: Connection, _ externalID: String, more: (InboxAPI.IngestItem) -> Void = { _ in }
  ) throws -> String {
    let request = make(IngestInteractionsRequest.self) { request in
      request.setParent("workspaces/demo")
      let item = request.items.append()
      item.source = .google
      item.setExternalID(externalID)
      let customer = item.makeCustomer()
      customer.setDisplayName("Marie Dubois")
      let identity = customer.identities.append()
      identity.source = .google
      identity.setExternalID("customer-of-\(externalID)")
      let message = item.messages.append()
      message.setExternalID("message-of-\(externalID)")
      message.direction = .inbound
      message.setText("The soup was cold.")
      message.makeMessageTime().microseconds = 1_700_000_000_000_000
      more(item)
    }
    let answer = try call(
      connection, IngestServiceMethods.ingestInteractions, request, IngestInteractionsResponse.self,
      as: "connectors/google")
    return try #require(answer.results.first).interaction.string
  }

  /// A note on an interaction.
  func note(_ body: String, on name: String, requestID: String = "") -> CreateNoteRequest {
    make(CreateNoteRequest.self) { request in
      request.setParent(name)
      request.setBody(body)
      request.setRequestID(requestID)
    }
  }

  /// The bodies of an interaction's notes.
  func notes(_ connection: Connection, on name: String) throws -> [String] {
    let request = make(ListNotesRequest.self) { $0.setParent(name) }
    return try call(connection, NotesServiceMethods.listNotes, request, ListNotesResponse.self).notes.map(\.body.string)
  }

  // MARK: Time and files

  /// Puts the store's clock forward.
  func advance(hours: Int64) { ahead.offset.add(hours * 3_600_000_000, ordering: .relaxed) }

  /// How many contents of attachments the data directory has.
  func contentCount() throws -> Int {
    let folders = try FileManager.default.contentsOfDirectory(
      at: directory.appending(path: "files"), includingPropertiesForKeys: nil)
    return try folders.reduce(0) { count, folder in
      try count + FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).count
    }
  }

  /// Whether a file of the data directory has a text in it.
  func filesContain(_ text: String) throws -> Bool {
    let bytes = Data(text.utf8)
    return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil).contains {
      try !$0.hasDirectoryPath && Data(contentsOf: $0).range(of: bytes) != nil
    }
  }

  // MARK: The writer

  /// Runs a change on the writer's thread and waits for its commit.
  func write(_ body: @escaping (WriteTransaction) throws(InboxError) -> Void) throws(InboxError) {
    let command = TestCommand(body)
    precondition(store.writer.submit(command), "the queue is full")
    try command.wait()
  }

  /// Keeps the writer busy until the returned closure is called.
  func holdWriter() -> () -> Void {
    let begun = DispatchSemaphore(value: 0)
    let release = DispatchSemaphore(value: 0)
    let command = TestCommand { _ in
      begun.signal()
      release.wait()
    }
    precondition(store.writer.submit(command), "the queue is full")
    begun.wait()
    return { release.signal() }
  }
}

/// A change made of a closure, whose caller may wait for it.
private final class TestCommand: WriteCommand, CommandHome, @unchecked Sendable {
  // Sound as Sendable: the caller touches nothing between submitting and the signal.

  /// The change.
  private let body: (WriteTransaction) throws(InboxError) -> Void
  /// What became of it.
  private var outcome: CommandOutcome?
  /// Signalled when it is finished.
  private let finished = DispatchSemaphore(value: 0)

  /// A change that was not made yet.
  init(_ body: @escaping (WriteTransaction) throws(InboxError) -> Void) { self.body = body }

  /// Makes the change.
  func execute(in transaction: WriteTransaction) throws(InboxError) { try body(transaction) }

  /// Keeps the outcome.
  func didFinish(_ outcome: CommandOutcome) { self.outcome = outcome }

  /// Itself: it waits alone.
  var home: any CommandHome { self }

  /// Wakes who waits.
  func deliver(_ finished: [any WriteCommand]) { self.finished.signal() }

  /// Waits for the outcome.
  func wait() throws(InboxError) {
    finished.wait()
    if case .failed(let error) = outcome { throw error }
  }
}
