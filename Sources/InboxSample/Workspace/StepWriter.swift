internal import InboxModel
internal import InboxStore

/// Lets the steps of a plan happen, each at its time and on behalf of its actor, by the operations that calls use.
struct StepWriter {
  /// What is to happen.
  private let plan: SamplePlan
  /// The ids of the interactions by number; nil before their first step.
  private var interactions: [InteractionID?]
  /// The last note of each interaction, for replies.
  private var lastNotes: [NoteID?]
  /// The first source each customer wrote at, which ties their identities together.
  private let firstSources: [Source?]

  /// Nothing has happened yet.
  init(_ plan: SamplePlan) {
    self.plan = plan
    interactions = Array(repeating: nil, count: plan.interactions.count)
    lastNotes = Array(repeating: nil, count: plan.interactions.count)
    var sources = [Source?](repeating: nil, count: plan.customers.count)
    for step in plan.steps {
      let interaction = plan.interactions[step.interaction]
      if sources[interaction.customer] == nil { sources[interaction.customer] = interaction.source }
    }
    firstSources = sources
  }

  /// Lets one step happen.
  mutating func apply(_ step: SampleStep, in transaction: WriteTransaction) throws(InboxError) {
    try transaction.travel(to: step.time)
    let caller = try transaction.caller(workspace: DirectoryWriter.slug, actor: step.actor)
    switch step.action {
    case .receive(let message), .change(let message, _):
      try ingest(message, step, in: transaction, by: caller)
    case .remove:
      var item = item(of: step)
      item.isRemoved = true
      _ = try push(item, in: transaction, by: caller)
    case .setAttributes(let values):
      var item = item(of: step)
      item.attributes = values.map(Self.model)
      let connector = try transaction.caller(workspace: DirectoryWriter.slug, actor: .crm)
      _ = try push(item, in: transaction, by: connector)
    default:
      guard let id = interactions[step.interaction] else { preconditionFailure("a step before the first message") }
      if try !respond(step, id, in: transaction, by: caller) { try handle(step, id, in: transaction, by: caller) }
    }
  }

  /// The steps that write to the customer; false for another one.
  private func respond(
    _ step: SampleStep, _ id: InteractionID, in transaction: WriteTransaction, by caller: Caller
  ) throws(InboxError) -> Bool {
    let interaction = plan.interactions[step.interaction]
    let channel = interaction.source.channels[0]
    switch step.action {
    case .save(let text, let origin, let other):
      let channel = other ?? channel
      _ = try transaction.saveDraft(
        response(text, on: channel, to: interaction), on: channel, of: id, origin: origin, by: caller)
    case .send(let text):
      let command = SendCommand(on: channel, text: response(text, on: channel, to: interaction))
      _ = try transaction.sendResponse(command, of: id, by: caller)
    case .schedule(let text, let time):
      _ = try transaction.scheduleResponse(
        response(text, on: channel, to: interaction), on: channel, of: id, at: time, by: caller)
    default: return false
    }
    return true
  }

  /// A response, with a subject where the channel has one.
  private func response(_ text: String, on channel: Channel, to interaction: SampleInteraction) -> ResponseText {
    guard channel == .email else { return ResponseText(text) }
    return ResponseText(text, subject: interaction.subject.isEmpty ? "" : "Re: " + interaction.subject)
  }

  /// The steps of the team among itself.
  private mutating func handle(
    _ step: SampleStep, _ id: InteractionID, in transaction: WriteTransaction, by caller: Caller
  ) throws(InboxError) {
    switch step.action {
    case .note(let body, let mentions, let isReply):
      let draft = try NoteDraft(
        body: body, mentions: mentions, replyTo: isReply ? lastNotes[step.interaction] : nil)
      lastNotes[step.interaction] = try transaction.createNote(draft, on: id, by: caller).id
    case .assign(let users): try transaction.assign(users, to: id, by: caller)
    case .setStatus(let status): try transaction.setStatus(status, of: id, by: caller)
    case .setMode(let mode): try transaction.setMode(mode, of: id, by: caller)
    case .archive: try transaction.archive(id, by: caller)
    case .trash: try transaction.trash(id, by: caller)
    case .pin: try transaction.pin(id, by: caller)
    case .addKeyword(let keyword):
      try transaction.modifyKeywords(of: id, adding: [KeywordID(keyword)], removing: [], by: caller)
    case .receive, .change, .remove, .setAttributes, .save, .send, .schedule:
      preconditionFailure("done elsewhere")
    }
  }
}

/// What connectors push.
extension StepWriter {
  /// Pushes a message, and with an interaction's first one all that the source knows of it.
  private mutating func ingest(
    _ message: SampleMessage, _ step: SampleStep, in transaction: WriteTransaction, by caller: Caller
  ) throws(InboxError) {
    let interaction = plan.interactions[step.interaction]
    var item = item(of: step)
    var pushed = IngestMessage(
      "\(interaction.externalID)-\(message.number)", message.direction, message.text, at: message.time)
    pushed.authorDisplayName = message.author
    pushed.language = message.text.isEmpty || message.direction == .outbound ? "" : interaction.language.rawValue
    if interaction.source.family == .contact, message.number == 0 { pushed.subject = interaction.subject }
    if case .change(_, let rating) = step.action {
      pushed.updateTime = step.time
      item.rating = rating
    } else if message.number == 0 {
      item.rating = interaction.rating
      item.subject = interaction.subject
      item.sourceTime = interaction.time
      item.transaction = interaction.transaction
      item.transactionAttributes = interaction.transactionAttributes.map(Self.model)
      if interaction.source.family == .review {
        item.sourceURL = "https://\(interaction.source).example.com/reviews/\(interaction.number + 1)"
      }
    }
    item.messages = [pushed]
    interactions[step.interaction] = try push(item, in: transaction, by: caller)
  }

  /// Pushes one item and gives its interaction; a refused one is as bad as a failed step.
  private func push(
    _ item: IngestItem, in transaction: WriteTransaction, by caller: Caller
  ) throws(InboxError) -> InteractionID {
    try transaction.ingest([item], by: caller)[0].get().interaction
  }

  /// An item that names the interaction, its place and its customer.
  private func item(of step: SampleStep) -> IngestItem {
    let interaction = plan.interactions[step.interaction]
    var item = IngestItem(interaction.source, interaction.externalID)
    item.location = LocationID(interaction.location)
    item.customer = customer(plan.customers[interaction.customer], at: interaction.source)
    item.updateTime = step.time
    return item
  }

  /// A customer as a source knows him, with the identity by which he was known first.
  private func customer(_ customer: SampleCustomer, at source: Source) -> IngestCustomer {
    var pushed = IngestCustomer()
    for known in [firstSources[customer.number], source] {
      guard let known, !pushed.identities.contains(where: { $0.source == known }) else { continue }
      pushed.identities.append(
        CustomerIdentity(
          source: known, externalID: "\(known)-guest-\(customer.number + 1)", displayName: customer.displayName))
    }
    pushed.attributes = customer.attributes.map(Self.model)
    pushed.profile.displayName = customer.displayName
    pushed.profile.givenName = customer.givenName
    pushed.profile.familyName = customer.familyName
    pushed.profile.email = customer.email
    pushed.profile.phone = customer.phone
    pushed.profile.language = customer.language.rawValue
    pushed.profile.emailBounced = customer.emailBounced
    pushed.profile.emailConsent = customer.emailConsent
    pushed.profile.smsConsent = customer.smsConsent
    pushed.profile.marketingConsent = customer.marketingConsent
    return pushed
  }

  /// An attribute's value as the store takes it.
  private static func model(of value: SampleValue) -> AttributeValue {
    AttributeValue(definition: AttributeDefinitionID(value.attribute), content: value.content)
  }
}

extension Actor {
  /// The connector that brings what the house knows beside the sources.
  static let crm = Actor(kind: .connector, id: "crm")
}
