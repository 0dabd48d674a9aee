internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf

/// The change of one chunk, on the writer's thread.
final class BatchCommand: StreamCommand {
  private let plan: BatchPlan
  private let ids: [InteractionID]
  /// Whether nothing follows.
  let isLast: Bool
  /// How far the batch is; after the command, with this chunk.
  private(set) var progress: BatchProgress
  /// Those of the chunk that could not be changed.
  private(set) var failures: [BatchOutcome.Failure] = []
  /// The answer, packed; of a rehearsal, nothing.
  private(set) var answer: [UInt8] = []

  /// A chunk.
  init(_ plan: BatchPlan, _ ids: [InteractionID], isLast: Bool, _ progress: BatchProgress) {
    self.plan = plan
    self.ids = ids
    self.isLast = isLast
    self.progress = progress
  }

  /// Changes the chunk, unless another call with the same id did meanwhile.
  func execute(_ call: Call, in transaction: WriteTransaction) throws(InboxError) {
    let part = progress.done
    if let stored = try plan.memory.recall(part: part, for: call.caller, in: transaction) {
      answer = stored
      return
    }
    let outcome: BatchOutcome
    if plan.validateOnly {
      outcome = try transaction.rehearse { () throws(InboxError) in
        try transaction.change(ids, plan.change, in: plan.list, by: call.caller)
      }
    } else {
      outcome = try transaction.change(ids, plan.change, in: plan.list, by: call.caller)
    }
    failures = outcome.failures
    progress.done += Int64(ids.count)
    progress.matched = max(progress.matched, progress.done)
    progress.changed += Int64(outcome.changed)
    progress.failed += Int64(outcome.failures.count)
    if plan.validateOnly { return }
    let response = BatchUpdateInteractionsResponse(in: call.arena)
    response.fill(progress, failures, Names(call))
    if !isLast { response.setResumeToken(progress.text(in: plan.scope)) }
    answer = Array(response.packed())
    try plan.memory.remember(answer, part: part, for: call.caller, in: transaction)
  }
}
