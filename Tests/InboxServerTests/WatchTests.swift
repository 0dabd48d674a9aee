import Foundation
import GRPC
import GRPCClient
import GRPCServer
import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

/// A watcher is told of each event once and in order, whatever happens between him and the server.
@Suite("Watching an interaction")
struct WatchTests {
  @Test("answers at once without news, then streams each event as it commits, with the row after it")
  func live() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let name = try inbox.review(connection, "r1")
    var watch = try Watch(inbox, name)
    let first = try watch.next()
    #expect(first.events.isEmpty && first.interaction == nil && !first.resumeToken.isEmpty)
    try inbox.set(.processed, name, connection)
    let second = try watch.next()
    #expect(second.events.map(\.type) == [.statusChanged])
    #expect(second.events[0].status?.before == .pending && second.events[0].status?.after == .processed)
    #expect(second.events[0].actor == "users/admin")
    #expect(second.interaction?.status == .processed)
    _ = try inbox.call(
      connection, NotesServiceMethods.createNote, inbox.note("a note", on: name), CreateNoteResponse.self)
    let third = try watch.next()
    #expect(third.events.map(\.type) == [.noteCreated])
    #expect(third.events[0].sequence > second.events[0].sequence)
  }

  @Test("hears nothing of other interactions, of other workspaces, and of others' pins")
  func others() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let mine = try inbox.review(connection, "r1")
    let other = try inbox.review(connection, "r2")
    var watch = try Watch(inbox, mine)
    _ = try watch.next()
    try inbox.set(.processed, other, connection)
    let pin = inbox.make(PinInteractionRequest.self) { $0.setName(mine) }
    _ = try inbox.call(
      connection, InteractionServiceMethods.pinInteraction, pin, PinInteractionResponse.self, as: "users/owner")
    _ = try inbox.call(connection, InteractionServiceMethods.pinInteraction, pin, PinInteractionResponse.self)
    try inbox.set(.ignored, mine, connection)
    var seen: [InboxAPI.Event] = []
    while seen.count < 2 { seen += try watch.next().events }
    #expect(seen.map(\.type) == [.pinned, .statusChanged])
    #expect(seen[0].actor == "users/admin")
  }

  @Test("goes on from a resume token of the stream or of GetInteraction, with nothing lost and nothing repeated")
  func resume() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let name = try inbox.review(connection, "r1")
    let get = inbox.make(GetInteractionRequest.self) { $0.setName(name) }
    let opened = try inbox.call(
      connection, InteractionServiceMethods.getInteraction, get, GetInteractionResponse.self)
    var token = opened.resumeToken.string
    let known = try inbox.sequences(of: name)
    var seen: [Int64] = []
    for round in 0..<5 {
      for status in [InteractionStatus.ignored, .processed, .pending] { try inbox.set(status, name, connection) }
      // Each round reads one message more than the one before, and hangs up in the middle of what there is.
      var watch = try Watch(inbox, name, token)
      for _ in 0...round % 2 {
        let answer = try watch.next()
        seen += answer.events.map(\.sequence)
        token = answer.resumeToken.string
        if round % 2 == 1 { try inbox.set(.ignored, name, connection) }
      }
      watch.call.cancel()
    }
    var last = try Watch(inbox, name, token)
    seen += try last.next().events.map(\.sequence)
    #expect(seen == seen.sorted() && Set(seen).count == seen.count)
    let stored = try inbox.sequences(of: name)
    #expect(seen == Array(stored.dropFirst(known.count)))
  }

  @Test("refuses a token of another interaction")
  func tokens() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let one = try inbox.review(connection, "r1")
    let other = try inbox.review(connection, "r2")
    var watch = try Watch(inbox, one)
    let token = try watch.next().resumeToken.string
    let request = inbox.make(WatchInteractionRequest.self) { request in
      request.setName(other)
      request.setResumeToken(token)
    }
    let refused = try Watch.refusal(inbox, request.packed())
    #expect(refused.code == .invalidArgument && refused.reason == "RESUME_TOKEN_INVALID")
  }

  @Test("waits for a reader who does not read, and then gives him everything in order")
  func slowReader() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let name = try inbox.review(connection, "r1")
    var watch = try Watch(inbox, name)
    _ = try watch.next()
    let known = try inbox.sequences(of: name)
    for _ in 0..<40 {
      try inbox.write { (transaction) throws(InboxError) in
        let caller = try transaction.caller(workspace: "demo", actor: .user("admin"))
        let id = try InteractionName(name.utf8.span, field: "name").id
        for index in 0..<50 {
          try transaction.setStatus(index % 2 == 0 ? .ignored : .pending, of: id, by: caller)
        }
      }
    }
    var seen: [Int64] = []
    let stored = try inbox.sequences(of: name).dropFirst(known.count)
    #expect(stored.count == 2_000)
    while seen.count < stored.count { seen += try watch.next().events.map(\.sequence) }
    #expect(seen == Array(stored))
  }

  @Test("ends with NOT_FOUND when the watcher loses sight of the interaction, before he hears of what follows")
  func lostAccess() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let name = try inbox.review(connection, "r1")
    try inbox.makePlaces()
    try inbox.place(name: "r1", at: "here", connection, version: 1)
    var watch = try Watch(inbox, name, as: "users/local")
    _ = try watch.next()
    try inbox.set(.processed, name, connection)
    #expect(try watch.next().events.map(\.type) == [.statusChanged])
    try inbox.place(name: "r1", at: "there", connection, version: 2)
    let status = watch.end()
    #expect(status?.code == .notFound)
  }

  @Test("ends with SERVER_DRAINING when the server stops")
  func drain() throws {
    let inbox = try RunningInbox()
    let name = try inbox.review(try inbox.connect(), "r1")
    var watch = try Watch(inbox, name)
    _ = try watch.next()
    let stopped = DispatchSemaphore(value: 0)
    let server = inbox.server
    DispatchQueue.global().async {
      server.stop()
      stopped.signal()
    }
    #expect(watch.end()?.code == .unavailable)
    stopped.wait()
  }
}

/// An open watch on a connection of its own.
private struct Watch {
  let inbox: RunningInbox
  let connection: Connection
  let call: GRPCClient.Call

  /// Opens it.
  init(_ inbox: RunningInbox, _ name: String, _ token: String = "", as actor: String = "users/admin") throws {
    self.inbox = inbox
    connection = try inbox.connect()
    call = try connection.open(InteractionServiceMethods.watchInteraction, metadata: inbox.metadata(actor))
    let request = inbox.make(WatchInteractionRequest.self) { request in
      request.setName(name)
      request.setResumeToken(token)
    }
    call.send(request.packed())
    call.endRequests()
  }

  /// The next message.
  mutating func next() throws -> WatchInteractionResponse {
    let bytes = try #require(try call.next())
    return try unsafe bytes.withUnsafeBytes { try unsafe WatchInteractionResponse.decode($0, in: inbox.arena) }
  }

  /// The status it ends with, after no further message; nil if one came.
  mutating func end() -> GRPC.Status? {
    do throws(GRPC.Status) {
      return try call.next() == nil ? .ok : nil
    } catch {
      return error
    }
  }

  /// How opening is refused.
  static func refusal(_ inbox: RunningInbox, _ request: [UInt8]) throws -> (code: StatusCode, reason: String) {
    let refusal = try inbox.refusal(
      inbox.connect(), InteractionServiceMethods.watchInteraction, request, inbox.metadata("users/admin"))
    return (refusal.code, refusal.reason)
  }
}

extension RunningInbox {
  /// Sets a status.
  fileprivate func set(_ status: InteractionStatus, _ name: String, _ connection: Connection) throws {
    let request = make(SetStatusRequest.self) { request in
      request.setName(name)
      request.status = status
    }
    _ = try call(connection, InteractionServiceMethods.setStatus, request, SetStatusResponse.self)
  }

  /// Every event of an interaction, by the store.
  fileprivate func sequences(of name: String) throws -> [Int64] {
    var sequences: [Int64] = []
    try write { (transaction) throws(InboxError) in
      let caller = try transaction.caller(workspace: "demo", actor: .user("admin"))
      let id = try InteractionName(name.utf8.span, field: "name").id
      sequences = try transaction.events(of: id, after: 0, limit: 10_000, for: caller).map(\.sequence)
    }
    return sequences
  }

  /// Two locations, and a user of one of them.
  fileprivate func makePlaces() throws {
    try write { (transaction) throws(InboxError) in
      let owner = try transaction.caller(workspace: "demo", actor: .user("owner"))
      _ = try transaction.createBrand(Brand(id: BrandID("brand"), displayName: "Brand"), by: owner)
      for id in ["here", "there"] {
        _ = try transaction.createLocation(
          Location(id: LocationID(id), displayName: id, brand: BrandID("brand")), by: owner)
      }
      var user = User(id: "local", displayName: "Lou Local", role: .restricted)
      user.accesses = [UserAccess(.location(LocationID("here")), .viewer)]
      _ = try transaction.createUser(user, by: owner)
    }
  }

  /// Says where an interaction belongs, as the source does.
  fileprivate func place(name externalID: String, at location: String, _ connection: Connection, version: Int64) throws
  {
    let request = make(IngestInteractionsRequest.self) { request in
      request.setParent("workspaces/demo")
      let item = request.items.append()
      item.source = .google
      item.setExternalID(externalID)
      item.setLocation("workspaces/demo/locations/\(location)")
      item.makeSourceUpdateTime().microseconds = 1_700_000_000_000_000 + version
    }
    _ = try call(
      connection, IngestServiceMethods.ingestInteractions, request, IngestInteractionsResponse.self,
      as: "connectors/google")
  }
}
