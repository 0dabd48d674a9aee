internal import Delivery
internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf

// A text in writing, as the call that asked for it sees it.
//
//     writing --text--> writing ...
//             --whole text--> saving --on disk--> told --> over
//             --failure--> over, with the failure
//
// Invariants
//  1. Nothing is written to the store before the model's answer is whole and clean: whatever goes wrong before leaves the
//     draft as it was.
//  2. The draft is saved on the condition that it is still the one the call began with. If it is not, the caller gets the
//     result, and then the conflict.
//  3. When the call is over, however it ended, the model's connection is closed.

/// What is to become of a text when it is written.
struct ComposePlan: Sendable {
  /// The interaction it is for.
  let interaction: InteractionID
  /// The channel it is for.
  let channel: InboxModel.Channel
  /// How it is to be read.
  let format: InboxModel.TextFormat
  /// The subject line that the draft keeps.
  let subject: String
  /// The files that the draft keeps.
  let attachments: [AttachmentID]
  /// The draft that may be replaced.
  let condition: EtagCondition
  /// Whether nothing is saved.
  let isPreview: Bool
  /// Whether it is sent.
  let isSent: Bool
  /// The model's name.
  let model: String
  /// By what a repeat is recognised.
  let memory: RequestMemory
}

/// The stream of a text in writing; the essay above tells its rules.
final class ComposeStream: ResponseStream {
  /// What is sent.
  typealias Response = ComposeDraftResponse
  /// What the stream has the writer do.
  typealias Command = any StreamCommand<Call, WriteTransaction, InboxError>

  /// How far it is.
  private enum Phase {
    /// The model is at work; the writer is; the result was sent, and with what the stream ends.
    case writing
    case saving(ComposeSaving)
    case told(InboxError?)
  }

  private let plan: ComposePlan
  private let begin: (@escaping @Sendable () -> Void) -> Composition
  private var composition: Composition?
  private var phase = Phase.writing

  /// A stream of what `begin` has written.
  init(_ plan: ComposePlan, _ begin: @escaping (@escaping @Sendable () -> Void) -> Composition) {
    self.plan = plan
    self.begin = begin
  }

  /// The model wakes it.
  var interest: StreamInterest { .nothing }
  /// A text is short.
  var endsByItself: Bool { true }

  /// Has the model begin.
  func opened(_ wake: @escaping @Sendable () -> Void) { composition = begin(wake) }

  /// Sends what was written, then has it saved, then tells what came of it.
  func next(_ call: Call, in transaction: ReadTransaction) throws(InboxError) -> StreamStep<Response, Command> {
    switch phase {
    case .writing: return try write(call)
    case .saving(let saving):
      phase = .told(saving.failure)
      return .send(try ComposeDraftResponse.stored(saving.response, in: call.arena))
    case .told(let failure):
      if let failure { throw failure }
      return .end
    }
  }

  /// Sends what was written since the last look; the outcome is looked at first, so that no text is behind it.
  private func write(_ call: Call) throws(InboxError) -> StreamStep<Response, Command> {
    let outcome = composition?.outcome
    let delta = composition?.takeDelta() ?? ""
    if !delta.isEmpty {
      let response = ComposeDraftResponse(in: call.arena)
      response.setTextDelta(delta)
      return .send(response)
    }
    switch outcome {
    case nil: return .wait()
    case .failure(let failure)?: throw InboxError(failure)
    case .success(let text)?:
      let saving = ComposeSaving(plan, text)
      phase = .saving(saving)
      return .commit(saving)
    }
  }

  /// A text is short; deltas are its signs of life.
  func idle(_ call: Call) -> Response? { nil }

  /// Closes the model's connection (invariant 3).
  func closed() { composition?.cancel() }
}

/// Saves, and sends, what was written.
final class ComposeSaving: StreamCommand {
  private let plan: ComposePlan
  private let text: String
  /// The last message of the stream, packed.
  private(set) var response: [UInt8] = []
  /// What the stream ends with behind it.
  private(set) var failure: InboxError?

  /// A text to save by a plan.
  init(_ plan: ComposePlan, _ text: String) {
    self.plan = plan
    self.text = text
  }

  /// Saves it on its condition (invariant 2). A conflict, and a send that is refused, are told after the result: they take
  /// nothing back.
  func execute(_ call: Call, in transaction: WriteTransaction) throws(InboxError) {
    let message = ComposeDraftResponse(in: call.arena)
    let result = message.makeResult()
    result.setText(text)
    result.setModel(plan.model)
    failure = nil
    if !plan.isPreview {
      do throws(InboxError) {
        try save(result, call, transaction)
      } catch .draftConflict(let current) {
        failure = .draftConflict(current: current)
      }
    }
    response = message.packed()
    if failure == nil { try plan.memory.remember(response, for: call.caller, in: transaction) }
  }

  /// Makes it the draft, and sends that if it is to be sent.
  private func save(
    _ result: ComposeResult, _ call: Call, _ transaction: WriteTransaction
  ) throws(InboxError) {
    let content = ResponseText(text, format: plan.format, subject: plan.subject, attachments: plan.attachments)
    let saved = try transaction.saveDraft(
      content, on: plan.channel, of: plan.interaction, if: plan.condition, origin: .ai, cause: .composed,
      by: call.caller)
    result.formerRevision = saved.formerRevision ?? 0
    if plan.isSent { try send(result, call, transaction) }
    let names = Names(call)
    if let draft = try transaction.draft(on: plan.channel, of: plan.interaction, for: call.caller) {
      result.makeDraft().fill(draft, names)
    }
  }

  /// Sends the draft; what refuses it leaves it a draft.
  private func send(
    _ result: ComposeResult, _ call: Call, _ transaction: WriteTransaction
  ) throws(InboxError) {
    do throws(InboxError) {
      let sent = try transaction.sendResponse(SendCommand(on: plan.channel), of: plan.interaction, by: call.caller)
      result.outcome = InboxAPI.SendOutcome(sent.outcome)
      guard let message = sent.message else { return }
      try transaction.withMessage(message, of: plan.interaction, for: call.caller) { (row) throws(InboxError) in
        try result.makeMessage().fill(row, of: plan.interaction, call, Names(call), in: transaction)
      }
    } catch .internalFault(let text) {
      throw .internalFault(text)
    } catch .storageUnavailable(let text) {
      throw .storageUnavailable(text)
    } catch {
      failure = error
    }
  }
}

/// The stream of a request that was answered before: the whole text, and what had come of it.
final class ComposeRepeat: ResponseStream {
  /// What is sent.
  typealias Response = ComposeDraftResponse
  /// What the stream has the writer do.
  typealias Command = any StreamCommand<Call, WriteTransaction, InboxError>

  private let stored: [UInt8]
  private var sent = 0

  /// The stream of a stored last message.
  init(_ stored: [UInt8]) { self.stored = stored }

  /// Nothing wakes it.
  var interest: StreamInterest { .nothing }
  /// It ends at once.
  var endsByItself: Bool { true }

  /// There is always news.
  func idle(_ call: Call) -> Response? { nil }

  /// Sends the text, then the result.
  func next(_ call: Call, in transaction: ReadTransaction) throws(InboxError) -> StreamStep<Response, Command> {
    sent += 1
    let result = try ComposeDraftResponse.stored(stored, in: call.arena)
    switch sent {
    case 1:
      let delta = ComposeDraftResponse(in: call.arena)
      if case .result(let known)? = result.part { delta.setTextDelta(known.text) }
      return .send(delta)
    case 2: return .send(result)
    default: return .end
    }
  }
}

extension InboxError {
  /// Why a model's answer cannot be used, for the caller.
  init(_ failure: ModelFailure) {
    switch failure {
    case .unavailable(let fault): self = .modelUnavailable(fault: fault)
    case .timeout(let phase): self = .modelTimeout(phase: phase)
    case .invalid(let fault): self = .modelOutputInvalid(fault: fault)
    }
  }
}
