internal import InboxAPI
internal import InboxModel
internal import Protobuf
internal import StandardAPI

/// What connectors push, as model values. A field that cannot be read is named by its path within the item.
extension InboxAPI.IngestItem {
  /// The item, or the customer alone.
  func entry(_ call: Call) throws(InboxError) -> IngestEntry {
    if externalID.isEmpty, source == .unspecified, messages.isEmpty, let customer {
      return .customer(
        try customer.model(call), updateTime: try sourceUpdateTime?.pastInstant("source_update_time", call))
    }
    return .interaction(try model(call))
  }

  /// The item; throws at the first field that is no value of the model. Limits and rules are the model's to check.
  func model(_ call: Call) throws(InboxError) -> InboxModel.IngestItem {
    var item = InboxModel.IngestItem(try source.required("source"), externalID.string)
    item.customer = try customer?.model(call)
    try item.messages = readMessages(call)
    item.rating = rating
    item.ratingMax = ratingMax
    if !location.isEmpty {
      guard locationExternalID.isEmpty else {
        throw .fieldInvalid(field: "location_external_id", fault: "is given together with location")
      }
      item.location = try call.id(location, of: IDKind.Location.self, field: "location")
    }
    item.locationExternalID = locationExternalID.string
    item.sourceTime = try sourceTime?.pastInstant("source_time", call)
    item.updateTime = try sourceUpdateTime?.pastInstant("source_update_time", call)
    item.subject = subject.string
    item.sourceURL = sourceURL.string
    item.language = language.string
    item.transaction = try transaction?.model(call)
    item.attributes = try attributes.models("attributes", call)
    item.transactionAttributes = try transaction?.attributes.models("transaction.attributes", call) ?? []
    item.isRemoved = removed
    item.isHistorical = historical
    item.replyTo = replyToExternalIDs.map(\.string)
    return item
  }

  /// The messages of the item.
  private func readMessages(_ call: Call) throws(InboxError) -> [InboxModel.IngestMessage] {
    let limit = InboxModel.IngestItem.messagesMax
    guard messages.count <= limit else { throw .tooManyItems(field: "messages", count: messages.count, limit: limit) }
    var models: [InboxModel.IngestMessage] = []
    models.reserveCapacity(messages.count)
    for index in messages.indices {
      do { models.append(try messages[index].model(call)) } catch { throw error.prefixed("messages[\(index)]") }
    }
    return models
  }
}

extension InboxAPI.IngestMessage {
  /// The message.
  func model(_ call: Call) throws(InboxError) -> InboxModel.IngestMessage {
    guard let messageTime else { throw .fieldRequired(field: "message_time") }
    var message = InboxModel.IngestMessage(
      externalID.string, try direction.given("direction") ?? .inbound, text.string,
      at: try messageTime.pastInstant("message_time", call))
    message.updateTime = try sourceUpdateTime?.pastInstant("source_update_time", call)
    message.channel = try channel.given("channel")
    message.format = try textFormat.given("text_format") ?? .plain
    message.subject = subject.string
    message.isRemoved = removed
    message.language = language.string
    message.authorDisplayName = authorDisplayName.string
    message.idempotencyKey = idempotencyKey.string
    message.attachments = try call.ids(
      attachments, of: IDKind.Attachment.self, max: Call.attachmentsMax, field: "attachments")
    return message
  }
}

extension InboxAPI.IngestCustomer {
  /// The customer.
  func model(_ call: Call) throws(InboxError) -> InboxModel.IngestCustomer {
    do { return try read(call) } catch { throw error.prefixed("customer") }
  }

  /// The customer; fields are named within it.
  private func read(_ call: Call) throws(InboxError) -> InboxModel.IngestCustomer {
    var customer = InboxModel.IngestCustomer()
    guard identities.count <= Self.identitiesMax else {
      throw .tooManyItems(field: "identities", count: identities.count, limit: Self.identitiesMax)
    }
    for index in identities.indices { customer.identities.append(try identities[index].model("identities[\(index)]")) }
    customer.profile.displayName = displayName.string
    customer.profile.givenName = givenName.string
    customer.profile.familyName = familyName.string
    customer.profile.email = email.string
    customer.profile.phone = phone.string
    customer.profile.language = language.string
    customer.profile.emailConsent = try emailConsent.given("email_consent") ?? .unknown
    customer.profile.smsConsent = try smsConsent.given("sms_consent") ?? .unknown
    customer.profile.marketingConsent = try marketingConsent.given("marketing_consent") ?? .unknown
    customer.profile.emailBounced = emailBounced
    customer.attributes = try attributes.models("attributes", call)
    return customer
  }

  /// The most identities of one customer in an item.
  private static let identitiesMax = 50
}

extension InboxAPI.Transaction {
  /// The business an interaction is about.
  func model(_ call: Call) throws(InboxError) -> TransactionInfo {
    do {
      var info = TransactionInfo()
      info.externalID = externalID.string
      info.kind = try kind.given("kind") ?? .unspecified
      info.time = try transactionTime?.instant("transaction_time")
      info.reference = reference.string
      info.amountMinor = amountMinor
      info.currency = currency.string
      info.partySize = Int(partySize)
      info.endTime = try endTime?.instant("end_time")
      return info
    } catch { throw error.prefixed("transaction") }
  }
}

extension Timestamp {
  /// The instant in microseconds since 1970; one outside the years 1 to 9999 is `fieldInvalid`.
  func instant(_ field: String) throws(InboxError) -> Int64 {
    guard isValid else { throw .fieldInvalid(field: field, fault: "is no instant of the years 1 to 9999") }
    return microseconds
  }

  /// The instant of something that has happened. A source's clock may be a day ahead of ours, no more: a time in the
  /// far future would stay on top of every list and keep later changes out.
  func pastInstant(_ field: String, _ call: Call) throws(InboxError) -> Int64 {
    let instant = try instant(field)
    guard instant <= call.now + 86_400_000_000 else {
      throw .fieldOutOfRange(field: field, min: "0001-01-01T00:00:00Z", max: "a day ahead of the server's clock")
    }
    return instant
  }
}

extension Call {
  /// The most files of one message, draft or note.
  static let attachmentsMax = 20
}
