internal import SQLite
public import InboxModel

/// What became of a page so far.
private struct ListPager {
  /// The most rows.
  let limit: Int
  /// How many rows may still be looked at.
  var examinable: Int
  /// How many were shown.
  var count = 0
  /// Where the last row looked at that belongs to the page stands.
  var last: ListPosition?
  /// Where the next page begins; nil while none follows.
  var next: ListPosition?
  /// Whether the page is over.
  var isDone = false
  /// How many keys were refused without their row.
  private var refused = 0

  /// How many keys that are refused without their row cost as much as a row.
  private static let refusedPerRow = 16

  /// Begins.
  init(limit: Int, examinable: Int) {
    self.limit = limit
    self.examinable = examinable
  }

  /// Takes note of a key that was refused without its row.
  mutating func refuse(_ position: ListPosition) {
    refused += 1
    if refused % Self.refusedPerRow == 0 {
      _ = take(position, matches: false)
    } else if count < limit {
      last = position
    }
  }

  /// Takes note of a row that was looked at; says whether to show it.
  mutating func take(_ position: ListPosition, matches: Bool) -> Bool {
    if count == limit {
      // Full; a further match is the next page's.
      if matches || examinable == 0 {
        next = last
        isDone = true
      }
      examinable -= 1
      return false
    }
    if matches { count += 1 }
    last = position
    examinable -= 1
    if examinable == 0 {
      next = position
      isDone = true
    }
    return matches
  }
}

/// Lists of a view, filtered and in order, page by page; ListPlan.swift says how.
extension Transaction {
  /// The most keys that a stream gives at a time.
  private static let keysMax = 256

  /// Lends the rows of a page to a callback, in order, and gives where the next page begins; nil after the last page.
  ///
  /// Throws `actorInvalid` for a personal view of an actor that is no user, `notFound` for an attribute definition.
  public func listInteractions(
    _ query: InteractionListQuery, for caller: Caller,
    _ body: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) -> ListPosition? {
    let matcher = try ListMatcher(
      query.view, query.family, query.filter, withArchive: query.includesArchive, for: caller, in: self)
    if matcher.isEmpty { return nil }
    let plan = try ListPlan(query, matcher, for: caller, in: self)
    var pager = ListPager(limit: query.limit, examinable: query.examinedMax)
    if let waiting = plan.waiting, query.after?.section != .activity {
      let start = query.after ?? .start(of: .waiting)
      try run(waiting, matcher, from: start, &pager, caller, body)
      if pager.isDone { return pager.next }
    }
    var start = query.after ?? .start(of: .activity)
    if start.section != .activity { start = .start(of: .activity) }
    if let end = query.filter.activityTime.end, end <= start.time {
      // Before the first row of that time.
      start = ListPosition(section: .activity, time: end, id: Int64.min)
    }
    try run(plan.activity, matcher, from: start, &pager, caller, skipsWaiting: plan.waiting != nil, body)
    return pager.next
  }

  /// Runs one section of a list.
  private func run(
    _ driver: ListDriver, _ matcher: ListMatcher, from start: ListPosition, _ pager: inout ListPager, _ caller: Caller,
    skipsWaiting: Bool = false, _ body: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) {
    let section = start.section
    let earliest = section == .activity ? matcher.filter.activityTime.start ?? .min : .min
    var page = pager
    defer { pager = page }
    func look(_ row: borrowing InteractionRow) throws(InboxError) {
      let waits = row.waitingTime
      let position = ListPosition(
        section: section, time: section == .waiting ? waits ?? 0 : row.activityTime, id: row.id.rawValue)
      if section == .activity, row.activityTime < earliest {
        page.isDone = true
        return
      }
      let isOfSection = section == .waiting ? waits != nil : !(skipsWaiting && waits != nil)
      let matches = isOfSection ? try matcher.matches(row, for: caller, in: self) : false
      if page.take(position, matches: matches) { try body(row) }
    }
    func refuse(_ position: ListPosition) {
      if position.time < earliest { page.isDone = true } else { page.refuse(position) }
    }
    func merged(_ streams: [ListStream]) throws(InboxError) {
      try merge(streams, matcher, from: start, pager.limit, caller, { page.isDone }, refuse, look)
    }
    switch driver {
    case .place: try scan(ListStatements.place, matcher, from: start, caller, { page.isDone }, look)
    case .pending: try scan(ListStatements.pending, matcher, from: start, caller, { page.isDone }, look)
    case .unassigned: try scan(ListStatements.unassigned, matcher, from: start, caller, { page.isDone }, look)
    case .scheduled: try scan(ListStatements.scheduled, matcher, from: start, caller, { page.isDone }, look)
    case .waiting: try scan(ListStatements.waiting, matcher, from: start, caller, { page.isDone }, look)
    case .entries(let user, let list):
      try scan(ListStatements.entries, matcher, entries: (user, list), from: start, caller, { page.isDone }, look)
    case .assigned(let users): try merged(users.map(ListStream.assigned))
    case .places: try merged(matcher.places.map(ListStream.place))
    case .locations(let ids): try merged(matcher.places.flatMap { place in ids.map { .location($0, place) } })
    case .sources(let sources): try merged(matcher.places.flatMap { place in sources.map { .source($0, place) } })
    case .gathered(let ids): try sort(ids, from: start, caller, { page.isDone }, look)
    }
  }

  /// Goes through one ordered statement, row by row, for as long as the page wants more.
  private func scan(
    _ query: Query, _ matcher: ListMatcher, entries: (user: String, list: Int64)? = nil, from start: ListPosition,
    _ caller: Caller, _ isDone: () -> Bool, _ look: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) {
    try forEach(query, while: { !isDone() }) { cursor in
      cursor.bind(caller.workspace.rawValue)
      if let entries {
        cursor.bind(entries.user)
        cursor.bind(entries.list)
      } else {
        cursor.bind(Int64(matcher.view.place.rawValue))
      }
      cursor.bind(start.time)
      cursor.bind(start.id)
    } _: { (cursor: inout Cursor) throws(InboxError) in
      try look(InteractionRow(&cursor))
    }
  }

  /// Merges several orders. Each gives a few keys at a time, more when the merge has used them up. What a key alone
  /// refuses is told to `refuse`, and its row is not read.
  private func merge(
    _ streams: [ListStream], _ matcher: ListMatcher, from start: ListPosition, _ limit: Int, _ caller: Caller,
    _ isDone: () -> Bool, _ refuse: (ListPosition) -> Void,
    _ look: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) {
    // How many keys each stream gives at a time: they are cheap, asking again is not.
    let share = (matcher.narrowsIndexed ? 4 : 2) * limit / max(1, streams.count)
    var chunks = Array(repeating: min(max(4, share), Self.keysMax), count: streams.count)
    var merge = ListMerge()
    for (index, stream) in streams.enumerated() {
      let first = try keys(of: stream, matcher, below: start, limit: chunks[index], caller)
      merge.add(first, of: index, chunk: chunks[index])
    }
    var former: ListPosition?
    while !isDone(), let popped = merge.popFirst() {
      let position = popped.key.position
      if popped.key.isRefused {
        refuse(position)
      } else if position != former {
        try withRow(InteractionID(position.id), in: caller.workspace, look)
      }
      // Whoever is assigned together with another comes in both lists.
      former = position
      if popped.needsMore {
        // A stream that is asked again has more of the page than its share: ask that one for more at once.
        let chunk = min(chunks[popped.stream] * 2, Self.keysMax)
        chunks[popped.stream] = chunk
        let more = try keys(of: streams[popped.stream], matcher, below: position, limit: chunk, caller)
        merge.add(more, of: popped.stream, chunk: chunk)
      }
    }
  }

  /// Sorts what was gathered, and goes through it from a place.
  private func sort(
    _ ids: [InteractionID], from start: ListPosition, _ caller: Caller, _ isDone: () -> Bool,
    _ look: (borrowing InteractionRow) throws(InboxError) -> Void
  ) throws(InboxError) {
    var keys: [ListPosition] = []
    for id in ids {
      try withRow(id, in: caller.workspace) { (row) throws(InboxError) in
        let time = start.section == .waiting ? row.waitingTime : row.activityTime
        guard let time else { return }
        let position = ListPosition(section: start.section, time: time, id: id.rawValue)
        if start.precedes(position) { keys.append(position) }
      }
    }
    keys.sort { $0.precedes($1) }
    for key in keys {
      if isDone() { return }
      try withRow(InteractionID(key.id), in: caller.workspace, look)
    }
  }
}
