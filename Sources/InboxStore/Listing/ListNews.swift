internal import SQLite
public import InboxModel

/// A view, tab and filter that somebody watches, or changes as a whole.
public struct WatchedList: Sendable {
  /// The view.
  public var view: View
  /// One tab, or all.
  public var family: Family?
  /// Narrows the view.
  public var filter: InteractionFilter

  /// Takes all parts.
  public init(view: View, family: Family? = nil, filter: InteractionFilter = InteractionFilter()) {
    self.view = view
    self.family = family
    self.filter = filter
  }
}

/// What an interaction did to a list. Raw values are the contract's.
public enum ListChange: UInt8, Sendable {
  /// It came in, changed within, or left.
  case entered = 1
  case changed, left
}

/// What became of one interaction of a list.
public struct ListNews: Sendable {
  /// Which.
  public let interaction: InteractionID
  /// What it did.
  public let change: ListChange
  /// The events that did it, oldest first, as far as the caller may see them.
  public let events: [Event]
}

/// How far a watcher was told, and whether anything happened at all that moves interactions.
public struct NewsRange: Sendable {
  /// The sequence of the last event that was looked at.
  public let sequence: Int64
  /// Whether counts may have changed.
  public let mayMoveCounts: Bool
  /// Whether more events wait.
  public let hasMore: Bool
}

/// What events did to a list; FormerInteraction.swift says how that is known.
extension Transaction {
  /// Throws `actorInvalid` or `notFound` for a list that the caller cannot ask for.
  public func requireWatchable(_ list: WatchedList, for caller: Caller) throws(InboxError) {
    _ = try ListMatcher(list.view, list.family, list.filter, for: caller, in: self)
  }

  /// Tells what the next events after a sequence, at most `limit`, did to a list: each interaction once, with its row of now
  /// unless it left. Nil if there are none.
  ///
  /// An interaction that has later events counts as it was after these, though its row is of now: so each page of events says
  /// what is new since the one before, whatever waits.
  ///
  /// Throws `resumeTokenExpired` when the directory changed what the list is: then only listing it again helps.
  public func news(
    of list: WatchedList, after sequence: Int64, limit: Int, for caller: Caller,
    _ body: (ListNews, borrowing InteractionRow?) throws(InboxError) -> Void
  ) throws(InboxError) -> NewsRange? {
    let events = try events(in: caller.workspace, after: sequence, limit: limit)
    guard let last = events.last else { return nil }
    let hasMore = events.count == limit
    let matcher = try ListMatcher(list.view, list.family, list.filter, for: caller, in: self)
    var order: [InteractionID] = []
    var byInteraction: [InteractionID: [Event]] = [:]
    var mayMoveCounts = false
    for event in events {
      if event.type.movesInteraction { mayMoveCounts = true }
      guard let id = event.interaction else {
        if list.depends(on: event, for: caller) { throw .resumeTokenExpired }
        mayMoveCounts = true
        continue
      }
      guard event.isVisible(to: caller) else { continue }
      if byInteraction[id] == nil { order.append(id) }
      byInteraction[id, default: []].append(event)
    }
    for id in order {
      let own = byInteraction[id] ?? []
      try withRow(id, in: caller.workspace) { (row) throws(InboxError) in
        try tell(own, row, matcher, later: hasMore ? last.sequence : nil, caller, body)
      }
    }
    return NewsRange(sequence: last.sequence, mayMoveCounts: mayMoveCounts, hasMore: hasMore)
  }

  /// Tells what events did to one interaction of a list. `later`: after which sequence it may have more events.
  private func tell(
    _ events: [Event], _ row: borrowing InteractionRow, _ matcher: ListMatcher, later: Int64?, _ caller: Caller,
    _ body: (ListNews, borrowing InteractionRow?) throws(InboxError) -> Void
  ) throws(InboxError) {
    var former = FormerInteraction(row)
    var isIn = try matcher.matches(row, for: caller, in: self)
    if let later, try undo(&former, of: row.id, after: later, for: caller) {
      isIn = try former.wasIn(matcher, row, for: caller, in: self)
    }
    let isVisible = caller.sees(row.locationID)
    var visible: [Event] = []
    for event in events.reversed() {
      // Where it went when it left his sight is not for him.
      if isVisible || caller.sees(former.location.map { LocationID($0) }) { visible.append(event) }
      former.undo(event, for: caller)
    }
    let wasIn = try former.wasIn(matcher, row, for: caller, in: self)
    guard isIn || wasIn else { return }
    let change: ListChange = isIn ? wasIn ? .changed : .entered : .left
    // What is out of sight by later events is told as left by those.
    if change != .left, !isVisible { return }
    let news = ListNews(interaction: row.id, change: change, events: visible.reversed())
    if change == .left { try body(news, nil) } else { try body(news, copy row) }
  }

  /// Whether an interaction that is in a list now was, or may have been, in it after an event of its workspace.
  func wasIn(
    _ matcher: ListMatcher, _ row: borrowing InteractionRow, at sequence: Int64, for caller: Caller
  ) throws(InboxError) -> Bool {
    var former = FormerInteraction(row)
    guard try undo(&former, of: row.id, after: sequence, for: caller) else { return true }
    return try former.wasIn(matcher, row, for: caller, in: self)
  }

  /// Undoes what happened to an interaction after a sequence; says whether anything did.
  private func undo(
    _ former: inout FormerInteraction, of id: InteractionID, after sequence: Int64, for caller: Caller
  ) throws(InboxError) -> Bool {
    var undone = former
    var hasEvents = false
    try forEachEvent(of: id, downTo: sequence, in: caller.workspace) { event in
      hasEvents = true
      undone.undo(event, for: caller)
    }
    former = undone
    return hasEvents
  }
}

extension WatchedList {
  /// Whether a change of the directory may have moved interactions into the list or out of it, all at once.
  fileprivate func depends(on event: Event, for caller: Caller) -> Bool {
    guard let (resource, action, fields) = event.details.directory else { return false }
    let parts = resource.split(separator: "/")
    guard parts.count >= 4 else { return false }
    switch parts[2] {
    case "users": return parts[3] == caller.user ?? "" && !Set(fields).isDisjoint(with: ["role", "accesses"])
    case "locations": return !filter.brands.isEmpty && (action == .deleted || fields.contains("brand"))
    case "locationGroups":
      return action != .created && filter.locationGroups.contains { $0.text == parts[3] }
        && (action == .deleted || fields.contains("locations"))
    case "keywords": return action != .updated && filter.keywords.contains { $0.text == parts[3] }
    default: return false
    }
  }
}
