internal import SQLite
internal import InboxModel

// An interaction as it was some events ago, so that whoever watches a list can be told what entered and what left it
// without anybody remembering the list.
//
//     row now --undo last event--> --undo--> ... --> as it was --matches(list)?--> in, or not
//
// Invariants
//  1. Events are undone from the last to the first, each once; then every fact that events tell is as it was.
//  2. Facts that events do not tell (drafts, waiting, language, latest activity, attributes, mentions) are as they are
//     now, unless one of the undone events may have changed them. Then they count as having been so as to be in the list:
//     such an interaction CHANGED where it may have ENTERED, or LEFT where it may never have been in. Both do no harm to
//     who keeps a list: rows are put in and taken out by name.
//
// The road not taken: each event could carry the state before it. It would double the event table for the sake of two
// words that a list by name does not need.

/// An interaction as it was, as far as events tell.
struct FormerInteraction {
  /// Facts that events do not tell.
  struct Facts: OptionSet {
    /// A bit for each.
    let rawValue: UInt8
    /// Where unsent texts are.
    static let drafts = Facts(rawValue: 1)
    /// What follows from messages: language, waiting, latest activity.
    static let messages = Facts(rawValue: 2)
    /// Attribute values.
    static let attributes = Facts(rawValue: 4)
    /// Who is mentioned.
    static let mentions = Facts(rawValue: 8)
  }

  /// Whether it was there at all.
  private var exists = true
  private let source: Source
  private var status: Status
  private var mode: Mode
  /// Where it belonged; nil for nowhere.
  private(set) var location: String?
  private var isArchived: Bool
  private var isTrashed: Bool
  private var assignees: Set<String>
  private var schedules: ChannelSet
  private var rating: Double?
  /// Whose it was; nil for nobody's.
  private var customer: String?
  /// Whether the caller had pinned it; nil: as now.
  private var isPinned: Bool?
  /// Keywords that were there, and were not, whatever is there now.
  private var keywords: [String: Bool] = [:]
  /// What may have been otherwise than now.
  private var unknown: Facts = []

  /// As it is now.
  init(_ row: borrowing InteractionRow) {
    source = row.source
    status = row.status
    mode = row.mode
    location = row.location.isEmpty ? nil : row.location.string
    isArchived = row.archiveTime != nil
    isTrashed = row.trashTime != nil
    assignees = row.assignees.isEmpty ? [] : Set(row.assignees.string.split(separator: " ").map(String.init))
    schedules = row.schedules
    rating = row.rating
    customer = row.customer.isEmpty ? nil : row.customer.string
  }

  /// Goes back before an event.
  mutating func undo(_ event: Event, for caller: Caller) {
    let details = event.details
    switch event.type {
    case .interactionCreated: exists = false
    case .statusChanged: status = details.before.flatMap { Status(rawValue: UInt8(truncatingIfNeeded: $0)) } ?? status
    case .modeChanged: mode = details.before.flatMap { Mode(rawValue: UInt8(truncatingIfNeeded: $0)) } ?? mode
    case .archived: isArchived = false
    case .unarchived: isArchived = true
    case .trashed: isTrashed = false
    case .undeleted: isTrashed = true
    case .usersAssigned: assignees.subtract(details.words)
    case .usersUnassigned: assignees.formUnion(details.words)
    case .locationChanged: location = details.wordBefore
    case .ratingChanged: rating = details.wordBefore.flatMap { Double($0) }
    case .responseScheduled: undoScheduling(details)
    case .scheduleReturned:
      undoUnscheduling(details)
      unknown.insert(.drafts)
    case .responseSent:
      if details.flags.contains(.scheduled) { undoUnscheduling(details) }
      unknown.formUnion([.drafts, .messages])
    case .pinned: if event.isVisible(to: caller) { isPinned = false }
    case .unpinned: if event.isVisible(to: caller) { isPinned = true }
    case .keywordsChanged: for word in details.words { keywords[String(word.dropFirst())] = word.hasPrefix("-") }
    case .messageReceived, .messageChanged, .messageRemoved: unknown.insert(.messages)
    case .messageStateChanged: unknown.formUnion([.drafts, .messages])
    case .draftSaved, .draftDeleted, .responseBlocked: unknown.insert(.drafts)
    case .attributeChanged: unknown.insert(.attributes)
    case .customerChanged:
      customer = details.wordBefore
      unknown.insert(.attributes)
    case .noteCreated, .noteUpdated, .noteDeleted: unknown.insert(.mentions)
    case .customerErased: unknown.formUnion([.drafts, .messages, .attributes])
    case .interactionUpdated: unknown.formUnion([.messages, .attributes])
    case .directoryChanged: break
    }
  }

  /// Goes back before a response was scheduled, or a scheduled one moved.
  private mutating func undoScheduling(_ details: EventDetails) {
    unknown.insert(.drafts)
    guard let channel = details.channel, details.before == nil else { return }
    schedules = schedules.with(channel, false)
  }

  /// Goes back before a scheduled response went.
  private mutating func undoUnscheduling(_ details: EventDetails) {
    guard let channel = details.channel else { return }
    schedules = schedules.with(channel, true)
  }

  // MARK: Looking at it

  /// Whether it was in a list, or may have been (invariant 2). `row` is the interaction now.
  func wasIn(
    _ list: ListMatcher, _ row: borrowing InteractionRow, for caller: Caller, in transaction: Transaction
  ) throws(InboxError) -> Bool {
    let place: Place = isTrashed ? .trash : isArchived ? .archive : .inbox
    guard exists, list.takes(source, status, place, at: location), list.takes(mode) else { return false }
    switch list.view {
    case .all, .archived, .trash: break
    case .unassigned: if !assignees.isEmpty { return false }
    case .scheduled: if schedules == [] { return false }
    case .myInbox: if !assignees.contains(list.user ?? "") { return false }
    case .pinned:
      let wasPinned = if let isPinned { isPinned } else { try transaction.isPinned(row.id, by: caller) }
      if !wasPinned { return false }
    case .mentions:
      if !unknown.contains(.mentions) { guard try transaction.isMentioned(in: row.id, caller) else { return false } }
    }
    return list.hasConditions ? try meets(list, row, caller, transaction) : true
  }

  /// Whether the conditions of a filter held.
  private func meets(
    _ list: ListMatcher, _ row: borrowing InteractionRow, _ caller: Caller, _ transaction: Transaction
  ) throws(InboxError) -> Bool {
    let filter = list.filter
    if let range = filter.rating { guard let rating, range.contains(rating) else { return false } }
    if filter.isUnrated, rating != nil { return false }
    if filter.isUnassigned || !filter.assignees.isEmpty {
      let isTaken = !assignees.isDisjoint(with: filter.assignees)
      guard assignees.isEmpty ? filter.isUnassigned : isTaken else { return false }
    }
    if !filter.customers.isEmpty, !filter.customers.contains(where: { $0.text == customer }) { return false }
    if !filter.keywords.isEmpty { guard try hadAny(list.keywords, row, caller, transaction) else { return false } }
    if !unknown.contains(.messages), !list.takesMessages(of: row) { return false }
    if filter.hasDraft, schedules == [], !unknown.contains(.drafts), row.drafts == [] { return false }
    if unknown.contains(.attributes) { return true }
    return try list.takesAttributes(of: row, caller, transaction)
  }

  /// Whether it had any of some keywords.
  private func hadAny(
    _ wanted: [String], _ row: borrowing InteractionRow, _ caller: Caller, _ transaction: Transaction
  ) throws(InboxError) -> Bool {
    if wanted.contains(where: { keywords[$0] == true }) { return true }
    return try transaction.hasAny(wanted.filter { keywords[$0] == nil }, row.id, caller)
  }
}

extension EventDetails {
  /// The words of the text.
  fileprivate var words: [String] { text.split(separator: " ").map(String.init) }

  /// The first word: what was before; nil for "-", nothing.
  fileprivate var wordBefore: String? { words.first.flatMap { $0 == "-" ? nil : $0 } }
}
