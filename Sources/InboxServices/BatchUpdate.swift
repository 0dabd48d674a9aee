public import InboxAPI
public import InboxModel
public import InboxStore
internal import Protobuf

// Changing many interactions.
//
//     names -------------------------------------------------------> one chunk
//     selection: walk through the list --at most 1,000 in all------> one chunk
//                                      \-more: sweep by id, 1,000--> chunk --> next 1,000 --> chunk ... the end
//
//     chunk: stored answer of a repeat, or ids --commit: change each, in one transaction--> answer
//
// Invariants
//  1. What a selection holds is decided by the state when the first call began: what came in later is passed over, by its
//     events since; what left it by the time its chunk is changed is left alone.
//  2. The walk follows the list's own order, which is cheap but moves: what moved meanwhile is found by its events. The
//     sweep follows the ids, which do not move: each interaction comes once, however long it takes.
//  3. A chunk is one transaction, together with its answer if there is a request_id. A repeat gets the stored answers, chunk
//     by chunk, and goes on where they end.
//  4. The token of an answer says where to go on and what was counted so far; the server remembers nothing, and holds
//     the ids of one chunk at most.
//
// Limits: a chunk of 1,000 holds the writer for some tens of milliseconds; the commands that wait meanwhile come between
// two chunks. The sweep looks at every interaction of the workspace, 2,000 at a step, others' calls between the steps.
//
// The road not taken: remembering all ids at the beginning (8 MB a million, lost with the call); a table of
// batches that the writer works off (a second scheduler, for what a client that goes on by its token does as well).

extension Inbox {
  /// Changes interactions by name, or all that a view and filter hold, and says how far it is.
  public func batchUpdateInteractions(
    _ request: BatchUpdateInteractionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> WritingStream<BatchUpdateInteractionsResponse> {
    try call.requireWorkspace(request.parent, field: "parent")
    try call.caller.requireSomeEditor()
    let plan = try BatchPlan(request, call)
    try transaction.requireBatch(plan.change, for: call.caller)
    if let list = plan.list { try transaction.requireWatchable(list, for: call.caller) }
    let last = try transaction.lastSequence(in: call.caller.workspace)
    return BatchUpdate(plan, from: try BatchProgress(request.resumeToken, in: plan.scope, last: last))
  }
}

/// A batch under way.
final class BatchUpdate: ResponseStream {
  /// What `next` gives.
  typealias Step = StreamStep<
    BatchUpdateInteractionsResponse, any StreamCommand<Call, WriteTransaction, InboxError>
  >

  /// What it does now.
  private enum Phase {
    /// Looks whether the next chunk was done before.
    case beginning
    /// Walks through the list; keeps the ids as long as they fit one chunk.
    case walking(from: ListPosition?, ids: [InteractionID])
    /// Fills the next chunk by id.
    case sweeping(after: Int64, ids: [InteractionID])
    /// Waits for a chunk that the writer has.
    case committing(BatchCommand)
    /// All is done.
    case done
  }

  private let plan: BatchPlan
  private var progress: BatchProgress
  private var phase = Phase.beginning
  /// Of a rehearsal: what its chunks would have failed at.
  private var failures: [BatchOutcome.Failure] = []

  /// Begins, or goes on.
  init(_ plan: BatchPlan, from progress: BatchProgress) {
    self.plan = plan
    self.progress = progress
  }

  /// Nothing wakes it but itself and the writer.
  var interest: StreamInterest { .nothing }
  /// There is always news.
  func idle(_ call: Call) -> BatchUpdateInteractionsResponse? { nil }

  /// Walks, sweeps, changes, answers: a step at a time.
  func next(_ call: Call, in transaction: ReadTransaction) throws(InboxError) -> Step {
    switch phase {
    case .beginning: return try begin(call, transaction)
    case .walking(let position, let ids): return try walk(from: position, ids, call, transaction)
    case .sweeping(let last, let ids): return try sweep(after: last, ids, call, transaction)
    case .committing(let command): return try answer(command, call)
    case .done: return .end
    }
  }

  /// Gives the stored answer of a chunk (invariant 3), or begins one.
  private func begin(_ call: Call, _ transaction: ReadTransaction) throws(InboxError) -> Step {
    if let stored = try plan.memory.recall(part: progress.done, for: call.caller, in: transaction) {
      return .send(try take(stored, call))
    }
    switch plan.chosen {
    case .names(let ids):
      progress.matched = Int64(ids.count)
      return commit(ids, isLast: true)
    case .selection:
      phase = progress.last.map { .sweeping(after: $0, ids: []) } ?? .walking(from: nil, ids: [])
      return .wait(until: call.now)
    }
  }

  /// Looks at a part of the list (invariant 2).
  private func walk(
    from position: ListPosition?, _ known: [InteractionID], _ call: Call, _ transaction: ReadTransaction
  ) throws(InboxError) -> Step {
    guard let list = plan.list else { return .end }
    let chunkMax = InboxStore.BatchChange.chunkMax
    var (ids, matched) = (known, progress.matched)
    let next = try transaction.held(list, at: progress.sequence, after: position, for: call.caller) { id in
      matched += 1
      if ids.count <= chunkMax { ids.append(id) }
    }
    progress.matched = matched
    if let next {
      phase = .walking(from: next, ids: ids)
      return .wait(until: call.now)
    }
    if ids.count <= chunkMax {
      ids = Array(Set(ids).union(try transaction.movedWithin(list, after: progress.sequence, for: call.caller)))
    }
    if ids.count <= chunkMax {
      progress.matched = Int64(ids.count)
      return commit(ids.sorted { $0.rawValue < $1.rawValue }, isLast: true)
    }
    phase = .sweeping(after: .min, ids: [])
    return .wait(until: call.now)
  }

  /// Fills a chunk (invariant 2).
  private func sweep(
    after last: Int64, _ known: [InteractionID], _ call: Call, _ transaction: ReadTransaction
  ) throws(InboxError) -> Step {
    guard let list = plan.list else { return .end }
    let room = InboxStore.BatchChange.chunkMax - known.count
    let found = try transaction.sweep(
      list, heldAt: progress.sequence, after: last, limit: room, for: call.caller)
    let ids = known + found.ids
    progress.last = found.next ?? .max
    if let next = found.next, ids.count < InboxStore.BatchChange.chunkMax {
      phase = .sweeping(after: next, ids: ids)
      return .wait(until: call.now)
    }
    return commit(ids, isLast: found.next == nil)
  }

  /// Hands a chunk to the writer.
  private func commit(_ ids: [InteractionID], isLast: Bool) -> Step {
    let command = BatchCommand(plan, ids, isLast: isLast, progress)
    phase = .committing(command)
    return .commit(command)
  }

  /// Says what became of a chunk; of a rehearsal, at the end only.
  private func answer(_ command: BatchCommand, _ call: Call) throws(InboxError) -> Step {
    guard plan.validateOnly else { return .send(try take(command.answer, call)) }
    progress = command.progress
    failures += command.failures.prefix(max(0, InboxStore.BatchChange.chunkMax - failures.count))
    if !command.isLast {
      phase = .beginning
      return .wait(until: call.now)
    }
    phase = .done
    let response = BatchUpdateInteractionsResponse(in: call.arena)
    response.fill(progress, failures, Names(call))
    return .send(response)
  }

  /// Takes over how far a stored answer says the batch is.
  private func take(_ stored: [UInt8], _ call: Call) throws(InboxError) -> BatchUpdateInteractionsResponse {
    let response = try BatchUpdateInteractionsResponse.stored(stored, in: call.arena)
    if response.resumeToken.isEmpty {
      phase = .done
    } else {
      progress = try BatchProgress(response.resumeToken, in: plan.scope, last: .max)
      phase = .beginning
    }
    return response
  }
}
