internal import SQLite
public import InboxModel

/// Looking for the answer to a repeat.
extension Transaction {
  private static let findRequest = Query(
    "SELECT method, fingerprint, response FROM request WHERE workspace = ? AND actor = ? AND request_id = ?")

  /// The answer a request id got before; nil if it is new. The same id with another method or other content
  /// (`fingerprint`: a digest of the request without its id) throws `requestIDReused`. `part` tells several answers of one
  /// request apart.
  public func replay(
    _ requestID: String, part: Int64 = 0, method: String, fingerprint: [UInt8], for caller: Caller
  ) throws(InboxError) -> [UInt8]? {
    try Self.requireRequestID(requestID)
    let key = Self.key(of: requestID, part)
    let found = try first(Self.findRequest) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(caller.actor.description)
      cursor.bind(key)
    } _: { cursor in
      (method: cursor.text(), fingerprint: cursor.blob(), response: cursor.blob())
    }
    guard let found else { return nil }
    guard found.method == method, found.fingerprint == fingerprint else { throw .requestIDReused }
    return found.response
  }

  /// How the answer to a part of a request is found; a caller's own ids have no "#".
  fileprivate static func key(of requestID: String, _ part: Int64) -> String {
    part == 0 ? requestID : "\(requestID)#\(part)"
  }

  /// Throws unless an id is 1 to 64 of `[A-Za-z0-9._:-]`.
  static func requireRequestID(_ id: String) throws(InboxError) {
    guard !id.isEmpty, id.utf8.count <= Limits.requestIDBytesMax, id.utf8.allSatisfy(isRequestIDByte) else {
      throw .requestIDInvalid
    }
  }

  /// Whether a byte may stand in a request id.
  private static func isRequestIDByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

/// Exactly once: the answer to a command with a request id is kept in the transaction that did the work, and a repeat
/// gets that answer. Kept 24 hours, then removed in small steps.
extension WriteTransaction {
  private static let insertRequest = Query(
    """
    INSERT INTO request (workspace, actor, request_id, method, fingerprint, response, create_time)
    VALUES (?, ?, ?, ?, ?, ?, ?)
    """)

  private static let workspacesQuery = Query("SELECT workspace FROM workspace ORDER BY workspace")

  private static let removeRequests = Query(
    """
    DELETE FROM request
    WHERE (workspace, actor, request_id) IN (
      SELECT workspace, actor, request_id
      FROM request
      WHERE workspace = ? AND create_time < ?
      ORDER BY create_time
      LIMIT ?
    )
    """)

  /// Keeps the answer to a request id that `replay` found to be new.
  public func remember(
    _ requestID: String, part: Int64 = 0, method: String, fingerprint: [UInt8], response: Span<UInt8>,
    for caller: Caller
  ) throws(InboxError) {
    // A closure cannot capture a span, so the binds are written out.
    do {
      var cursor = try database.use(Self.insertRequest)
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(caller.actor.description)
      cursor.bind(Self.key(of: requestID, part))
      cursor.bind(method)
      cursor.bind(bytes: fingerprint.span)
      cursor.bind(bytes: response)
      cursor.bind(now)
      _ = try cursor.step()
    } catch {
      throw InboxError(error)
    }
  }

  private static let answersQuery = Query(
    "SELECT actor, request_id, response FROM request WHERE workspace = ? AND instr(response, ?) > 0")

  private static let emptyAnswer = Query(
    "UPDATE request SET response = X'' WHERE workspace = ? AND actor = ? AND request_id = ?")

  /// Empties the answers that name some resources of a workspace, or something of theirs: a repeat gets a message without
  /// fields, and is carried out no second time.
  func forgetAnswers(about names: Set<String>, in workspace: WorkspaceID) throws(InboxError) {
    // Names of a kind differ only in their last part.
    let names = Set(names.map { Array($0.utf8) })
    for kind in Set(names.compactMap { name in name.lastIndex(of: UInt8(ascii: "/")).map { Array(name[...$0]) } }) {
      let found = try all(Self.answersQuery) { cursor in
        cursor.bind(workspace.rawValue)
        cursor.bind(bytes: kind.span)
      } _: {
        (actor: $0.text(), id: $0.text(), response: $0.blob())
      }
      for answer in found where answer.response.hasName(among: names, of: kind) {
        try run(Self.emptyAnswer) { cursor in
          cursor.bind(workspace.rawValue)
          cursor.bind(answer.actor)
          cursor.bind(answer.id)
        }
      }
    }
  }

  /// Removes some answers older than 24 hours; says how many.
  func removeExpiredRequests(at now: Int64) throws(InboxError) -> Int {
    let workspaces = try all(Self.workspacesQuery) { _ in
    } _: {
      $0.int64()
    }
    var removed = 0
    for workspace in workspaces where removed < Limits.requestsRemovedPerStep {
      removed += try run(Self.removeRequests) { cursor in
        cursor.bind(workspace)
        cursor.bind(now - Limits.requestKeptMicroseconds)
        cursor.bind(Int64(Limits.requestsRemovedPerStep - removed))
      }
    }
    return removed
  }
}

extension [UInt8] {
  /// Whether one of those names, which begin with `kind`, is in these bytes. One that only begins so counts too.
  fileprivate func hasName(among names: Set<[UInt8]>, of kind: [UInt8]) -> Bool {
    guard count > kind.count else { return false }
    let lengths = Set(names.map(\.count))
    return (0..<count - kind.count).contains { start in
      guard self[start..<start + kind.count].elementsEqual(kind) else { return false }
      return lengths.contains { names.contains(Array(self[start...].prefix($0))) }
    }
  }
}
