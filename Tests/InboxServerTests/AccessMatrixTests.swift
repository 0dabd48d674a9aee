import GRPC
import GRPCClient
import InboxAPI
import InboxModel
import InboxStore
import Protobuf
import Testing

/// Every method of every service, called by everyone: what it comes to is what the table says.
@Suite("Who may call what")
struct AccessMatrixTests {
  /// Every method of the contract.
  static let methods =
    InboxServiceMethods.all + InteractionServiceMethods.all + NotesServiceMethods.all + NotificationServiceMethods.all
    + IngestServiceMethods.all + DeliveryServiceMethods.all + DirectoryServiceMethods.all

  /// A server with a team, and the credentials that the calls come with.
  final class Place {
    /// The server.
    let inbox: RunningInbox
    /// A connection to it.
    let connection: Connection
    /// What the marks of the table stand for.
    private var marks: [(String, String)] = []
    /// The secret of a key that opens everything; of one that opens `other` only.
    let (operatorSecret, otherSecret): (String, String)

    /// Makes a team, an interaction in Paris with a note, and keys.
    init() throws {
      inbox = try RunningInbox()
      connection = try inbox.connect()
      try inbox.write { (tx) throws(InboxError) in
        let owner = try tx.caller(workspace: "demo", actor: .user("owner"))
        try Place.makeTeam(tx, owner)
      }
      let interaction = try inbox.review(connection, "r1") { $0.setLocation("workspaces/demo/locations/paris") }
      let id = try #require(InteractionID(String(interaction.suffix(13))))
      let found = Box([(String, String)]())
      let secrets = Box(["", ""])
      try inbox.write { (tx) throws(InboxError) in
        let owner = try tx.caller(workspace: "demo", actor: .user("owner"))
        let note = try tx.createNote(try NoteDraft(body: "By the owner"), on: id, by: owner)
        let messages = Box(MessageID(0))
        _ = try tx.listMessages(of: id, .latest, limit: 1, for: owner) { (row) throws(InboxError) in
          messages.value = row.id
        }
        let customer = try tx.customers(after: "", limit: 1, for: owner).items[0].id
        found.value = [
          ("/interactions/I", "/interactions/\(id)"), ("/notes/N", "/notes/\(note.id)"),
          ("/messages/M", "/messages/\(messages.value)"), ("/customers/C", "/customers/\(customer)"),
        ]
      }
      try inbox.write { (tx) throws(InboxError) in
        secrets.value[0] = try tx.createOperatorKey(APIKey(displayName: "Operator", roles: [])).secret
        let boss = try tx.createWorkspace(
          "other", displayName: "Other", owner: User(id: "owner", displayName: "Bo Boss", role: .owner))
        secrets.value[1] = try tx.createAPIKey(APIKey(displayName: "Other", roles: [.backend]), by: boss).secret
      }
      try inbox.write { (tx) throws(InboxError) in
        let owner = try tx.caller(workspace: "demo", actor: .user("owner"))
        let key = try tx.createAPIKey(APIKey(displayName: "Demo", roles: [.reader]), by: owner).key
        found.value.append(("/apiKeys/K", "/apiKeys/\(key.id)"))
      }
      marks = found.value
      (operatorSecret, otherSecret) = (secrets.value[0], secrets.value[1])
    }

    /// Users of every role, a place and a catalogue.
    private static func makeTeam(_ tx: WriteTransaction, _ owner: Caller) throws(InboxError) {
      try tx.createBrand(Brand(id: BrandID("bistro"), displayName: "Bistro"), by: owner)
      for id in ["paris", "lyon"] {
        try tx.createLocation(
          Location(id: LocationID(id), displayName: id, brand: BrandID("bistro")), by: owner)
      }
      try tx.createLocationGroup(
        LocationGroup(id: LocationGroupID("france"), displayName: "France", locations: []), by: owner)
      try tx.createKeyword(Keyword(id: KeywordID("soup"), displayName: "Soup"), by: owner)
      try tx.createAttributeDefinition(
        AttributeDefinition(
          id: AttributeDefinitionID("tier"), displayName: "Tier", type: .text, target: .customer, options: []),
        by: owner)
      try tx.createUser(User(id: "observer", displayName: "Ole", role: .observer), by: owner)
      for (id, location, level) in [
        ("editor", "paris", InboxModel.LocationAccess.editor), ("viewer", "paris", .viewer),
        ("elsewhere", "lyon", .editor),
      ] {
        let access = UserAccess(.location(LocationID(location)), level)
        try tx.createUser(User(id: id, displayName: id, role: .restricted, accesses: [access]), by: owner)
      }
    }

    /// The request of a rule: its address, and an etag that is not current where deleting takes one.
    func request(_ method: MethodDescriptor, _ rule: AccessRules.Rule) -> [UInt8] {
      var name = rule.address.replacing("@", with: "workspaces/demo")
      for (mark, real) in marks { name = name.replacing(mark, with: real) }
      let field = Self.field(1, Array(name.utf8))
      var bytes = rule.isNested ? Self.field(1, field) : field
      if method.name.hasPrefix("Delete") || method.name.hasPrefix("Erase"), method.name != "DeleteDraft" {
        bytes += Self.field(2, Array("stale".utf8))
      }
      return bytes
    }

    /// A length-delimited field.
    private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      precondition(bytes.count < 128, "one byte of length")
      return [number << 3 | 2, UInt8(bytes.count)] + bytes
    }

    /// Calls a method and gives how it ended: nil if it was answered.
    func call(_ method: MethodDescriptor, _ request: [UInt8], as actor: String?, _ secret: String) throws -> String? {
      let metadata = inbox.metadata(actor, [("authorization", "Bearer " + secret)])
      do throws(GRPC.Status) {
        let call = try connection.open(method, metadata: metadata, timeoutNanoseconds: 60_000_000_000)
        call.send(request)
        call.endRequests()
        _ = try call.next()
        call.cancel()
        return nil
      } catch {
        let refused = try inbox.read(error)
        return refused.reason.isEmpty ? "\(refused.code) \(refused.message)" : refused.reason
      }
    }
  }

  /// What a reason says of rights.
  static func outcome(_ reason: String?) -> Outcome {
    switch reason {
    case "ROLE_INSUFFICIENT": .denied
    case "RESOURCE_NOT_FOUND": .hidden
    case "ACTOR_NOT_ALLOWED", "ACTOR_INVALID": .wrongKind
    case "NOTE_NOT_YOURS": .foreign
    default: .allowed
    }
  }

  @Test("There is a rule for every method, and for nothing else")
  func complete() {
    let paths = Set(Self.methods.map(\.path))
    #expect(paths.subtracting(AccessRules.all.keys) == [])
    #expect(Set(AccessRules.all.keys).subtracting(paths) == [])
    #expect(AccessRules.all.values.allSatisfy { $0.letters.count == ruledActors.count })
  }

  @Test("Each method does for each role what the table says, and for nobody without an actor")
  func matrix() throws {
    let place = try Place()
    for method in Self.methods {
      let rule = try #require(AccessRules.all[method.path])
      let request = place.request(method, rule)
      let needsActor = method.name != "ListWorkspaces" && method.name != "CreateWorkspace"
      let first = try place.call(method, request, as: "users/owner", place.operatorSecret)
      if first == "METHOD_UNIMPLEMENTED" { continue }
      var letters = ""
      var reasons: [String] = []
      for actor in ruledActors {
        let reason = try place.call(method, request, as: actor, place.operatorSecret)
        reasons.append(reason ?? "OK")
        letters.append(Self.outcome(reason).rawValue)
        // What is wrong with the address itself is a fault of the table.
        #expect(reason != "NAME_INVALID" && reason != "MESSAGE_MALFORMED", "\(method.path)")
      }
      #expect(letters == rule.letters, "\(method.path): \(zip(ruledActors, reasons).map { "\($0) \($1)" })")
      guard needsActor else { continue }
      #expect(try place.call(method, request, as: nil, place.operatorSecret) == "ACTOR_MISSING", "\(method.path)")
      #expect(
        try place.call(method, request, as: "users/nobody", place.operatorSecret) == "ACTOR_UNKNOWN", "\(method.path)")
    }
  }

  @Test("Through a credential of another workspace there is nothing here, whoever asks for what")
  func otherWorkspace() throws {
    let place = try Place()
    for method in Self.methods where method.name != "ListWorkspaces" {
      let rule = try #require(AccessRules.all[method.path])
      let request = place.request(method, rule)
      for actor in ["users/owner", "users/nobody", "workflows/w1", "connectors/google"] {
        let reason = try place.call(method, request, as: actor, place.otherSecret)
        if reason == "METHOD_UNIMPLEMENTED" { continue }
        let expected = method.name == "CreateWorkspace" ? "ROLE_INSUFFICIENT" : "RESOURCE_NOT_FOUND"
        #expect(reason == expected, "\(method.path) as \(actor)")
      }
    }
  }
}
