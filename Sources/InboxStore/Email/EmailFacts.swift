internal import SQLite
public import InboxModel

/// An e-mail as the outbox and the directory know it at the time of an attempt.
public struct OutgoingEmail: Sendable, Hashable {
  /// What it carries.
  public enum Content: Sendable, Hashable {
    /// A response to a customer: the text, whether a workflow sent it, its files, and the Message-IDs of the conversation so
    /// far, oldest first.
    case response(ResponseText, isAutomatic: Bool, files: [AttachmentInfo], references: [String])
    /// What a user is told: by whom, what the note says, and the interaction and the note for links.
    case notification(
      NotificationType, actorName: String, noteText: String, interaction: InteractionID, note: NoteID?)
  }

  /// What it carries.
  public let content: Content
  /// To whom.
  public let recipient: String
  /// Its name for ever, in angle brackets.
  public let messageID: String
  /// When it was queued.
  public let createTime: Int64
  /// The language of the reader as a BCP 47 tag; may be empty.
  public let language: String
  /// The conversation it belongs to.
  public let conversation: Conversation
  /// The workspace and its settings.
  public let workspace: Workspace

  /// What an e-mail says of its conversation, and as whom it speaks.
  public struct Conversation: Sendable, Hashable {
    /// The subject; may be empty, as everything here.
    public var subject = ""
    /// The name to show of the customer.
    public var customerName = ""
    /// The brand's name to show.
    public var brandName = ""
    /// The name that the brand's e-mails come from.
    public var senderName = ""
    /// What closes the brand's e-mails.
    public var signature = ""
    /// The language it is held in.
    var language = ""
    /// Where it belongs.
    var location: LocationID?
    /// The brand.
    var brand: BrandID?
  }
}

/// What to do with an e-mail that was leased.
public enum EmailOrder: Sendable, Hashable {
  /// Send it.
  case send(OutgoingEmail)
  /// Drop it, because nobody is to get it any more; a sentence says why.
  case drop(String)
}

/// Reading what an e-mail is made of. Nothing of it is stored in the outbox: an address that changed, an access that was
/// lost and a note that was deleted since count as they are now.
extension Transaction {
  private static let conversationQuery = Query(
    """
    SELECT l.brand, i.location, i.subject, i.customer_name, COALESCE(NULLIF(c.language, ''), i.language)
    FROM interaction i
    LEFT JOIN location l ON l.workspace = i.workspace AND l.location = i.location
    LEFT JOIN customer c ON c.workspace = i.workspace AND c.customer = i.customer
    WHERE i.workspace = ? AND i.interaction = ?
    """)

  private static let referencesQuery = Query(
    """
    SELECT external_id
    FROM message
    WHERE workspace = ? AND interaction = ? AND channel = 2 AND external_id IS NOT NULL AND message <> ?
    ORDER BY message_time DESC, message DESC
    LIMIT 50
    """)

  private static let firstReferenceQuery = Query(
    """
    SELECT external_id
    FROM message
    WHERE workspace = ? AND interaction = ? AND channel = 2 AND external_id IS NOT NULL AND message <> ?
    ORDER BY message_time, message
    LIMIT 1
    """)

  private static let notificationQuery = Query(
    """
    SELECT n.type, n.actor, n.note, t.body, t.delete_time IS NOT NULL
    FROM notification n
    LEFT JOIN note t ON t.workspace = n.workspace AND t.interaction = n.interaction AND t.note = n.note
    WHERE n.workspace = ? AND n.user_id = ? AND n.notification = ?
    """)

  /// What to do with an e-mail's delivery.
  public func email(of delivery: Delivery, for system: Caller) throws(InboxError) -> EmailOrder {
    let found = try first(Self.conversationQuery) { cursor in
      cursor.bind(system.workspace.rawValue)
      cursor.bind(delivery.interaction.rawValue)
    } _: { cursor in
      var conversation = OutgoingEmail.Conversation()
      conversation.brand = cursor.optionalText().map(BrandID.init)
      conversation.location = cursor.optionalText().map(LocationID.init)
      conversation.subject = cursor.text()
      conversation.customerName = cursor.text()
      conversation.language = cursor.text()
      return conversation
    }
    guard var conversation = found else { return .drop("The interaction is gone") }
    if let id = conversation.brand {
      let brand = try brand(id, for: system)
      conversation.brandName = brand.displayName
      conversation.senderName = brand.senderName
      conversation.signature = brand.signature
    }
    switch delivery.kind {
    case .response: return try response(delivery, conversation, system)
    case .notification: return try notification(delivery, conversation, system)
    }
  }

  /// A response to a customer.
  private func response(
    _ delivery: Delivery, _ conversation: OutgoingEmail.Conversation, _ system: Caller
  ) throws(InboxError) -> EmailOrder {
    guard let content = try content(of: delivery, for: system) else { return .drop("The message is gone") }
    return .send(
      OutgoingEmail(
        content: .response(
          content.text, isAutomatic: content.isAutomatic, files: content.files,
          references: try references(before: delivery, in: system.workspace)),
        recipient: content.recipient, messageID: delivery.externalID, createTime: delivery.createTime,
        language: conversation.language, conversation: conversation, workspace: try workspace(for: system)))
  }

  /// The ids of the e-mails of a conversation, oldest first: the first of all and the latest.
  private func references(before delivery: Delivery, in workspace: WorkspaceID) throws(InboxError) -> [String] {
    func bind(_ cursor: inout Cursor) {
      cursor.bind(workspace.rawValue)
      cursor.bind(delivery.interaction.rawValue)
      cursor.bind(delivery.message?.rawValue)
    }
    var latest = try all(Self.referencesQuery, bind) { $0.text() }
    let oldest = try first(Self.firstReferenceQuery, bind) { $0.text() }
    if let oldest, latest.last != oldest { latest.append(oldest) }
    return latest.reversed()
  }

  /// What a user is told, unless he is not to be told any more.
  private func notification(
    _ delivery: Delivery, _ conversation: OutgoingEmail.Conversation, _ system: Caller
  ) throws(InboxError) -> EmailOrder {
    guard let id = delivery.user, let notification = delivery.notification,
      let user = try findUser(id, in: system.workspace), !user.isDeactivated
    else { return .drop("The user is not in the team any more") }
    let workspace = try workspace(for: system)
    if user.isEmailMuted || user.email.isEmpty || workspace.settings.isNotificationEmailDisabled {
      return .drop("The user gets no notifications by e-mail")
    }
    if now - delivery.createTime > DeliveryBackoff.giveUpAfterMicroseconds {
      return .drop("A notification older than 24 hours is no news any more")
    }
    if user.role == .restricted {
      guard let place = conversation.location, try accesses(system.workspace, user: id)[place] != nil else {
        return .drop("The user may not see the interaction any more")
      }
    }
    let told = try first(Self.notificationQuery) { cursor in
      cursor.bind(system.workspace.rawValue)
      cursor.bind(id)
      cursor.bind(notification.rawValue)
    } _: {
      (
        type: NotificationType(stored: $0.int()), actor: $0.text(), note: $0.optionalInt64().map(NoteID.init),
        text: $0.text(), isDeleted: $0.bool()
      )
    }
    guard let told, !told.isDeleted else { return .drop("The note was deleted") }
    return .send(
      OutgoingEmail(
        content: .notification(
          told.type, actorName: try displayName(of: told.actor, in: system.workspace), noteText: told.text,
          interaction: delivery.interaction, note: told.note),
        recipient: user.email, messageID: delivery.externalID, createTime: delivery.createTime,
        language: user.language.isEmpty ? workspace.settings.language : user.language, conversation: conversation,
        workspace: workspace))
  }
}
