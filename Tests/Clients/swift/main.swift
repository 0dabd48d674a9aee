// A client of inboxd in Swift: a list, an error with its reason, and what happens to an interaction as it commits.
//
//     InboxExample 127.0.0.1:50051

import GRPC
import GRPCClient
import Glibc
import InboxAPI
import Net
import Protobuf
import StandardAPI

/// A server, and on whose behalf it is called.
struct Inbox {
  let connection: Connection
  let arena = Arena()  // Where messages lie.
  var caller = Metadata()

  init(at address: SocketAddress) throws {
    connection = try Connection(to: address)
    caller.append(name: "inbox-actor", value: "users/admin")
  }

  /// Calls a method and waits for its answer, ten seconds at most.
  func call<Request: ProtoMessage, Response: ProtoMessage>(
    _ method: MethodDescriptor, _ fill: (Request) -> Void
  ) throws -> Response {
    try read(connection.unary(method, request(fill), metadata: caller, timeoutNanoseconds: 10_000_000_000))
  }

  /// A request that is filled in, as it travels.
  func request<Request: ProtoMessage>(_ fill: (Request) -> Void) -> [UInt8] {
    let request = Request(in: arena)
    fill(request)
    return request.packed()
  }

  /// Reads an answer.
  func read<Response: ProtoMessage>(_ bytes: [UInt8]) throws -> Response {
    try unsafe bytes.withUnsafeBytes { try unsafe Response.decode($0, in: arena) }
  }

  /// The reason of an error, for programs; its message is for developers.
  func reason(of error: GRPC.Status) throws -> String {
    for detail in (try read(error.details) as RPCStatus).details where detail.typeURL.string.hasSuffix(".ErrorInfo") {
      return (try read(unsafe Array(detail.value.buffer)) as ErrorInfo).reason.string
    }
    return ""
  }
}

typealias Interactions = InteractionServiceMethods

guard CommandLine.arguments.count == 2, let address = SocketAddress(CommandLine.arguments[1]) else {
  print("Name the server, such as 127.0.0.1:50051.")
  exit(64)
}
let inbox = try Inbox(at: address)
let page: ListInteractionsResponse = try inbox.call(InboxServiceMethods.listInteractions) {
  (request: ListInteractionsRequest) in
  request.setParent("workspaces/demo")
  request.view = .all
  request.pageSize = 3
}
for row in page.interactions { print("\(row.customerDisplayName): \(row.snippet)") }
let name = page.interactions[0].name.string

do {
  let nobody = "workspaces/demo/interactions/0000000000001"
  let _: GetInteractionResponse = try inbox.call(Interactions.getInteraction) { (request: GetInteractionRequest) in
    request.setName(nobody)
  }
} catch let error as GRPC.Status {
  print("refused: \(try inbox.reason(of: error))")
}

// Watching begins at exactly the state that GetInteraction gave, so that the change below cannot be missed.
let opened: GetInteractionResponse = try inbox.call(Interactions.getInteraction) { (request: GetInteractionRequest) in
  request.setName(name)
}
let _: SetModeResponse = try inbox.call(Interactions.setMode) { (request: SetModeRequest) in
  request.setName(name)
  request.mode = opened.interaction?.mode == .ai ? .human : .ai
}
let watch = try inbox.connection.open(
  Interactions.watchInteraction, metadata: inbox.caller, timeoutNanoseconds: 20_000_000_000)
watch.send(
  inbox.request { (request: WatchInteractionRequest) in
    request.setName(name)
    request.setResumeToken(opened.resumeToken.string)
  })
watch.endRequests()
while let bytes = try watch.next() {
  let news: WatchInteractionResponse = try inbox.read(bytes)
  for event in news.events { print("watched: \(event.type) by \(event.actor)") }
  if !news.events.isEmpty { break }
}
