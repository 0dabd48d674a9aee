internal import InboxModel
internal import InboxServices
internal import InboxStore

/// The credentials of one generation of the directory, as one loop knows them: found by the id in a secret, or by the
/// identity in a certificate.
struct KeyTable {
  /// The generation all this belongs to; 0 is none.
  let generation: UInt64
  /// Whether a credential is needed: one was created, ever.
  let isNeeded: Bool
  private var secrets: [APIKeyID: StoredCredential] = [:]
  private var certificates: [String: [StoredCredential]] = [:]

  /// Nothing known yet.
  init() {
    generation = 0
    isNeeded = false
  }

  /// The keys of a generation; nil if none was ever created.
  init(_ keys: [StoredCredential]?, generation: UInt64) {
    self.generation = generation
    isNeeded = keys != nil
    for key in keys ?? [] {
      if key.certificateIdentity.isEmpty {
        secrets[key.id] = key
      } else {
        certificates[key.certificateIdentity, default: []].append(key)
      }
    }
  }

  /// The key with the secret of an authorization header, `Bearer SECRET`.
  func key(in header: Span<UInt8>, at now: Int64) throws(CredentialFault) -> [StoredCredential] {
    guard let secret = Self.bearer(header), let id = APIKeySecret.id(in: header.extracting(secret)),
      let key = secrets[id],
      APIKeySecret.areEqual(APIKeySecret.digest(of: header.extracting(secret)), key.secretDigest)
    else { throw .invalid }
    return try Self.current([key], at: now)
  }

  /// The keys that name the identity of a verified certificate.
  func keys(ofCertificate identity: String, at now: Int64) throws(CredentialFault) -> [StoredCredential] {
    guard let keys = certificates[identity] else { throw .invalid }
    return try Self.current(keys, at: now)
  }

  /// Those keys whose time is not over.
  private static func current(_ keys: [StoredCredential], at now: Int64) throws(CredentialFault) -> [StoredCredential] {
    let current = keys.filter { $0.expireTime ?? .max > now }
    if current.isEmpty { throw .expired }
    return current
  }

  /// Where the secret lies in an authorization header; nil if the scheme is another.
  private static func bearer(_ header: Span<UInt8>) -> Range<Int>? {
    let scheme: StaticString = "bearer "
    let length = scheme.utf8CodeUnitCount
    guard header.count > length else { return nil }
    for index in 0..<length where unsafe scheme.utf8Start[index] != header[index] | 0x20 { return nil }
    return length..<header.count
  }
}
