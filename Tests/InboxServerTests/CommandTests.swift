import GRPC
import GRPCClient
import GRPCServer
import InboxAPI
import InboxServer
import Protobuf
import Testing

/// Commands go to the writer and back; each is carried out once, for somebody who waits, or not at all.
@Suite("Commands")
struct CommandTests {
  @Test("are seen by every connection as soon as they are answered")
  func readYourWrites() throws {
    let inbox = try RunningInbox()
    let writing = try inbox.connect()
    let reading = try (0..<4).map { _ in try inbox.connect() }
    let name = try inbox.review(writing, "r1")
    var expected: [String] = []
    for index in 0..<20 {
      let note = inbox.note("note \(index)", on: name)
      _ = try inbox.call(writing, NotesServiceMethods.createNote, note, CreateNoteResponse.self)
      expected.append("note \(index)")
      #expect(try inbox.notes(reading[index % 4], on: name) == expected)
    }
  }

  @Test("with a request_id happen once; other content under it is refused; another actor's id is another id")
  func replay() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let name = try inbox.review(connection, "r1")
    let note = inbox.note("once", on: name, requestID: "id-1").packed()
    let method = NotesServiceMethods.createNote
    let first = try connection.unary(method, note, metadata: inbox.metadata("users/admin"))
    let again = try inbox.connect().unary(method, note, metadata: inbox.metadata("users/admin"))
    #expect(first == again)
    let other = inbox.note("twice", on: name, requestID: "id-1").packed()
    let refused = try inbox.refusal(connection, method, other, inbox.metadata("users/admin"))
    #expect(refused.code == .invalidArgument)
    #expect(refused.reason == "REQUEST_ID_REUSED")
    _ = try connection.unary(method, other, metadata: inbox.metadata("users/owner"))
    #expect(try inbox.notes(connection, on: name) == ["once", "twice"])
  }

  @Test("that failed are not remembered: the same request_id may try again")
  func failedReplay() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let name = try inbox.review(connection, "r1")
    let method = NotesServiceMethods.createNote
    let empty = inbox.note("", on: name, requestID: "id-1").packed()
    #expect(try inbox.refusal(connection, method, empty, inbox.metadata("users/admin")).code == .invalidArgument)
    let note = inbox.note("now with text", on: name, requestID: "id-1").packed()
    _ = try connection.unary(method, note, metadata: inbox.metadata("users/admin"))
    #expect(try inbox.notes(connection, on: name) == ["now with text"])
  }

  @Test("whose caller left before the writer came to them are not carried out")
  func abandoned() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let name = try inbox.review(connection, "r1")
    let release = inbox.holdWriter()
    let late = try inbox.refusal(
      connection, NotesServiceMethods.createNote, inbox.note("too late", on: name).packed(),
      inbox.metadata("users/admin"), timeoutNanoseconds: 50_000_000)
    #expect(late.code == .deadlineExceeded)
    // The server's own clock must have run out too: its answer to this query comes after it.
    _ = try inbox.notes(connection, on: name)
    _ = try inbox.notes(try inbox.connect(), on: name)
    release()
    _ = try inbox.call(
      connection, NotesServiceMethods.createNote, inbox.note("in time", on: name), CreateNoteResponse.self)
    #expect(try inbox.notes(connection, on: name) == ["in time"])
  }

  @Test("are shed with SERVER_OVERLOADED when too many wait, while queries go on")
  func overload() throws {
    let inbox = try RunningInbox(queuedCommandsMax: 1)
    let connection = try inbox.connect()
    let name = try inbox.review(connection, "r1")
    let release = inbox.holdWriter()
    let waiting = try connection.open(NotesServiceMethods.createNote, metadata: inbox.metadata("users/admin"))
    waiting.send(inbox.note("waits", on: name).packed())
    waiting.endRequests()
    // Answered on the same connection behind it, so that the first is in the queue by then.
    #expect(try inbox.notes(connection, on: name) == [])
    let shed = try inbox.refusal(
      connection, NotesServiceMethods.createNote, inbox.note("shed", on: name).packed(), inbox.metadata("users/admin"))
    #expect(shed.code == .resourceExhausted)
    #expect(shed.reason == "SERVER_OVERLOADED")
    release()
    #expect(try waiting.next() != nil)
    #expect(try inbox.notes(connection, on: name) == ["waits"])
  }

  @Test("of a server that has too much to do, or stops, are refused with the contract's reasons")
  func refusals() throws {
    let inbox = try RunningInbox()
    let overloaded = try inbox.read(InboxRoutes.refusals.overloaded("too much", 250))
    #expect(overloaded == (.resourceExhausted, "SERVER_OVERLOADED", "too much"))
    #expect(try inbox.read(InboxRoutes.refusals.draining("going")) == (.unavailable, "SERVER_DRAINING", "going"))
  }

  @Test("are shed too when those that wait take too much memory; what is answered is no longer counted")
  func overloadByBytes() throws {
    let inbox = try RunningInbox(commandBytesMax: 6_000)
    let connection = try inbox.connect()
    let name = try inbox.review(connection, "r1")
    let release = inbox.holdWriter()
    let large = inbox.note(String(repeating: "a", count: 4_000), on: name).packed()
    let waiting = try connection.open(NotesServiceMethods.createNote, metadata: inbox.metadata("users/admin"))
    waiting.send(large)
    waiting.endRequests()
    let shed = try inbox.refusal(connection, NotesServiceMethods.createNote, large, inbox.metadata("users/admin"))
    #expect(shed.code == .resourceExhausted)
    #expect(shed.reason == "SERVER_OVERLOADED")
    release()
    #expect(try waiting.next() != nil)
    for _ in 0..<3 {
      _ = try connection.unary(NotesServiceMethods.createNote, large, metadata: inbox.metadata("users/admin"))
    }
  }
}
