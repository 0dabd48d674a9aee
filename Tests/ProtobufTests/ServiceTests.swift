import GRPC
import InboxAPI
import Protobuf
import Testing

/// What the generated service protocols promise to the server and to those who write handlers.
@Suite("Generated services")
struct ServiceTests {
  @Test("Registering a service hands over each method once, in the form that its options ask for")
  func registration() {
    var registry = Registry()
    Notes().register(in: &registry)
    #expect(registry.forms.count == NotesServiceMethods.all.count)
    #expect(registry.forms["ListNotes"] == "query" && registry.forms["CreateNote"] == "command")
    Interactions().register(in: &registry)
    #expect(registry.forms["WatchInteraction"] == "readingStream" && registry.forms["GetInteraction"] == "query")
    #expect(registry.forms["ComposeDraft"] == "writingStream" && registry.forms["UploadAttachment"] == "exchange")
  }

  @Test("A method with a handler runs it; one without fails as unimplemented, naming the method")
  func handlers() throws {
    var registry = Registry()
    Notes().register(in: &registry)
    let arena = Arena()
    defer { arena.destroy() }
    #expect(try registry.run("CreateNote", arena) == "workspaces/demo/interactions/1")
    #expect(throws: Unimplemented(path: "/inbox.v1.NotesService/DeleteNote")) {
      try registry.run("DeleteNote", arena)
    }
  }

  @Test("A request is addressed by its name, its parent or the name in its resource; a repeat is known by its id")
  func addresses() {
    let arena = Arena()
    defer { arena.destroy() }
    let get = GetInteractionRequest(in: arena)
    #expect(get.address.isEmpty && get.replayID == nil)
    get.setName("workspaces/a/interactions/1")
    #expect(get.address == "workspaces/a/interactions/1")
    let create = CreateNoteRequest(in: arena)
    create.setParent("workspaces/a/interactions/2")
    create.setRequestID("once")
    #expect(create.address == "workspaces/a/interactions/2" && create.replayID == "once")
    let update = UpdateBrandRequest(in: arena)
    #expect(update.address.isEmpty)
    update.makeBrand().setName("workspaces/a/brands/3")
    #expect(update.address == "workspaces/a/brands/3")
    let upload = UploadAttachmentRequest(in: arena)
    #expect(upload.address.isEmpty)
    upload.makeStart().setParent("workspaces/a")
    #expect(upload.address == "workspaces/a" && UploadAttachmentRequest.addressField.description == "start.parent")
  }
}

/// A method without a handler.
private struct Unimplemented: Error, Equatable {
  /// The method's path.
  let path: String
}

/// Stands for a transaction.
private final class Transaction: Sendable {}

/// Picks the types for all services of the tests.
private protocol Handlers: ServiceHandlers
where Context == Arena, ReadTransaction == Transaction, WriteTransaction == Transaction, Failure == Unimplemented {}

extension Handlers {
  /// The failure of a method without a handler.
  static func unimplemented(_ method: MethodDescriptor) -> Unimplemented { Unimplemented(path: method.path) }
}

/// Handlers of notes, of which one is written.
private struct Notes: NotesService, Handlers {
  /// Answers with a note named after the request.
  func createNote(
    _ request: CreateNoteRequest, _ call: Arena, in transaction: Transaction
  ) throws(Unimplemented) -> CreateNoteResponse {
    let response = CreateNoteResponse(in: call)
    response.makeNote().setName(request.parent)
    return response
  }
}

/// Handlers of interactions, of which none is written.
private struct Interactions: InteractionService, Handlers {}

/// Takes methods and runs them on a request whose parent or name is set.
private struct Registry: MethodRegistry {
  typealias Context = Arena
  typealias ReadTransaction = Transaction
  typealias WriteTransaction = Transaction
  typealias Failure = Unimplemented

  /// The form of each method by its name.
  var forms: [String: String] = [:]
  /// What runs each command, by its name; it answers with the name of the note in the response.
  private var commands: [String: (Arena) throws -> String] = [:]

  /// Notes a query.
  mutating func query<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler: @escaping @Sendable (Request, Arena, Transaction) throws(Unimplemented) -> Response
  ) {
    forms[method.name] = "query"
  }

  /// Notes a command and how to run it.
  mutating func command<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler: @escaping @Sendable (Request, Arena, Transaction) throws(Unimplemented) -> Response
  ) {
    forms[method.name] = "command"
    commands[method.name] = { arena in
      let bytes = WireWriter.field(1, "workspaces/demo/interactions/1")
      let request = unsafe try bytes.withUnsafeBytes { unsafe try Request.decode($0, in: arena) }
      let response = try handler(request, arena, Transaction())
      return (response as? CreateNoteResponse)?.note?.name.string ?? ""
    }
  }

  /// Notes a stream that only reads.
  mutating func readingStream<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler: @escaping @Sendable (Request, Arena, Transaction) throws(Unimplemented) -> Notes.ReadingStream<Response>
  ) {
    forms[method.name] = "readingStream"
  }

  /// Notes a stream that writes.
  mutating func writingStream<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler: @escaping @Sendable (Request, Arena, Transaction) throws(Unimplemented) -> Notes.WritingStream<Response>
  ) {
    forms[method.name] = "writingStream"
  }

  /// Notes a stream of requests.
  mutating func exchange<Request: AddressedRequest, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ request: Request.Type, _ response: Response.Type,
    _ handler:
      @escaping @Sendable (Request, Arena, Transaction) throws(Unimplemented) -> Notes.Exchange<Request, Response>
  ) {
    forms[method.name] = "exchange"
  }

  /// Runs a command.
  func run(_ method: String, _ arena: Arena) throws -> String {
    try commands[method].map { try $0(arena) } ?? "no such command"
  }
}
