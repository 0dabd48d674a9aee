import GRPC
import InboxAPI

/// What a call came to, as far as rights decide it. A letter each, so that a rule is a word.
enum Outcome: Character {
  /// Let in: answered, or refused for what the request says.
  case allowed = "a"
  /// `ROLE_INSUFFICIENT`: sees it and may not do this.
  case denied = "d"
  /// `RESOURCE_NOT_FOUND`: does not see it.
  case hidden = "n"
  /// `ACTOR_NOT_ALLOWED` or `ACTOR_INVALID`: the method is not for actors of this kind.
  case wrongKind = "k"
  /// `NOTE_NOT_YOURS`.
  case foreign = "y"
}

/// Whom the rules name, in the order of their letters.
let ruledActors = [
  "users/owner", "users/admin", "users/observer", "users/editor", "users/viewer", "users/elsewhere", "workflows/w1",
  "connectors/google",
]

/// The table of access: for each method what a request is about, and a letter for each of `ruledActors`. Everything is at
/// the location paris; `elsewhere` edits another one. A method that is not here has no rule, and the test says so.
enum AccessRules {
  /// What the first field of a request names; `@` is the workspace, other marks are what the test made.
  struct Rule {
    /// The name, or for `Update` methods that of the message in the first field.
    let address: String
    /// Whether the name stands in a message.
    let isNested: Bool
    /// The letters.
    let letters: String

    /// A rule about a name in the first field.
    init(_ address: String, _ letters: String) {
      self.address = address
      isNested = false
      self.letters = letters
    }

    /// A rule about the name of the message in the first field.
    init(in address: String, _ letters: String) {
      self.address = address
      isNested = true
      self.letters = letters
    }
  }

  /// Everyone in the workspace.
  private static let everyone = "aaaaaaaa"
  /// Who sees the location.
  private static let sees = "aaaaanaa"
  /// Who changes things at the location.
  private static let handles = "aadadnaa"
  /// The same without connectors: what they carry out, others send.
  private static let sends = "aadadnak"
  /// Who changes things somewhere.
  private static let edits = "aadadaaa"
  /// Users only, each his own; others' are not there.
  private static let pins = "aadaankk"
  /// Owners and admins.
  private static let admins = "aadddddd"
  /// Owners.
  private static let owners = "addddddd"
  /// Admins and connectors.
  private static let pushes = "aaddddka"
  /// Connectors.
  private static let carries = "kkkkkkka"
  /// The user himself; others' are not there.
  private static let himself = "annnnnnn"

  /// Rules by path.
  static let all: [String: Rule] = Dictionary(
    uniqueKeysWithValues: (inbox + interactions + texts + notes + connectors + workspace + directory).map {
      ("/inbox.v1." + $0, $1)
    })

  private static let inbox: [(String, Rule)] = [
    ("InboxService/ListInteractions", Rule("@", everyone)),
    ("InboxService/SearchInteractions", Rule("@", everyone)),
    ("InboxService/GetCounts", Rule("@", everyone)),
    ("InboxService/ListScheduledResponses", Rule("@", everyone)),
    ("InboxService/WatchInbox", Rule("@", everyone)),
    ("InboxService/QueryStatistics", Rule("@", everyone)),
    ("InboxService/BatchUpdateInteractions", Rule("@", edits)),
  ]

  private static let interactions: [(String, Rule)] = [
    ("GetInteraction", sees), ("ListMessages", sees), ("ListEvents", sees), ("WatchInteraction", sees),
    ("AssignUsers", handles), ("UnassignUsers", handles), ("SetStatus", handles), ("SetMode", sends),
    ("ArchiveInteraction", handles), ("UnarchiveInteraction", handles), ("DeleteInteraction", handles),
    ("UndeleteInteraction", handles), ("ModifyKeywords", handles), ("UpdateAttributes", handles),
    ("PinInteraction", pins), ("UnpinInteraction", pins),
  ].map { ("InteractionService/" + $0, Rule("@/interactions/I", $1)) }

  private static let texts: [(String, Rule)] =
    [
      ("SaveDraft", handles), ("DeleteDraft", handles), ("ListDraftRevisions", sees), ("RestoreDraft", handles),
      ("ComposeDraft", handles), ("SendResponse", sends), ("ScheduleResponse", sends),
      ("CancelScheduledResponse", handles),
    ].map { ("InteractionService/" + $0, Rule("@/interactions/I", $1)) }
    + [
      ("InteractionService/ListResponseRevisions", Rule("@/interactions/I/messages/M", sees)),
      ("InteractionService/ListCustomerInteractions", Rule("@/customers/C", sees)),
      ("InteractionService/UploadAttachment", Rule(in: "@", edits)),
      // Nothing refers to it, so that nobody sees it.
      ("InteractionService/DownloadAttachment", Rule("@/attachments/0000000000001", "nnnnnnnn")),
    ]

  private static let notes: [(String, Rule)] = [
    ("NotesService/CreateNote", Rule("@/interactions/I", handles)),
    ("NotesService/GetNote", Rule("@/interactions/I/notes/N", sees)),
    ("NotesService/ListNotes", Rule("@/interactions/I", sees)),
    ("NotesService/ListNoteRevisions", Rule("@/interactions/I/notes/N", sees)),
    // It is the owner's note.
    ("NotesService/UpdateNote", Rule("@/interactions/I/notes/N", "aydydnyy")),
    ("NotesService/DeleteNote", Rule("@/interactions/I/notes/N", "aadydnyy")),
    // The owner's notifications.
    ("NotificationService/ListNotifications", Rule("@/users/owner", himself)),
    ("NotificationService/MarkNotificationsRead", Rule("@/users/owner", himself)),
    ("NotificationService/WatchNotifications", Rule("@/users/owner", himself)),
  ]

  private static let connectors: [(String, Rule)] = [
    ("IngestService/IngestInteractions", Rule("@", pushes)),
    ("IngestService/StreamInteractions", Rule("@", pushes)),
    ("IngestService/RemoveInteraction", Rule("@", pushes)),
    ("DeliveryService/LeaseDeliveries", Rule("@", carries)),
    ("DeliveryService/ReportDelivery", Rule("@/deliveries/-", carries)),
    ("DeliveryService/ListDeliveries", Rule("@", pushes)),
    ("DeliveryService/RetryDelivery", Rule("@/deliveries/0000000000001", "nnddddkn")),
  ]

  private static let workspace: [(String, Rule)] = [
    ("DirectoryService/GetWorkspace", Rule("@", everyone)),
    ("DirectoryService/ListWorkspaces", Rule("workspaces/-", everyone)),
    ("DirectoryService/CreateWorkspace", Rule(in: "workspaces/new", everyone)),
    ("DirectoryService/UpdateWorkspace", Rule(in: "@", admins)),
    ("DirectoryService/GetCustomer", Rule("@/customers/C", sees)),
    ("DirectoryService/ListCustomers", Rule("@", everyone)),
    ("DirectoryService/CreateCustomer", Rule("@", edits)),
    ("DirectoryService/UpdateCustomer", Rule(in: "@/customers/C", handles)),
    ("DirectoryService/ExportCustomer", Rule("@/customers/C", "aadddndd")),
    ("DirectoryService/EraseCustomer", Rule("@/customers/C", "aadddndd")),
    ("DirectoryService/CreateApiKey", Rule("@", owners)),
    ("DirectoryService/ListApiKeys", Rule("@", admins)),
    ("DirectoryService/RevokeApiKey", Rule("@/apiKeys/K", admins)),
  ]

  private static let directory: [(String, Rule)] = [
    ("User", "Users", "users/owner"), ("Brand", "Brands", "brands/bistro"),
    ("Location", "Locations", "locations/paris"), ("LocationGroup", "LocationGroups", "locationGroups/france"),
    ("Keyword", "Keywords", "keywords/soup"),
    ("AttributeDefinition", "AttributeDefinitions", "attributeDefinitions/tier"),
  ].flatMap { kind, kinds, name -> [(String, Rule)] in
    // Admins neither change nor delete owners; who edits elsewhere does not see Paris.
    let owned = kind == "User" ? owners : admins
    return [
      ("DirectoryService/Get\(kind)", Rule("@/" + name, kind == "Location" ? sees : everyone)),
      ("DirectoryService/List\(kinds)", Rule("@", everyone)),
      ("DirectoryService/Create\(kind)", Rule("@", admins)),
      ("DirectoryService/Update\(kind)", Rule(in: "@/" + name, owned)),
      ("DirectoryService/Delete\(kind)", Rule("@/" + name, owned)),
    ]
  }
}
