internal import SQLite
public import InboxModel

/// What to change of each of many interactions. What is not said stays.
public struct BatchChange: Sendable {
  /// Where to put an interaction. Raw values are the contract's.
  public enum Place: UInt8, Sendable {
    /// As archiving, unarchiving, deleting, undeleting one.
    case archive = 1
    case unarchive, delete, undelete
  }

  /// The status to set.
  public var status: Status?
  /// The mode to set.
  public var mode: Mode?
  /// Where to put it.
  public var place: Place?
  /// Users to assign.
  public var assigned: [String] = []
  /// Users to unassign.
  public var unassigned: [String] = []
  /// Keywords to add.
  public var addedKeywords: [KeywordID] = []
  /// Keywords to remove.
  public var removedKeywords: [KeywordID] = []

  /// No change.
  public init() {}

  /// Whether nothing is to be changed.
  public var isEmpty: Bool {
    status == nil && mode == nil && place == nil && assigned.isEmpty && unassigned.isEmpty && addedKeywords.isEmpty
      && removedKeywords.isEmpty
  }

  /// The most interactions in one transaction.
  public static let chunkMax = 1000
}

/// What became of some interactions.
public struct BatchOutcome: Sendable {
  /// An interaction that could not be changed, and why.
  public typealias Failure = (interaction: InteractionID, error: InboxError)

  /// How many changed.
  public var changed = 0
  /// Those that could not be changed, and why.
  public var failures: [Failure] = []

  /// Nothing.
  public init() {}
}

extension Transaction {
  /// Throws `notFound` for a user or keyword of a change, and `roleInsufficient` for one who changes nothing anywhere.
  public func requireBatch(_ change: BatchChange, for caller: Caller) throws(InboxError) {
    try caller.requireSomeEditor()
    for id in change.assigned + change.unassigned { _ = try user(id, for: caller) }
    for keyword in change.addedKeywords + change.removedKeywords { _ = try self.keyword(keyword, for: caller) }
  }
}

extension WriteTransaction {
  /// Changes interactions, each wholly or not at all; those that cannot be changed are told and passed over. With a list,
  /// those that left it meanwhile are left alone.
  public func change(
    _ interactions: [InteractionID], _ change: BatchChange, in list: WatchedList? = nil, by caller: Caller
  ) throws(InboxError) -> BatchOutcome {
    var outcome = BatchOutcome()
    let matcher: ListMatcher? =
      if let list { try ListMatcher(list.view, list.family, list.filter, for: caller, in: self) } else { nil }
    for id in interactions {
      if let matcher, try !isHeld(id, matcher, caller) { continue }
      let events = pendingEvents.count
      switch try attempt({ () throws(InboxError) in try apply(change, to: id, caller) }) {
      case .success: if pendingEvents.count > events { outcome.changed += 1 }
      case .failure(let error): outcome.failures.append((id, error))
      }
    }
    return outcome
  }

  /// Whether a list holds an interaction now.
  private func isHeld(_ id: InteractionID, _ matcher: ListMatcher, _ caller: Caller) throws(InboxError) -> Bool {
    var isHeld = false
    try withRow(id, in: caller.workspace) { (row) throws(InboxError) in
      isHeld = try matcher.matches(row, for: caller, in: self)
    }
    return isHeld
  }

  /// Changes one.
  private func apply(_ change: BatchChange, to id: InteractionID, _ caller: Caller) throws(InboxError) {
    // What is changed where nothing is to be changed must be seen and allowed all the same.
    _ = try editableState(of: id, for: caller)
    if let mode = change.mode { try setMode(mode, of: id, by: caller) }
    if !change.unassigned.isEmpty { try unassign(change.unassigned, from: id, by: caller) }
    if !change.assigned.isEmpty { try assign(change.assigned, to: id, by: caller) }
    if !change.addedKeywords.isEmpty || !change.removedKeywords.isEmpty {
      try modifyKeywords(of: id, adding: change.addedKeywords, removing: change.removedKeywords, by: caller)
    }
    if let status = change.status { try setStatus(status, of: id, by: caller) }
    switch change.place {
    case .archive: try archive(id, by: caller)
    case .unarchive: try unarchive(id, by: caller)
    case .delete: try trash(id, by: caller)
    case .undelete: try undelete(id, by: caller)
    case nil: break
    }
  }
}
