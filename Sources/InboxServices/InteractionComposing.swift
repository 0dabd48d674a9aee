internal import Delivery
internal import GRPC
public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

/// AI writing.
extension Interactions {
  /// Has the language model write a text, streams it as it is written, and saves it as the draft unless asked otherwise.
  public func composeDraft(
    _ request: ComposeDraftRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> WritingStream<ComposeDraftResponse> {
    let id = try call.interaction(request.name, field: "name")
    try call.requireEditor(of: id, in: transaction)
    if request.sendWhenWritten { try call.caller.requireSender() }
    let memory = RequestMemory(request, of: InteractionServiceMethods.composeDraft)
    if let stored = try memory.recall(for: call.caller, in: transaction) { return ComposeRepeat(stored) }
    var facts = try request.facts()
    try call.requireOffered(facts.channel, by: id, in: transaction)
    let current = try transaction.draft(on: facts.channel, of: id, for: call.caller)
    guard EtagCondition(request.etag.span).holds(for: current?.etag) else { throw .draftConflict(current: current) }
    if facts.text.isEmpty, let current {
      facts.text = current.content.text
      facts.format = current.content.format
    }
    guard !facts.operation.needsText || TextRules.hasText(TextRules.plain(facts.text, format: facts.format)) else {
      throw .draftEmpty
    }
    guard let composer = call.features.composer else { throw .modelNotConfigured }
    try facts.addBackground(of: id, call, in: transaction)
    let plan = ComposePlan(
      interaction: id, channel: facts.channel, format: facts.format, subject: current?.content.subject ?? "",
      attachments: current?.content.attachments ?? [], condition: current.map { .version($0.etag) } ?? .none,
      isPreview: request.previewOnly, isSent: request.sendWhenWritten, model: composer.model, memory: memory)
    return ComposeStream(plan) { wake in composer.compose(facts, wake: wake) }
  }
}

extension ComposeDraftRequest {
  /// The longest instructions, in characters.
  private static let instructionsLengthMax = 4_000

  /// What the request itself says, checked.
  fileprivate func facts() throws(InboxError) -> ComposeFacts {
    let operation: InboxModel.ComposeOperation = try self.operation.required("operation")
    let channel: InboxModel.Channel = try self.channel.required("channel")
    // The source is not known yet; it comes with the background.
    var facts = ComposeFacts(operation, channel: channel, source: .email)
    facts.instructions = instructions.string
    try TextRules.requireLength(facts.instructions, max: Self.instructionsLengthMax, field: "instructions")
    if operation == .custom, !TextRules.hasText(facts.instructions) { throw .fieldRequired(field: "instructions") }
    facts.language = language.string
    try ContactRules.requireLanguage(facts.language, field: "language")
    if operation == .translate, facts.language.isEmpty { throw .fieldRequired(field: "language") }
    facts.tone = try tone.given("tone")
    facts.text = text.string
    try TextRules.requireLength(facts.text, max: channel.textLengthMax, field: "text")
    facts.format = try textFormat.given("text_format") ?? .plain
    if facts.format == .html {
      guard channel.allowsHTML else { throw .htmlNotAllowed(field: "text_format", element: "HTML outside e-mail") }
      try SafeHTML.check(facts.text, field: "text")
    }
    if previewOnly, sendWhenWritten {
      throw .fieldInvalid(field: "send_when_written", fault: "is given together with preview_only")
    }
    return facts
  }
}

extension ComposeFacts {
  /// How many of the latest messages are read.
  private static let messagesMax = 20

  /// Adds what the inbox knows: the thread, the customer, the brand, the workspace.
  fileprivate mutating func addBackground(
    of id: InteractionID, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) {
    var facts = self
    var brand: BrandID?
    try transaction.withInteraction(id, for: call.caller) { (panel) throws(InboxError) in
      let row = panel.row
      facts.source = row.source
      facts.customerName = row.customerName.string
      facts.locationName = panel.locationDisplayName
      if let rating = row.rating { facts.rating = row.ratingMax > 0 ? "\(rating) of \(row.ratingMax)" : "\(rating)" }
      brand = panel.brand
      if facts.operation == .draft, facts.language.isEmpty {
        facts.language = row.language.isEmpty ? panel.customer?.language.string ?? "" : row.language.string
      }
    }
    let workspace = try transaction.workspace(for: call.caller)
    facts.standingInstructions = workspace.settings.writingInstructions
    facts.brandName = workspace.displayName
    if let brand {
      let brand = try transaction.brand(brand, for: call.caller)
      (facts.brandName, facts.brandVoice, facts.brandSignature) = (brand.displayName, brand.voice, brand.signature)
    }
    if facts.operation == .draft || facts.operation == .custom {
      _ = try transaction.listMessages(of: id, .latest, limit: Self.messagesMax, for: call.caller) { row in
        let text = TextRules.plain(row.text.string, format: row.format)
        facts.thread.append(Line(isFromCustomer: row.direction == .inbound, text: text))
      }
    }
    self = facts
  }
}
