internal import SQLite
public import InboxModel

/// What a delivery carries. Raw values are the contract's.
public enum DeliveryKind: UInt8, Sendable {
  /// A response to a customer; a notification e-mail to a user.
  case response = 1
  case notification
}

/// One text on its way out, as the outbox holds it.
public struct Delivery: Sendable, Hashable {
  /// The id.
  public let id: DeliveryID
  /// What it carries.
  public let kind: DeliveryKind
  /// How far it is.
  public internal(set) var state: DeliveryState
  /// The channel.
  public let channel: Channel
  /// The source of the interaction.
  public let source: Source
  /// The interaction.
  public let interaction: InteractionID
  /// The message; nil for notifications.
  public let message: MessageID?
  /// Whether the text replaces a published one.
  public let isReplacement: Bool
  /// Whom a notification tells; nil for responses.
  public let user: String?
  /// The notification; nil for responses.
  public let notification: NotificationID?
  /// The same in every attempt.
  public let idempotencyKey: String
  /// Counts the attempts from 1; 0 before the first.
  public internal(set) var attempt: Int
  /// Names the lease; greater than that of every earlier one. 0 before the first.
  public internal(set) var fencingToken: Int64
  /// When the lease runs out; nil if there is none.
  public internal(set) var leaseExpireTime: Int64?
  /// Who holds the lease; empty if nobody does.
  public internal(set) var leaseActor: String
  /// From when on it can be taken, while queued; nil while one before it in the conversation is under way.
  public internal(set) var nextAttemptTime: Int64?
  /// When it is given up if no attempt succeeds; counts from the first attempt.
  public internal(set) var giveUpTime: Int64
  /// Why the last attempt failed.
  public internal(set) var failureReason: String
  /// The provider's id of what was sent.
  public internal(set) var externalID: String
  /// When it was made.
  public let createTime: Int64
  /// When it was changed last.
  public internal(set) var updateTime: Int64

  /// The columns in the order `init` reads them.
  static let columns =
    """
    delivery, kind, state, channel, source, interaction, message, is_replacement, user_id, notification, idempotency_key,
    attempt, fencing_token, lease_expire_time, lease_actor, next_attempt_time, give_up_time, failure_reason, external_id,
    create_time, update_time
    """

  /// Reads `columns`.
  init(_ cursor: inout Cursor) {
    id = DeliveryID(cursor.int64())
    kind = DeliveryKind(stored: cursor.int())
    state = DeliveryState(stored: cursor.int())
    channel = Channel(stored: cursor.int())
    source = Source(stored: cursor.int())
    interaction = InteractionID(cursor.int64())
    message = cursor.optionalInt64().map(MessageID.init)
    isReplacement = cursor.bool()
    user = cursor.optionalText()
    notification = cursor.optionalInt64().map(NotificationID.init)
    idempotencyKey = cursor.text()
    attempt = cursor.int()
    fencingToken = cursor.int64()
    leaseExpireTime = cursor.optionalInt64()
    leaseActor = cursor.text()
    nextAttemptTime = cursor.optionalInt64()
    giveUpTime = cursor.int64()
    failureReason = cursor.text()
    externalID = cursor.text()
    createTime = cursor.int64()
    updateTime = cursor.int64()
  }
}

extension Transaction {
  private static let getQuery = Query(
    "SELECT \(Delivery.columns) FROM delivery WHERE workspace = ? AND delivery = ?")

  private static let ofExternalIDQuery = Query(
    """
    SELECT d.delivery
    FROM message m
    JOIN delivery d ON d.workspace = m.workspace AND d.interaction = m.interaction AND d.message = m.message
    WHERE m.workspace = ? AND m.source = ? AND m.external_id = ?
    ORDER BY d.delivery DESC
    LIMIT 1
    """)

  /// A delivery by id; throws `notFound`.
  public func delivery(_ id: DeliveryID, for caller: Caller) throws(InboxError) -> Delivery {
    let found = try first(Self.getQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(id.rawValue)
    } _: {
      Delivery(&$0)
    }
    guard let found else {
      throw .notFound(name: ResourceName<IDKind.Delivery>(workspace: caller.workspaceSlug, id: id).description)
    }
    return found
  }

  /// The latest delivery of the message that a source knows by an id; throws `notFound`.
  public func delivery(
    of externalID: String, at source: Source, for caller: Caller
  ) throws(InboxError) -> Delivery {
    let found = try first(Self.ofExternalIDQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(Int64(source.rawValue))
      cursor.bind(externalID)
    } _: {
      DeliveryID($0.int64())
    }
    guard let found else { throw .notFound(name: "workspaces/\(caller.workspaceSlug)/deliveries/-") }
    return try delivery(found, for: caller)
  }
}
