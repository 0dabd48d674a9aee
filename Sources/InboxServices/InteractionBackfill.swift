internal import InboxAPI
internal import InboxModel
internal import InboxStore
internal import Protobuf

// A back-fill: interactions by the hundred thousand, from a connector that wants to know how far they are safe.
//
//     request: check, read into model values --> waiting --take 256 items--> commit --> results --> acknowledgement
//                                                   ^                                        |
//                                                   '---- while these commit, more come -----'
//
// Invariants
//  1. Requests are stored and acknowledged in their order; one is acknowledged when all of its items are on disk.
//  2. A commit carries at most `itemsPerCommit` items, of any requests: other callers' changes do not wait longer than
//     for that.
//  3. Beyond `waitingItemsMax` items the sender waits: memory does not grow with the history.
//  4. An item that cannot be read keeps its place, and its error is its result.

/// A back-fill that is under way; the essay above tells the rules.
final class InteractionBackfill: RequestStream {
  /// A request of which not everything is stored yet.
  private struct Waiting {
    /// The client's number of it.
    let sequence: Int64
    /// What it brought.
    let items: [Result<IngestEntry, InboxError>]
    /// How many of them were taken by a commit.
    var taken = 0
    /// What the stored ones did.
    var results: [Result<IngestAnswer, InboxError>] = []
  }

  /// The most items of one request.
  private static let itemsMax = 500
  /// The most items of one commit.
  private static let itemsPerCommit = 256
  /// How many items may wait before the sender does.
  private static let waitingItemsMax = 1_000

  private let parent: String
  private let failuresOnly: Bool
  private var lastSequence: Int64 = 0
  private var requests: [Waiting] = []
  private var waitingItems = 0
  private var hasEnded = false
  private var commit: BackfillCommit?

  /// A back-fill opened by its first request.
  init(_ first: StreamInteractionsRequest) {
    parent = first.parent.string
    failuresOnly = first.failuresOnly
  }

  /// Nothing but requests and commits of its own moves it.
  var interest: StreamInterest { .nothing }
  /// Whether there is room (invariant 3).
  var takesRequests: Bool { waitingItems < Self.waitingItemsMax }
  /// No sign of life: the client has something to wait for only when he has sent something.
  func idle(_ call: Call) -> StreamInteractionsResponse? { nil }
  /// The client has sent everything.
  func endOfRequests() { hasEnded = true }

  /// Reads a request into model values.
  func receive(
    _ request: StreamInteractionsRequest, _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) {
    try call.caller.requireIngest()
    guard request.parent.isEmpty || request.parent.string == parent else {
      throw .fieldInvalid(field: "parent", fault: "changed within the stream")
    }
    guard request.sequence > lastSequence else { throw .streamSequenceInvalid(field: "sequence") }
    guard request.items.count <= Self.itemsMax else {
      throw .tooManyItems(field: "items", count: request.items.count, limit: Self.itemsMax)
    }
    lastSequence = request.sequence
    var items: [Result<IngestEntry, InboxError>] = []
    items.reserveCapacity(request.items.count)
    for index in request.items.indices {
      do throws(InboxError) {
        items.append(.success(try request.items[index].entry(call)))
      } catch {
        items.append(.failure(error))
      }
    }
    waitingItems += items.count
    requests.append(Waiting(sequence: request.sequence, items: items))
  }

  /// Acknowledges what is on disk, then has more stored.
  func next(
    _ call: Call, in transaction: ReadTransaction
  ) throws(InboxError) -> StreamStep<StreamInteractionsResponse, any StreamCommand<Call, WriteTransaction, InboxError>>
  {
    if let commit {
      self.commit = nil
      settle(commit)
    }
    if let response = acknowledgement(call) { return .send(response) }
    let batch = nextBatch()
    guard !batch.isEmpty else { return hasEnded ? .end : .wait() }
    let commit = BackfillCommit(batch)
    self.commit = commit
    return .commit(commit)
  }

  /// The items that the next commit stores (invariant 2).
  private func nextBatch() -> [Result<IngestEntry, InboxError>] {
    var batch: [Result<IngestEntry, InboxError>] = []
    for index in requests.indices {
      let rest = requests[index].items.dropFirst(requests[index].taken).prefix(Self.itemsPerCommit - batch.count)
      requests[index].taken += rest.count
      batch.append(contentsOf: rest)
      if batch.count == Self.itemsPerCommit { break }
    }
    return batch
  }

  /// Hands the results of a commit to the requests they belong to.
  private func settle(_ commit: BackfillCommit) {
    waitingItems -= commit.results.count
    var rest = commit.results[...]
    for index in requests.indices {
      let count = requests[index].taken - requests[index].results.count
      requests[index].results.append(contentsOf: rest.prefix(count))
      rest = rest.dropFirst(count)
    }
  }

  /// The answer to the requests that are stored whole; nil if none is (invariant 1).
  private func acknowledgement(_ call: Call) -> StreamInteractionsResponse? {
    let done = requests.prefix { $0.results.count == $0.items.count }
    guard let last = done.last else { return nil }
    let response = StreamInteractionsResponse(in: call.arena)
    response.acknowledgedSequence = last.sequence
    let names = Names(call)
    for request in done {
      for (index, result) in request.results.enumerated() {
        if failuresOnly, case .success = result { continue }
        let answer = response.results.append()
        answer.index = Int32(index)
        answer.sequence = request.sequence
        answer.fill(result, names)
      }
    }
    requests.removeFirst(done.count)
    return response
  }
}

/// Some items of a back-fill on their way to disk.
private final class BackfillCommit: StreamCommand {
  private let items: [Result<IngestEntry, InboxError>]
  /// What they did, in their order.
  private(set) var results: [Result<IngestAnswer, InboxError>] = []

  /// Items to be stored.
  init(_ items: [Result<IngestEntry, InboxError>]) { self.items = items }

  /// Stores those that could be read.
  func execute(_ call: Call, in transaction: WriteTransaction) throws(InboxError) {
    let entries = items.compactMap { if case .success(let entry) = $0 { entry } else { nil } }
    var stored = try transaction.ingest(entries, by: call.caller).makeIterator()
    results = items.map { item in
      switch item {
      case .success: stored.next() ?? .failure(.internalFault("an item has no result"))
      case .failure(let error): .failure(error)
      }
    }
  }
}
