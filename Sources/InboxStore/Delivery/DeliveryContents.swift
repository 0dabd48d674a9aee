internal import SQLite
public import InboxModel

/// What a response's delivery says, and to whom.
public struct DeliveryContent: Sendable, Hashable {
  /// Text, format, subject and files.
  public var text: ResponseText
  /// The files.
  public var files: [AttachmentInfo] = []
  /// To whom: an e-mail address, a phone number, or the source's id of the customer; may be empty.
  public var recipient = ""
  /// The source's id of the interaction.
  public var interactionExternalID = ""
  /// The source's id of the customer message it answers; may be empty.
  public var replyToExternalID = ""
  /// The source's id of the published response it replaces; empty if it is new.
  public var replacesExternalID = ""
  /// The location.
  public var location: LocationID?
  /// The source's id of the location; may be empty.
  public var locationExternalID = ""
  /// Who or what wrote the text.
  public var origin: TextOrigin
  /// Who sent it.
  public var author: String
  /// When it was sent.
  public var sendTime: Int64
  /// Whether a workflow sent it.
  public var isAutomatic: Bool
}

extension Transaction {
  /// A replacement that took its place has no row any more: its text is the message's.
  private static let contentQuery = Query(
    """
    SELECT COALESCE(r.body, m.body), m.format, m.subject, COALESCE(r.origin, m.origin), COALESCE(r.author, m.author),
      COALESCE(r.send_time, m.version_time), COALESCE(r.automatic, m.automatic), r.message IS NOT NULL,
      CASE WHEN d.is_replacement = 1 THEN m.external_id END, m.message_time, i.external_id, i.location, i.customer,
      c.email, c.phone
    FROM delivery d
    JOIN message m ON m.workspace = d.workspace AND m.interaction = d.interaction AND m.message = d.message
    JOIN interaction i ON i.workspace = d.workspace AND i.interaction = d.interaction
    LEFT JOIN customer c ON c.workspace = i.workspace AND c.customer = i.customer
    LEFT JOIN message_replacement r ON d.is_replacement = 1 AND r.workspace = d.workspace
      AND r.interaction = d.interaction AND r.message = d.message
    WHERE d.workspace = ? AND d.delivery = ?
    """)

  private static let identityQuery = Query(
    """
    SELECT external_id
    FROM customer_identity
    WHERE workspace = ? AND customer = ? AND source = ?
    ORDER BY external_id
    LIMIT 1
    """)

  private static let replyToQuery = Query(
    """
    SELECT external_id
    FROM message
    WHERE workspace = ? AND interaction = ? AND message_time <= ? AND direction = 1 AND external_id IS NOT NULL
    ORDER BY message_time DESC, message DESC
    LIMIT 1
    """)

  private static let placeQuery = Query(
    """
    SELECT external_id
    FROM location_source_id
    WHERE workspace = ? AND location = ? AND source = ?
    ORDER BY external_id
    LIMIT 1
    """)

  /// What a response's delivery says; nil for notifications.
  public func content(of delivery: Delivery, for caller: Caller) throws(InboxError) -> DeliveryContent? {
    guard let message = delivery.message else { return nil }
    var isWaiting = false
    var messageTime: Int64 = 0
    var customer: String?
    let found = try first(Self.contentQuery) { cursor in
      cursor.bind(caller.workspace.rawValue)
      cursor.bind(delivery.id.rawValue)
    } _: { cursor in
      let text = ResponseText(cursor.text(), format: TextFormat(stored: cursor.int()), subject: cursor.text())
      var content = DeliveryContent(
        text: text, origin: TextOrigin(stored: cursor.int()), author: cursor.text(), sendTime: cursor.int64(),
        isAutomatic: cursor.bool())
      isWaiting = cursor.bool()
      content.replacesExternalID = cursor.text()
      messageTime = cursor.int64()
      content.interactionExternalID = cursor.text()
      content.location = cursor.optionalText().map(LocationID.init)
      customer = cursor.optionalText()
      let email = cursor.text()
      let phone = cursor.text()
      switch delivery.channel {
      case .provider: break
      case .email: content.recipient = email
      case .sms: content.recipient = phone
      }
      return content
    }
    guard var content = found else { return nil }
    let (workspace, source) = (caller.workspace, Int64(delivery.source.rawValue))
    if delivery.channel == .provider, let customer {
      content.recipient = try text(Self.identityQuery) { cursor in
        cursor.bind(workspace.rawValue)
        cursor.bind(customer)
        cursor.bind(source)
      }
    }
    content.replyToExternalID = try text(Self.replyToQuery) { cursor in
      cursor.bind(workspace.rawValue)
      cursor.bind(delivery.interaction.rawValue)
      cursor.bind(messageTime)
    }
    if let location = content.location {
      content.locationExternalID = try text(Self.placeQuery) { cursor in
        cursor.bind(workspace.rawValue)
        cursor.bind(location.text)
        cursor.bind(source)
      }
    }
    content.files = try attachments(
      of: isWaiting ? .replacement : .message, message.rawValue, in: delivery.interaction, workspace)
    content.text.attachments = content.files.map(\.id)
    return content
  }

  /// The one text of a query; empty if it finds none.
  private func text(_ query: Query, _ bind: (inout Cursor) -> Void) throws(InboxError) -> String {
    try first(query, bind) { $0.text() } ?? ""
  }
}

extension DeliveryContent {
  /// The text as a draft that came back.
  func asDraft(of delivery: Delivery, _ reason: DraftReturnReason) -> Draft {
    Draft(
      interaction: delivery.interaction, channel: delivery.channel, content: text, etag: Etag(0), origin: origin,
      actor: author, updateTime: sendTime, returnReason: reason)
  }
}
