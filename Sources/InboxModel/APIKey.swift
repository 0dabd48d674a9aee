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

/// The secret of a key: `inboxd_{id}_{32 digits of base32}`. The id finds the key, the digits are 160 random bits; so one
/// SHA-256 of one block tells whether they are right, and guessing them is out of reach without a slow hash.
public enum APIKeySecret {
  private static let start: StaticString = "inboxd_"
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
  private static let digitCount = 32

  /// The beginning that may be shown.
  public static func prefix(of id: APIKeyID) -> String { "\(start)\(id)" }

  /// A new secret of a key. The generator must be one for secrets.
  public static func make(for id: APIKeyID, using generator: inout some RandomNumberGenerator) -> String {
    let random = (0..<digitCount).map { _ in digits[Int(generator.next(upperBound: UInt64(digits.count)))] }
    return prefix(of: id) + "_" + String(decoding: random, as: UTF8.self)
  }

  /// What is stored of a secret.
  public static func digest(of secret: Span<UInt8>) -> [UInt8] { SHA256.digest(of: secret) }

  /// The key that a secret names; nil if it has not the form of one.
  public static func id(in secret: Span<UInt8>) -> APIKeyID? {
    var cursor = NameCursor()
    guard cursor.literal(start, in: secret), let id = cursor.id(in: secret), cursor.literal("_", in: secret),
      secret.count == cursor.position + digitCount
    else { return nil }
    return APIKeyID(id)
  }

  /// Whether two digests are equal, in a time that does not tell how far they are.
  public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
  }
}

/// The workspaces that a caller's credential opens. What is not open is as if it did not exist.
public final class WorkspaceScope: Sendable {
  /// The keys of the workspaces; nil if all.
  public let workspaces: Set<WorkspaceID>?

  /// Some workspaces, or all.
  public init(_ workspaces: Set<WorkspaceID>?) { self.workspaces = workspaces }

  /// Every workspace: of an operator, and of callers that need no credential.
  public static let everything = WorkspaceScope(nil)

  /// Whether a workspace is open.
  public func opens(_ workspace: WorkspaceID) -> Bool { workspaces?.contains(workspace) ?? true }
}
