import GRPC
import GRPCClient
import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import Testing

/// A watcher of a view hears what enters, changes in and leaves it, once, with the counts after it.
@Suite("Watching and changing the inbox")
struct InboxWatchTests {
  /// Reads the answers of a method that streams.
  private struct Answers<Response: ProtoMessage> {
    /// The server.
    let inbox: RunningInbox
    /// Kept open for as long as the answers are read.
    let connection: Connection
    /// The call.
    let call: GRPCClient.Call

    /// Calls.
    init(_ inbox: RunningInbox, _ method: MethodDescriptor, _ request: some ProtoMessage) throws {
      self.inbox = inbox
      connection = try inbox.connect()
      call = try connection.open(method, metadata: inbox.metadata("users/admin"))
      call.send(request.packed())
      call.endRequests()
    }

    /// The next answer; nil at the end.
    func next() throws -> Response? {
      guard let bytes = try call.next() else { return nil }
      return try unsafe bytes.withUnsafeBytes { try unsafe Response.decode($0, in: inbox.arena) }
    }
  }

  /// Watches a view.
  private func watch(
    _ inbox: RunningInbox, token: String = "", _ fill: (WatchInboxRequest) -> Void = { _ in }
  ) throws -> Answers<WatchInboxResponse> {
    let request = inbox.make(WatchInboxRequest.self) {
      $0.setParent("workspaces/demo")
      $0.setResumeToken(token)
      fill($0)
    }
    return try Answers(inbox, InboxServiceMethods.watchInbox, request)
  }

  /// Sets a status.
  private func set(_ status: InteractionStatus, _ name: String, _ connection: Connection, _ inbox: RunningInbox) throws
  {
    let request = inbox.make(SetStatusRequest.self) {
      $0.setName(name)
      $0.status = status
    }
    _ = try inbox.call(connection, InteractionServiceMethods.setStatus, request, SetStatusResponse.self)
  }

  @Test("tells of entering, changing and leaving, with counts where they changed")
  func changes() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let pending = try watch(inbox) { $0.makeFilter().statuses.append(.pending) }
    let first = try #require(try pending.next())
    #expect(first.changes.isEmpty && first.counts.count == 8 && !first.resumeToken.isEmpty)
    let name = try inbox.review(connection, "r1")
    let second = try #require(try pending.next())
    #expect(second.changes.map(\.type) == [.entered] && second.changes[0].name.string == name)
    #expect(second.changes[0].interaction?.snippet == "The soup was cold.")
    #expect(second.counts.map(\.view) == [.unassigned, .all] && second.counts.allSatisfy { $0.reviews == 1 })
    let pin = inbox.make(PinInteractionRequest.self) { $0.setName(name) }
    _ = try inbox.call(connection, InteractionServiceMethods.pinInteraction, pin, PinInteractionResponse.self)
    #expect(try pending.next()?.changes.map(\.type) == [.changed])
    try set(.processed, name, connection, inbox)
    let last = try #require(try pending.next())
    #expect(last.changes.map(\.type) == [.left] && last.changes[0].interaction == nil && last.counts.isEmpty)
  }

  @Test("goes on from the token of counts, of a list, or of itself")
  func resume() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let counts = inbox.make(GetCountsRequest.self) { $0.setParent("workspaces/demo") }
    var token = try inbox.call(connection, InboxServiceMethods.getCounts, counts, GetCountsResponse.self)
      .resumeToken.string
    var seen: [String] = []
    var expected: [String] = []
    for round in 0..<4 {
      for number in 0..<3 { expected.append(try inbox.review(connection, "r\(round)-\(number)")) }
      let answers = try watch(inbox, token: token) { $0.omitCounts = true }
      while seen.count < expected.count {
        let answer = try #require(try answers.next())
        seen += answer.changes.map(\.name.string)
        token = answer.resumeToken.string
      }
      answers.call.cancel()
    }
    #expect(seen == expected)
  }

  @Test("changes all that a selection holds, after showing what it would do, and a repeat changes nothing")
  func batch() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let names = try (0..<5).map { try inbox.review(connection, "r\($0)") }
    try set(.ignored, names[0], connection, inbox)
    func change(
      _ fill: (BatchUpdateInteractionsRequest) -> Void
    ) throws -> [BatchUpdateInteractionsResponse] {
      let request = inbox.make(BatchUpdateInteractionsRequest.self) { request in
        request.setParent("workspaces/demo")
        request.makeChange().status = .processed
        fill(request)
      }
      let answers = try Answers<BatchUpdateInteractionsResponse>(
        inbox, InboxServiceMethods.batchUpdateInteractions, request)
      var all: [BatchUpdateInteractionsResponse] = []
      while let answer = try answers.next() { all.append(answer) }
      return all
    }
    func select(_ request: BatchUpdateInteractionsRequest) {
      request.makeSelection().makeFilter().statuses.append(.pending)
    }
    let preview = try change {
      select($0)
      $0.validateOnly = true
    }
    #expect(preview.map(\.matchedCount) == [4] && preview[0].changedCount == 4 && preview[0].resumeToken.isEmpty)
    let done = try change {
      select($0)
      $0.setRequestID("batch-1")
    }
    #expect(done.map(\.doneCount) == [4] && done[0].changedCount == 4 && done[0].failures.isEmpty)
    let again = try change {
      select($0)
      $0.setRequestID("batch-1")
    }
    #expect(again.last?.changedCount == 4)
    let missing = "workspaces/demo/interactions/0000000000001"
    let named = try change {
      $0.names.append(names[0])
      $0.names.append(missing)
      $0.names.append(names[1])
    }
    #expect(named.map(\.matchedCount) == [3] && named[0].changedCount == 1 && named[0].failedCount == 1)
    #expect(named[0].failures.map(\.name.string) == [missing])
    #expect(named[0].failures[0].error?.reason == "RESOURCE_NOT_FOUND")
  }
}
