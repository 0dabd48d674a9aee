import GRPC
import GRPCClient
import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

/// A back-fill is acknowledged as far as it is on disk, and every item answers for itself.
@Suite("Back-filling from a stream")
struct BackfillTests {
  @Test("acknowledges requests in their order, each with a result for each item, until the client has sent all")
  func acknowledgements() throws {
    let inbox = try RunningInbox()
    let stream = try Backfill(inbox)
    let sizes = [500, 1, 0, 300, 300]
    for (index, size) in sizes.enumerated() {
      try stream.send(sequence: Int64(index + 1) * 10, from: index * 1_000, count: size)
    }
    stream.call.endRequests()
    var acknowledged: [Int64] = []
    var results: [(sequence: Int64, index: Int32)] = []
    while let answer = try stream.next() {
      acknowledged.append(answer.acknowledgedSequence)
      for result in answer.results {
        #expect(result.outcome == .created && !result.interaction.isEmpty && result.createdMessageCount == 1)
        #expect(result.sequence <= answer.acknowledgedSequence)
        results.append((result.sequence, result.index))
      }
    }
    #expect(acknowledged == acknowledged.sorted() && acknowledged.last == 50)
    let expected = sizes.enumerated().flatMap { index, size in
      (0..<size).map { (sequence: Int64(index + 1) * 10, index: Int32($0)) }
    }
    #expect(results.map(\.sequence) == expected.map(\.sequence) && results.map(\.index) == expected.map(\.index))
  }

  @Test("lets an item that is wrong fail alone; with failures_only nothing else is told")
  func failures() throws {
    let inbox = try RunningInbox()
    let stream = try Backfill(inbox)
    try stream.send(sequence: 1, from: 0, count: 3) { request in
      request.failuresOnly = true
      request.items[1].setExternalID("")
    }
    stream.call.endRequests()
    let answer = try #require(try stream.next())
    #expect(answer.acknowledgedSequence == 1 && answer.results.map(\.index) == [1])
    #expect(answer.results[0].outcome == .failed && answer.results[0].error?.reason == "FIELD_REQUIRED")
    #expect(try stream.next() == nil)
  }

  @Test("takes a customer alone, and the same one again changes nothing")
  func customerAlone() throws {
    let inbox = try RunningInbox()
    let stream = try Backfill(inbox)
    for sequence in 1...2 {
      try stream.send(sequence: Int64(sequence), from: 0, count: 0) { request in
        let identity = request.items.append().makeCustomer().identities.append()
        identity.source = .google
        identity.setExternalID("c1")
      }
    }
    stream.call.endRequests()
    var results: [InboxAPI.IngestResult] = []
    while let answer = try stream.next() { results += Array(answer.results) }
    #expect(results.map(\.outcome) == [.created, .unchanged])
    #expect(results.allSatisfy { $0.interaction.isEmpty } && results[0].customer == results[1].customer)
    #expect(results[0].customer.string.hasPrefix("workspaces/demo/customers/"))
  }

  @Test("ends with a reason when requests are not numbered upwards, are too large, or change their workspace")
  func refusals() throws {
    let inbox = try RunningInbox()
    try Backfill(inbox).expectRefusal(.invalidArgument) { try $0.send(sequence: 0, from: 0, count: 1) }
    try Backfill(inbox).expectRefusal(.invalidArgument) { try $0.send(sequence: 1, from: 0, count: 501) }
    try Backfill(inbox).expectRefusal(.invalidArgument) { stream in
      try stream.send(sequence: 1, from: 0, count: 1)
      try stream.send(sequence: 1, from: 1, count: 1)
    }
    try Backfill(inbox).expectRefusal(.invalidArgument) { stream in
      try stream.send(sequence: 1, from: 0, count: 1)
      try stream.send(sequence: 2, from: 1, count: 1) { $0.setParent("workspaces/other") }
    }
    try Backfill(inbox, as: "workflows/w").expectRefusal(.permissionDenied) {
      try $0.send(sequence: 1, from: 0, count: 1)
    }
    let silent = try Backfill(inbox)
    silent.call.endRequests()
    #expect(throws: GRPC.Status.self) { try silent.call.next() }
  }

  @Test("is stored as far as it was acknowledged when the client goes, and goes on from there")
  func reconnect() throws {
    let inbox = try RunningInbox()
    let first = try Backfill(inbox)
    for sequence in 1...20 { try first.send(sequence: Int64(sequence), from: sequence * 100, count: 100) }
    let acknowledged = try #require(try first.next()).acknowledgedSequence
    first.call.cancel()
    let second = try Backfill(inbox)
    for sequence in acknowledged...20 { try second.send(sequence: sequence, from: Int(sequence) * 100, count: 100) }
    second.call.endRequests()
    var outcomes: [InboxAPI.IngestOutcome] = []
    while let answer = try second.next() { outcomes += answer.results.map(\.outcome) }
    // The acknowledged request that was sent again was there whole.
    #expect(outcomes.count == Int(21 - acknowledged) * 100)
    #expect(outcomes.prefix(100).allSatisfy { $0 == .unchanged })
    #expect(outcomes.allSatisfy { $0 == .created || $0 == .unchanged })
  }
}

/// An open back-fill on a connection of its own.
private struct Backfill {
  let inbox: RunningInbox
  let connection: Connection
  let call: GRPCClient.Call

  /// Opens it.
  init(_ inbox: RunningInbox, as actor: String = "connectors/google") throws {
    self.inbox = inbox
    connection = try inbox.connect()
    call = try connection.open(IngestServiceMethods.streamInteractions, metadata: inbox.metadata(actor))
  }

  /// Sends a request with reviews numbered from `first` on.
  func send(
    sequence: Int64, from first: Int, count: Int, _ change: (StreamInteractionsRequest) -> Void = { _ in }
  ) throws {
    let request = inbox.make(StreamInteractionsRequest.self) { request in
      request.setParent("workspaces/demo")
      request.sequence = sequence
      for number in first..<first + count {
        let item = request.items.append()
        item.source = .google
        item.setExternalID("r\(number)")
        let identity = item.makeCustomer().identities.append()
        identity.source = .google
        identity.setExternalID("c\(number)")
        let message = item.messages.append()
        message.setExternalID("m\(number)")
        message.direction = .inbound
        message.setText("Number \(number)")
        message.makeMessageTime().microseconds = 1_700_000_000_000_000 + Int64(number)
      }
      change(request)
    }
    call.send(request.packed())
  }

  /// The next acknowledgement; nil at the end.
  func next() throws -> StreamInteractionsResponse? {
    guard let bytes = try call.next() else { return nil }
    return try unsafe bytes.withUnsafeBytes { try unsafe StreamInteractionsResponse.decode($0, in: inbox.arena) }
  }

  /// Expects the stream to end with a code, after any acknowledgements.
  func expectRefusal(_ code: StatusCode, _ send: (Backfill) throws -> Void) throws {
    try send(self)
    do throws(GRPC.Status) {
      while try call.next() != nil {}
      Issue.record("the stream ended well")
    } catch {
      #expect(error.code == code)
    }
  }
}
