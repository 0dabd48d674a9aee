/// What a service may do with its key. Raw values are the contract's.
public enum APIKeyRole: UInt8, Sendable, CaseIterable {
  /// A web backend, a connector, a workflow engine, analytics, the operator of the server.
  case backend = 1
  case connector, workflow, reader, `operator`

  /// The contract's name without its prefix.
  public var name: String {
    switch self {
    case .backend: "BACKEND"
    case .connector: "CONNECTOR"
    case .workflow: "WORKFLOW"
    case .reader: "READER"
    case .operator: "OPERATOR"
    }
  }

  /// Whether a service in this role acts for actors of a kind.
  public func actsFor(_ kind: Actor.Kind) -> Bool {
    switch self {
    case .backend, .reader, .operator: kind != .system
    case .connector: kind == .connector
    case .workflow: kind == .workflow
    }
  }
}

/// The credential of a service, without its secret.
public struct APIKey: Sendable, Hashable {
  /// The id, which stands in the secret too.
  public var id: APIKeyID
  /// The name to show.
  public var displayName: String
  /// What it may do, each once, ascending.
  public var roles: [APIKeyRole]
  /// The slugs of the workspaces it opens; none for an operator's, which opens all.
  public var workspaces: [String]
  /// The name in the client certificates that stand for it; empty if it has a secret instead.
  public var certificateIdentity: String
  /// When it ends.
  public var expireTime: Int64?
  /// When it was revoked.
  public var revokeTime: Int64?
  /// When it was used last, to the hour.
  public var lastUseTime: Int64?
  /// When it was created.
  public var createTime: Int64
  /// Who created it.
  public var createActor: String

  /// The longest identity of a certificate, in bytes.
  public static let certificateIdentityBytesMax = 1000
  /// The most workspaces of a key.
  public static let workspacesMax = 1000

  /// A key to be created; the store fills in the rest.
  public init(
    displayName: String, roles: [APIKeyRole], workspaces: [String] = [], certificateIdentity: String = "",
    expireTime: Int64? = nil
  ) {
    id = APIKeyID(0)
    self.displayName = displayName
    self.roles = roles
    self.workspaces = workspaces
    self.certificateIdentity = certificateIdentity
    self.expireTime = expireTime
    createTime = 0
    createActor = ""
  }

  /// Brings it into its one form and throws at the first field that may not be so.
  public mutating func settle(at now: Int64) throws(InboxError) {
    try TextRules.requireDisplayName(displayName, field: "api_key.display_name")
    if roles.isEmpty { throw .fieldRequired(field: "api_key.roles") }
    roles = Set(roles).sorted { $0.rawValue < $1.rawValue }
    guard workspaces.count <= Self.workspacesMax else {
      throw .tooManyItems(field: "api_key.workspaces", count: workspaces.count, limit: Self.workspacesMax)
    }
    workspaces = Set(workspaces).sorted()
    try TextRules.requireBytes(
      certificateIdentity, max: Self.certificateIdentityBytesMax, field: "api_key.certificate_identity")
    try TextRules.requireNoControls(certificateIdentity, field: "api_key.certificate_identity")
    if let expireTime, expireTime <= now {
      throw .fieldOutOfRange(field: "api_key.expire_time", min: "a moment from now", max: "9999-12-31T23:59:59Z")
    }
  }

  /// The beginning of the secret, to recognise it by; empty without a secret.
  public var prefix: String { certificateIdentity.isEmpty ? APIKeySecret.prefix(of: id) : "" }
}
