import GRPC
import GRPCClient
import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import StandardAPI
import Testing

/// A key opens its workspaces, in its roles, until it is revoked; nothing is told about what it does not open.
@Suite("Credentials")
struct CredentialTests {
  /// A server with two workspaces.
  let inbox: RunningInbox
  /// A connection to it.
  let connection: Connection

  /// A fresh server.
  init() throws {
    inbox = try RunningInbox()
    connection = try inbox.connect()
    try inbox.write { (transaction) throws(InboxError) in
      _ = try transaction.createWorkspace(
        "other", displayName: "Other", owner: User(id: "boss", displayName: "Bo Boss", role: .owner))
    }
  }

  /// Makes a key as the owner of `demo`, with a credential or without.
  func makeKey(
    _ roles: [ApiKeyRole], through secret: String? = nil, requestID: String = "",
    _ fill: (InboxAPI.ApiKey) -> Void = { _ in }
  ) throws -> CreateApiKeyResponse {
    let request = inbox.make(CreateApiKeyRequest.self) { request in
      request.setParent("workspaces/demo")
      request.setRequestID(requestID)
      let key = request.makeApiKey()
      key.setDisplayName("Test")
      for role in roles { key.roles.append(role) }
      fill(key)
    }
    let bytes = try connection.unary(
      DirectoryServiceMethods.createApiKey, request.packed(), metadata: metadata("users/owner", secret))
    return try unsafe bytes.withUnsafeBytes { try unsafe CreateApiKeyResponse.decode($0, in: inbox.arena) }
  }

  /// The metadata of an actor with a secret.
  func metadata(_ actor: String?, _ secret: String?) -> Metadata {
    inbox.metadata(actor, secret.map { [("authorization", "Bearer " + $0)] } ?? [])
  }

  /// Code and reason of a refused call, or nil if it is answered.
  func refusal(
    _ method: MethodDescriptor, _ request: some ProtoMessage, as actor: String?, _ secret: String?
  ) throws -> String? {
    let ended = try inbox.refusal(connection, method, request.packed(), metadata(actor, secret))
    return ended.code == .ok ? nil : "\(ended.code) \(ended.reason)"
  }

  /// Asks for a workspace.
  func workspace(_ slug: String, as actor: String? = "users/owner", _ secret: String?) throws -> String? {
    let request = inbox.make(GetWorkspaceRequest.self) { $0.setName("workspaces/\(slug)") }
    return try refusal(DirectoryServiceMethods.getWorkspace, request, as: actor, secret)
  }

  @Test("are needed as soon as the first key was created, and for good")
  func firstKey() throws {
    #expect(try workspace("demo", nil) == nil)
    let made = try makeKey([.backend])
    let secret = made.secret.string
    #expect(secret.hasPrefix(made.apiKey!.prefix.string) && made.apiKey!.prefix.string.count == 20)
    #expect(try workspace("demo", nil) == "unauthenticated CREDENTIAL_MISSING")
    #expect(try workspace("demo", secret) == nil)
    let revoke = inbox.make(RevokeApiKeyRequest.self) { $0.setName(made.apiKey!.name) }
    #expect(try refusal(DirectoryServiceMethods.revokeApiKey, revoke, as: "users/owner", secret) == nil)
    #expect(try workspace("demo", secret) == "unauthenticated CREDENTIAL_INVALID")
    #expect(try workspace("demo", nil) == "unauthenticated CREDENTIAL_MISSING")
  }

  @Test("that are malformed, unknown or wrong by a character are refused alike")
  func wrong() throws {
    let secret = try makeKey([.backend]).secret.string
    let last = secret.hasSuffix("0") ? "1" : "0"
    let unknown = secret.replacing(secret.dropFirst(7).prefix(13), with: "0000000000001")
    for text in [String(secret.dropLast()) + last, unknown, "x", String(secret.dropLast()), secret + "0"] {
      #expect(try workspace("demo", text) == "unauthenticated CREDENTIAL_INVALID", "\(text)")
    }
    let request = inbox.make(GetWorkspaceRequest.self) { $0.setName("workspaces/demo") }.packed()
    for scheme in ["bearer \(secret)", "BEARER \(secret)"] {
      _ = try connection.unary(
        DirectoryServiceMethods.getWorkspace, request,
        metadata: inbox.metadata("users/owner", [("authorization", scheme)]))
    }
    let basic = try inbox.refusal(
      connection, DirectoryServiceMethods.getWorkspace, request,
      inbox.metadata("users/owner", [("authorization", "Basic \(secret)")]))
    #expect(basic.reason == "CREDENTIAL_INVALID")
  }

  @Test("open their workspaces; any other is as if it did not exist, whoever is asked for")
  func otherWorkspaces() throws {
    let secret = try makeKey([.backend]).secret.string
    for actor in ["users/boss", "users/owner", "workflows/w", "connectors/c"] {
      for slug in ["other", "nothing"] {
        #expect(try workspace(slug, as: actor, secret) == "notFound RESOURCE_NOT_FOUND", "\(actor) \(slug)")
      }
    }
    let change = inbox.make(CreateBrandRequest.self) {
      $0.setParent("workspaces/other")
      $0.makeBrand().setDisplayName("x")
    }
    #expect(
      try refusal(DirectoryServiceMethods.createBrand, change, as: "users/boss", secret)
        == "notFound RESOURCE_NOT_FOUND")
    // Nor does a key open what its maker does not own, or what his own key does not open.
    for slug in ["other", "nothing"] {
      let error = #expect(throws: GRPC.Status.self) {
        try makeKey([.backend], through: secret) { $0.workspaces.append("workspaces/\(slug)") }
      }
      #expect(error?.code == .notFound)
    }
  }

  @Test("do what their role includes, for the actors of its kind")
  func roles() throws {
    let get = inbox.make(GetWorkspaceRequest.self) { $0.setName("workspaces/demo") }
    let brand = inbox.make(CreateBrandRequest.self) { $0.setParent("workspaces/demo") }
    let push = inbox.make(IngestInteractionsRequest.self) { $0.setParent("workspaces/demo") }
    let list = inbox.make(ListInteractionsRequest.self) {
      $0.setParent("workspaces/demo")
      $0.view = .all
    }
    let backend = try makeKey([.backend]).secret.string
    func check(_ roles: [ApiKeyRole], _ actor: String, _ expected: [String?]) throws {
      let secret = try makeKey(roles, through: backend).secret.string
      let results = [
        try refusal(DirectoryServiceMethods.getWorkspace, get, as: actor, secret),
        try refusal(DirectoryServiceMethods.createBrand, brand, as: actor, secret),
        try refusal(IngestServiceMethods.ingestInteractions, push, as: actor, secret),
        try refusal(InboxServiceMethods.listInteractions, list, as: actor, secret),
      ]
      #expect(results == expected, "\(roles) \(actor)")
    }
    let (kind, role) = ("permissionDenied ACTOR_NOT_ALLOWED", "permissionDenied ROLE_INSUFFICIENT")
    let field = "invalidArgument FIELD_REQUIRED"
    try check([.backend], "users/owner", [nil, field, field, nil])
    try check([.reader], "users/owner", [nil, role, role, nil])
    try check([.reader], "connectors/c", [nil, role, role, nil])
    try check([.connector], "connectors/c", [nil, role, field, role])
    try check([.connector], "users/owner", [kind, kind, kind, kind])
    try check([.workflow], "workflows/w", [nil, role, role, nil])
    try check([.workflow], "connectors/c", [kind, kind, kind, kind])
    try check([.workflow, .connector], "connectors/c", [nil, role, field, role])
  }

  @Test("are shown once: a repeat has the same key without its secret, and no file has it")
  func shownOnce() throws {
    let first = try makeKey([.backend], requestID: "id-1")
    let secret = first.secret.string
    let request = inbox.make(CreateApiKeyRequest.self) { request in
      request.setParent("workspaces/demo")
      request.setRequestID("id-1")
      let key = request.makeApiKey()
      key.setDisplayName("Test")
      key.roles.append(.backend)
    }
    let bytes = try connection.unary(
      DirectoryServiceMethods.createApiKey, request.packed(), metadata: metadata("users/owner", secret))
    let again = try unsafe bytes.withUnsafeBytes { try unsafe CreateApiKeyResponse.decode($0, in: inbox.arena) }
    #expect(again.apiKey?.name == first.apiKey!.name.string.text(in: inbox.arena) && again.secret.isEmpty)
    #expect(try !inbox.filesContain(String(secret.suffix(32))))
    #expect(try inbox.filesContain("workspaces/demo/apiKeys/"))
  }

  @Test("end when their time is over, and tell when they were used last")
  func times() throws {
    let keys = [
      try makeKey([.backend]) { $0.makeExpireTime().microseconds = inbox.store.now + 3_600_000_000 }
    ]
    let secret = keys[0].secret.string
    #expect(try workspace("demo", secret) == nil)
    let list = inbox.make(ListApiKeysRequest.self) { $0.setParent("workspaces/demo") }
    let bytes = try connection.unary(
      DirectoryServiceMethods.listApiKeys, list.packed(), metadata: metadata("users/owner", secret))
    let listed = try unsafe bytes.withUnsafeBytes { try unsafe ListApiKeysResponse.decode($0, in: inbox.arena) }
    #expect(listed.apiKeys.map(\.createActor.string) == ["users/owner"])
    try inbox.write { (transaction) throws(InboxError) in
      let owner = try transaction.caller(workspace: "demo", actor: .user("owner"))
      let stored = try transaction.apiKeys(before: nil, limit: 9, for: owner).keys
      #expect(stored.map(\.lastUseTime) == [transaction.now - transaction.now % 3_600_000_000])
    }
    let error = #expect(throws: GRPC.Status.self) {
      try makeKey([.backend], through: secret) { $0.makeExpireTime().microseconds = 1_700_000_000_000_000 }
    }
    #expect(error?.code == .invalidArgument)
    inbox.advance(hours: 2)
    // What was read of the keys does not go stale with their time.
    #expect(try workspace("demo", secret) == "unauthenticated CREDENTIAL_EXPIRED")
  }

  @Test("list the workspaces they open; the operator's opens all and makes new ones")
  func workspaces() throws {
    func listed(_ secret: String?) throws -> [String] {
      let request = inbox.make(ListWorkspacesRequest.self) { $0.setParent("workspaces/-") }
      let bytes = try connection.unary(
        DirectoryServiceMethods.listWorkspaces, request.packed(), metadata: metadata(nil, secret))
      let answer = try unsafe bytes.withUnsafeBytes {
        try unsafe ListWorkspacesResponse.decode($0, in: inbox.arena)
      }
      return answer.workspaces.map(\.name.string)
    }
    #expect(try listed(nil) == ["workspaces/demo", "workspaces/other"])
    let secret = try makeKey([.backend]).secret.string
    #expect(try listed(secret) == ["workspaces/demo"])
    let create = inbox.make(CreateWorkspaceRequest.self) { request in
      request.makeWorkspace().setName("workspaces/third")
      request.workspace?.setDisplayName("Third")
      request.setOwnerID("olga")
      request.makeOwner().setDisplayName("Olga")
      request.setRequestID("make-third")
    }
    let method = DirectoryServiceMethods.createWorkspace
    #expect(try refusal(method, create, as: nil, secret) == "permissionDenied ROLE_INSUFFICIENT")
    let made = Box("")
    try inbox.write { (transaction) throws(InboxError) in
      made.value = try transaction.createOperatorKey(APIKey(displayName: "Operator", roles: [])).secret
    }
    let first = try connection.unary(method, create.packed(), metadata: metadata(nil, made.value))
    let again = try connection.unary(method, create.packed(), metadata: metadata(nil, made.value))
    #expect(first == again)
    #expect(try listed(made.value) == ["workspaces/demo", "workspaces/other", "workspaces/third"])
    #expect(try listed(secret) == ["workspaces/demo"])
    #expect(try workspace("third", as: "users/olga", made.value) == nil)
    create.setRequestID("")
    #expect(try refusal(method, create, as: nil, made.value) == "alreadyExists ALREADY_EXISTS")
  }
}

/// A value that a closure on another thread sets; its setter has finished when it is read.
final class Box<Value>: @unchecked Sendable {
  /// The value.
  var value: Value
  /// A first value.
  init(_ value: Value) { self.value = value }
}
