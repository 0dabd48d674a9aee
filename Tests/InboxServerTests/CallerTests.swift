import GRPC
import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import Testing

/// Whoever calls is known, by the metadata and the workspace of the address, before anything else is looked at.
@Suite("Who calls")
struct CallerTests {
  /// One refused call.
  struct Case: Sendable, CustomTestStringConvertible {
    let actor: String?
    let name: String
    let code: StatusCode
    let reason: String
    var more: [(String, String)] = []
    var testDescription: String { "\(actor ?? "nobody") on \(name) \(more)" }
  }

  @Test(
    "is refused with a reason to act on",
    arguments: [
      Case(actor: nil, name: "workspaces/demo", code: .invalidArgument, reason: "ACTOR_MISSING"),
      Case(actor: "admin", name: "workspaces/demo", code: .invalidArgument, reason: "ACTOR_INVALID"),
      Case(actor: "system", name: "workspaces/demo", code: .invalidArgument, reason: "ACTOR_INVALID"),
      Case(actor: "users/nobody", name: "workspaces/demo", code: .permissionDenied, reason: "ACTOR_UNKNOWN"),
      Case(actor: "users/admin", name: "workspaces/other", code: .notFound, reason: "RESOURCE_NOT_FOUND"),
      Case(actor: "users/admin", name: "", code: .invalidArgument, reason: "NAME_INVALID"),
      Case(actor: "users/admin", name: "interactions/x", code: .invalidArgument, reason: "NAME_INVALID"),
      Case(
        actor: "users/admin", name: "workspaces/demo", code: .unauthenticated, reason: "CREDENTIAL_INVALID",
        more: [("authorization", "Bearer guess")]),
    ])
  func refused(_ example: Case) throws {
    let inbox = try RunningInbox()
    let request = inbox.make(GetWorkspaceRequest.self) { $0.setName(example.name) }
    let (code, reason, _) = try inbox.refusal(
      inbox.connect(), DirectoryServiceMethods.getWorkspace, request.packed(),
      inbox.metadata(example.actor, example.more))
    #expect(code == example.code)
    #expect(reason == example.reason)
  }

  @Test("may call at once when he was made a moment ago, though the loop had remembered that there is no such user")
  func madeAMomentAgo() throws {
    let inbox = try RunningInbox()
    let connection = try inbox.connect()
    let request = inbox.make(GetWorkspaceRequest.self) { $0.setName("workspaces/demo") }
    let before = try inbox.refusal(
      connection, DirectoryServiceMethods.getWorkspace, request.packed(), inbox.metadata("users/new"))
    #expect(before.reason == "ACTOR_UNKNOWN")
    try inbox.write { (transaction) throws(InboxError) in
      let owner = try transaction.caller(workspace: "demo", actor: .user("owner"))
      _ = try transaction.createUser(User(id: "new", displayName: "Nina New", role: .observer), by: owner)
    }
    for _ in 0..<2 {
      let answer = try inbox.call(
        connection, DirectoryServiceMethods.getWorkspace, request, GetWorkspaceResponse.self, as: "users/new")
      #expect(answer.workspace?.displayName.string == "Demo")
    }
  }

  @Test("is told which field of his bytes cannot be read")
  func malformed() throws {
    let inbox = try RunningInbox()
    let request = inbox.make(GetWorkspaceRequest.self) { $0.setName("workspaces/demo") }
    var bytes = request.packed()
    bytes[bytes.count - 1] = 0xFF
    let (code, reason, message) = try inbox.refusal(
      inbox.connect(), DirectoryServiceMethods.getWorkspace, bytes, inbox.metadata("users/admin"))
    #expect(code == .invalidArgument)
    #expect(reason == "STRING_NOT_UTF8")
    #expect(message.contains("name"))
  }
}
