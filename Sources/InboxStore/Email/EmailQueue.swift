internal import SQLite
public import InboxModel

/// The e-mails among the outbox's deliveries, as the server's own sender sees them: it leases and reports like a connector,
/// but from within.
extension Transaction {
  private static let workspacesQuery = Query("SELECT workspace, slug FROM workspace ORDER BY workspace")

  /// Each source by itself, because the index of what is ready has them apart.
  private static let nextEmailQuery = Query(nextEmailSQL)
  /// Asserted to use that index.
  static let nextEmailSQL =
    """
    SELECT MIN(next_attempt_time)
    FROM delivery
    WHERE workspace = ? AND channel = 2 AND source = ? AND state = 1 AND next_attempt_time > ?
    """

  /// The server itself in each workspace: on whose behalf e-mails are sent.
  public func emailSenders() throws(InboxError) -> [Caller] {
    try all(Self.workspacesQuery) { _ in
    } _: {
      Caller.system(in: WorkspaceID($0.int64()), slug: $0.text())
    }
  }

  /// When the next e-mail of a workspace is due that is not yet; nil if none waits.
  public func nextEmailTime(in workspace: WorkspaceID) throws(InboxError) -> Int64? {
    var earliest: Int64?
    for source in Source.allCases {
      let time = try first(Self.nextEmailQuery) { [now] cursor in
        cursor.bind(workspace.rawValue)
        cursor.bind(Int64(source.rawValue))
        cursor.bind(now)
      } _: {
        $0.optionalInt64()
      }
      if let time = time ?? nil { earliest = min(time, earliest ?? time) }
    }
    return earliest
  }
}

extension WriteTransaction {
  /// By the index of leases; only the server itself leases in the name of the system.
  private static let leftEmailsQuery = Query(leftEmailsSQL)
  /// Asserted to use that index.
  static let leftEmailsSQL =
    """
    SELECT delivery
    FROM delivery
    WHERE workspace = ? AND state = 2 AND lease_expire_time > 0 AND lease_actor = 'system'
    """

  private static let nameEmail = Query(
    "UPDATE delivery SET external_id = ? WHERE workspace = ? AND delivery = ? AND external_id = ''")

  /// Leases e-mails for the sender. Each gets its Message-ID with its first lease and keeps it, whatever becomes of the
  /// settings: `serverDomain` stands in it where the workspace has no address of its own.
  public func leaseEmails(
    leaseMicroseconds: Int64, limit: Int, serverDomain: String, by system: Caller
  ) throws(InboxError) -> [Delivery] {
    let wish = DeliveryWish(channels: [.email], leaseMicroseconds: leaseMicroseconds)
    var leased = try leaseDeliveries(wish, limit: limit, by: system)
    let address = try workspace(for: system).settings.senderEmail
    let domain = address.split(separator: "@").last.map(String.init) ?? serverDomain
    for index in leased.indices where leased[index].externalID.isEmpty {
      let delivery = leased[index]
      let name = "<\(delivery.idempotencyKey).\(system.workspaceSlug)@\(domain)>"
      try run(Self.nameEmail) { cursor in
        cursor.bind(name)
        cursor.bind(system.workspace.rawValue)
        cursor.bind(delivery.id.rawValue)
      }
      leased[index].externalID = name
    }
    return leased
  }

  /// Gives back every e-mail that the sender of a former start had taken. What it had handed over without saying so goes
  /// out again under the same Message-ID.
  public func releaseEmails() throws(InboxError) {
    for system in try emailSenders() {
      let left = try all(Self.leftEmailsQuery) {
        $0.bind(system.workspace.rawValue)
      } _: {
        DeliveryID($0.int64())
      }
      for id in left {
        var delivery = try delivery(id, for: system)
        try requeue(&delivery, after: 0, in: try state(of: delivery.interaction, for: system), by: system)
      }
    }
  }

  /// Cancels an e-mail that nobody is to get any more, if it is still the sender's; the reason stays with the delivery.
  public func dropEmail(_ delivery: Delivery, because reason: String, by system: Caller) throws(InboxError) {
    var current = try self.delivery(delivery.id, for: system)
    guard current.state == .leased, current.fencingToken == delivery.fencingToken else { return }
    let state = try state(of: delivery.interaction, for: system)
    current.state = .cancelled
    current.failureReason = reason
    try write(&current, in: state)
    try promote(after: .email, in: state)
  }
}
